"""The command line. Exit 0 fine, 1 found something wrong, 2 wrong usage."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from incidentbot import cli_token, logs
from incidentbot.cli_check import check_alerts, check_file, check_people
from incidentbot.cli_explain import explain as explain_body
from incidentbot.cli_oncall import told as told_on_call
from incidentbot.cli_queue import waiting
from incidentbot.clock import SystemClock
from incidentbot.doctor import examine, try_again
from incidentbot.errors import IncidentbotError, InvalidInput, SettingsError
from incidentbot.process import built_in
from incidentbot.process import load as load_process
from incidentbot.serving import serve as run
from incidentbot.settings import Settings
from incidentbot.settings import load as load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(cli_token.app, name="token")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def main(context: typer.Context) -> None:
    """Incidentbot: from the signal to the last action item of the postmortem."""
    context.obj = _settings  # for commands that live in files of their own


def _settings() -> Settings:
    settings = load_settings()
    for warning in settings.warnings:
        typer.echo(warning, err=True)
    return settings


@app.command()
def serve(
    sandbox: Annotated[bool, typer.Option(help="Use the local workspace even where Slack tokens are set.")] = False,
    keep: Annotated[Path | None, typer.Option(help="A folder in which the sandbox's state stays.")] = None,
) -> None:
    """Run the bot; without a Slack token, in the sandbox."""
    settings = _settings()
    in_sandbox = sandbox or settings.sandbox
    logs.configure(production=not (in_sandbox and sys.stderr.isatty()), level="warning" if in_sandbox else "info")
    signal.signal(signal.SIGTERM, _stop)
    raise typer.Exit(run(settings, in_sandbox, keep, _say))


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="The process file; without it, the one in use.")] = None,
    alerts: Annotated[bool, typer.Option("--alerts", help="List the alert rules that are not ready.")] = False,
    people: Annotated[bool, typer.Option("--people", help="List who could not be reached at night.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the process file and say everything that is wrong with it, with the alerts that it judges, or its people."""
    settings = _settings() if alerts or people or file is None else None
    path, now = file or (settings.process if settings else None), SystemClock().now()
    checked = check_file(path, now)
    if settings and alerts and not checked.is_wrong:
        checked = check_alerts(path, settings.database_url.get_secret_value(), now)
    if settings and people and not checked.is_wrong:
        checked = check_people(path, settings.database_url.get_secret_value())
    typer.echo(json.dumps(checked.found) if as_json else "\n".join(checked.lines))
    raise typer.Exit(1 if checked.is_wrong else 0)


@app.command()
def explain(
    integration: Annotated[str, typer.Argument(help="An integration of the process file, or a source.")],
    body: Annotated[typer.FileBinaryRead, typer.Argument(help="A file with the body that it sends; - is the input.")],
    file: Annotated[Path | None, typer.Option(help="The process file; without it, the one in use.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a body would become, and where it would go; nothing is sent."""
    told = explain_body(integration, body.read(), file or _settings().process, SystemClock().now())
    typer.echo(json.dumps(told.found, default=str) if as_json else "\n".join(told.lines))
    raise typer.Exit(1 if told.is_wrong else 0)


@app.command()
def doctor(
    retry: Annotated[int | None, typer.Option(help="Try this piece of work again.")] = None, as_json: AsJson = False
) -> None:
    """Look at the settings, the database, the process file and the work that did not succeed."""
    settings = _settings()
    if retry is not None:
        typer.echo(try_again(settings, retry))
        return
    found = examine(settings)
    typer.echo(json.dumps([asdict(finding) for finding in found]) if as_json else "\n".join(map(str, found)))
    raise typer.Exit(1 if any(finding.is_wrong for finding in found) else 0)


@app.command()
def queue(
    team: Annotated[str | None, typer.Argument(help="A team of the process file; without it, all of them.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Print what waits, in working order: by priority, then due, then age."""
    settings = _settings()
    process = load_process(settings.process) if settings.process else built_in()
    found = waiting(settings.database_url.get_secret_value(), process, team, limit)
    typer.echo(found.as_json if as_json else "\n".join(found.lines))


@app.command()
def oncall(
    schedule: Annotated[str | None, typer.Argument(help="A schedule, a team or a service; without it, all.")] = None,
    at: Annotated[str | None, typer.Option(help="Another moment than now: 2026-03-02T09:00, mon 09:00.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="List the shifts from this moment on.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="… to this one; 14 days if nothing is said.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who is on call, until when, who is next and why; or list the shifts of a stretch of time."""
    settings = _settings()
    process = load_process(settings.process) if settings.process else built_in()
    try:
        found = told_on_call(settings.database_url.get_secret_value(), process, schedule, at, start, end)
    except InvalidInput as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from wrong
    typer.echo(found.as_json if as_json else "\n".join(found.lines))


def entry() -> None:
    """Every error of ours is a sentence, never a traceback."""
    try:
        app()
    except SettingsError as wrong:
        typer.echo(str(wrong), err=True)
        sys.exit(2)
    except IncidentbotError as wrong:
        typer.echo(str(wrong), err=True)
        sys.exit(1)
