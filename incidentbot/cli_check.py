"""What `incidentbot check` says: of a process file, of the alert rules whose alerts came, of the people it asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from incidentbot.process import ProcessFileError, read
from incidentbot.services.reachability import everybody_asked, unreachable_of
from incidentbot.services.readiness import UnreadyRule, unready_rules
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store

MOST_RULES = 1000


@dataclass(frozen=True)
class Checked:
    """`lines` for people, `found` for programs; `is_wrong` is exit 1."""

    lines: list[str]
    found: dict[str, Any]
    is_wrong: bool = False


def check_file(path: Path | None, now: datetime) -> Checked:
    """Every mistake, else every warning; of the built-in example where there is no path."""
    name = str(path or "built-in example")
    try:
        whole = read(path)
    except ProcessFileError as wrong:
        return Checked(wrong.mistakes, {"file": name, "mistakes": wrong.mistakes, "warnings": []}, is_wrong=True)
    doubts = whole.warnings(now)
    told = f"works; {len(doubts)} warning{'s' * (len(doubts) != 1)} above" if doubts else "fine"
    found = {
        "file": name,
        "version": whole.process.version,
        "services": list(whole.process.services),
        "mistakes": [],
        "warnings": doubts,
    }
    return Checked([*doubts, f"{name}: {told}"], found)


def check_alerts(path: Path | None, database_url: str, now: datetime) -> Checked:
    """The alert rules that cannot answer the three questions by this file, each with what would mend it.

    Raises ProcessFileError, and StoreUnavailable or SchemaTooNew where the database cannot be read.
    """
    process = read(path).process
    engine = open_engine(database_url)
    try:
        migrate(engine)
        with Store(engine).read() as tx:
            rules = unready_rules(tx, process, now, MOST_RULES)
    finally:
        engine.dispose()
    lines = [line for rule in rules for line in (_title(rule), *(f"    {mend}" for mend in rule.mend))]
    told = f"{len(rules)} alert rule{'s' * (len(rules) != 1)} to mend"
    found = {"unready": [{**asdict(rule), "last_at": rule.last_at.isoformat()} for rule in rules]}
    return Checked([*lines, told if rules else "Every alert that came is ready for on-call."], found, bool(rules))


def check_people(path: Path | None, database_url: str) -> Checked:
    """Who of those whom this file asks could not be woken by a P1, with what is missing. Raises like check_alerts."""
    process = read(path).process
    engine = open_engine(database_url)
    try:
        migrate(engine)
        with Store(engine).read() as tx:
            people = unreachable_of(tx, process, everybody_asked(process))
    finally:
        engine.dispose()
    lines = [f"{one.person}: {', '.join(one.missing)}" for one in people]
    told = f"{len(people)} could not be reached at night; each can mend it with /incident me"
    found = {"unreachable": [{"person": one.person, "missing": list(one.missing)} for one in people]}
    return Checked([*lines, told if people else "Everybody who may be asked can be reached."], found, bool(people))


def _title(rule: UnreadyRule) -> str:
    came = f"{rule.alerts} alert{'s' * (rule.alerts != 1)}"
    return f"{rule.integration} “{rule.rule}”: {came}, the last {rule.last_at:%Y-%m-%d %H:%M} UTC"
