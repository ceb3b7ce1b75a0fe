"""`incidentbot token …`: keys of integrations and of the API, made, listed and revoked beside the running bot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from incidentbot.clock import SystemClock
from incidentbot.doctor import AT_THE_COMMAND_LINE
from incidentbot.integrations.sources import SOURCES
from incidentbot.services.token import SCOPES, Tokens
from incidentbot.settings import Settings
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store
from incidentbot.store.token import Token
from incidentbot.words.values import duration

GENERIC = "generic"
EVENTS = {"pagerduty": "/v2/enqueue"}  # the contract of its Events API; the key may stand in the body, too

app = typer.Typer(no_args_is_help=True, help="Keys of integrations and of the API.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def _tokens(settings: Settings) -> Iterator[Tokens]:
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        migrate(engine)
        yield Tokens(Store(engine), SystemClock())
    finally:
        engine.dispose()


@app.command()
def create(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="A key with which this monitor sends alerts.")] = None,
    api: Annotated[bool, typer.Option("--api", help="A key for /api/v1.")] = False,
    name: Annotated[str | None, typer.Option(help="Its name; two keys of one name are valid at a time.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help=f"What it may do: {', '.join(SCOPES)}.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once."""
    if api == (source is not None):
        raise typer.BadParameter("say either --source, for a monitor, or --api")
    if source is not None and source not in (known := sorted([*SOURCES, GENERIC])):
        raise typer.BadParameter(f"there is no source “{source}”; there are {', '.join(known)}")
    if scope and not api:
        raise typer.BadParameter("--scope goes with --api")
    if wrong := sorted(set(scope or ()) - set(SCOPES)):
        raise typer.BadParameter(f"{', '.join(wrong)} is no scope; there are {', '.join(SCOPES)}")
    settings = _settings(context)
    named = name or source or "api"
    with _tokens(settings) as tokens:
        scopes = list(dict.fromkeys(scope or ["read"])) if api else []
        key = tokens.make("api" if api else "integration", named, source, scopes, AT_THE_COMMAND_LINE)
    curl = _curl(settings.base_url, key, source)
    told = {"name": named, "key": key, "try": curl}
    typer.echo(json.dumps(told) if as_json else f"{key}\n\nIt is not shown again. To try it:\n\n    {curl}")


def _settings(context: typer.Context) -> Settings:
    load: Callable[[], Settings] = context.obj  # read only by the commands that need them
    return load()


def _curl(base: str, key: str, source: str | None) -> str:
    if source is None:
        return f"curl -H 'Authorization: Bearer {key}' {base}/api/v1/tickets"
    body = "-H 'Content-Type: application/json' --data @alert.json"
    if address := EVENTS.get(source):
        return f"curl -H 'Authorization: Bearer {key}' {body} {base}{address}"
    return f"curl {body} {base}/alerts/{source}/{key}"


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Every key with its name, kind, age and whether it is valid; never the key itself."""
    now = SystemClock().now()
    with _tokens(_settings(context)) as tokens:
        found = tokens.all()
    if as_json:
        typer.echo(json.dumps([asdict(token) for token in found], default=datetime.isoformat))
        return
    typer.echo("\n".join(_line(token, now) for token in found) or "There is no key yet: incidentbot token create")


def _line(token: Token, now: datetime) -> str:
    what = token.source or ", ".join(token.scopes) or "any source"
    state = f"revoked {token.revoked_at:%Y-%m-%d %H:%M} UTC" if token.revoked_at else "valid"
    return f"{token.id:>4}  {token.kind:<11}  {token.name}  ({what})  {duration(now - token.made_at)} old, {state}"


@app.command()
def revoke(context: typer.Context, number: Annotated[int, typer.Argument(help="As `list` shows it.")]) -> None:
    """End a key; the running bot knows within seconds."""
    with _tokens(_settings(context)) as tokens:
        tokens.revoke(number)
    typer.echo(f"Key {number} is revoked.")
