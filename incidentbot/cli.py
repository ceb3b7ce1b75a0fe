"""The command line. Exit 0 fine, 1 found something wrong, 2 wrong usage."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.doctor import examine, try_again
from incidentbot.errors import IncidentbotError, SettingsError
from incidentbot.process import ProcessFileError, read
from incidentbot.serving import serve as run
from incidentbot.settings import Settings
from incidentbot.settings import load as load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def main() -> None:
    """Incidentbot: from the signal to the last action item of the postmortem."""


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
    sys.setswitchinterval(0.0005)
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
    as_json: AsJson = False,
) -> None:
    """Read the process file and say everything that is wrong with it."""
    path = file or _settings().process
    try:
        whole = read(path)
    except ProcessFileError as wrong:
        typer.echo(json.dumps({"mistakes": wrong.mistakes, "warnings": []}) if as_json else str(wrong))
        raise typer.Exit(1) from wrong
    process, doubts = whole.process, whole.warnings(SystemClock().now())
    found = {"file": str(path or "built-in example"), "version": process.version, "services": list(process.services)}
    if as_json:
        typer.echo(json.dumps(found | {"mistakes": [], "warnings": doubts}))
        return
    told = f"works; {len(doubts)} warning{'s' * (len(doubts) != 1)} above" if doubts else "fine"
    typer.echo("\n".join([*doubts, f"{found['file']}: {told}"]))


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
