"""What `incidentbot doctor` looks at. It works without the bot running, and changes nothing unless it is asked to."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.clock import SystemClock
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work
from incidentbot.errors import IncidentbotError
from incidentbot.integrations import page_chart
from incidentbot.integrations.pagers import Ours, pagers
from incidentbot.process import built_in, load
from incidentbot.services.reachability import everybody_asked, unreachable_of
from incidentbot.services.trouble import DEEDS, Troubles
from incidentbot.services.weekly_test import is_waited_for, verdict
from incidentbot.setting_doubts import doubts
from incidentbot.settings import Settings
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import database_troubles, migrate
from incidentbot.store.store import Store

AT_THE_COMMAND_LINE = Actor("somebody at the command line")


@dataclass(frozen=True)
class Finding:
    what: str
    told: str
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{'✗' if self.is_wrong else '✓'} {self.what}: {self.told}"


def examine(settings: Settings) -> list[Finding]:
    return [_slack(settings), *_doubts(settings), _process(settings), _pictures(), *_database(settings)]


def _slack(settings: Settings) -> Finding:
    if settings.sandbox:
        return Finding("slack", "no token is set; `serve` starts the sandbox")
    way = "Socket Mode" if settings.slack_app_token else f"signed HTTP at {settings.base_url}/slack/events"
    return Finding("slack", f"a token is set, requests come by {way}")


def _doubts(settings: Settings) -> list[Finding]:
    parted = [doubt.partition(": ") for doubt in doubts(settings)]
    return [Finding(what, told, is_wrong=True) for what, _, told in parted]


def _process(settings: Settings) -> Finding:
    try:
        process = load(settings.process) if settings.process else built_in()
    except IncidentbotError as wrong:
        return Finding("process file", str(wrong), is_wrong=True)
    return Finding("process file", f"{settings.process or 'the built-in example'}, version {process.version}")


def _pictures() -> Finding:
    told = (
        "come with /incident stats" if page_chart.is_installed() else "none; the extra incidentbot[charts] draws them"
    )
    return Finding("pictures", told)


def _database(settings: Settings) -> list[Finding]:
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        if trouble := database_troubles(engine):
            return [Finding("database", f"{settings.database_url}: {trouble}", is_wrong=True)]
        migrate(engine)
        troubles = Troubles(Store(engine), SystemClock())
        dead, failing = troubles.dead(), troubles.failing()
        people = _people(Store(engine), settings)
        tested = _weekly_test(Store(engine))
    except IncidentbotError as wrong:
        return [Finding("database", str(wrong), is_wrong=True)]
    finally:
        engine.dispose()
    return [
        Finding("database", str(settings.database_url)),
        *(_work(row, "did not work and waits for you: incidentbot doctor --retry " + str(row.id)) for row in dead),
        *people,
        *tested,
        *(_work(row, f"is tried again at {row.due_at:%Y-%m-%d %H:%M} UTC") for row in failing),
    ]


def _people(store: Store, settings: Settings) -> list[Finding]:
    """Who could not be woken. Wrong only where telephones ring at all: without a provider it is the same for all."""
    try:
        process = load(settings.process) if settings.process else built_in()
    except IncidentbotError:
        return []  # said of the process file already
    ways = pagers(settings, Ours(settings.base_url, lambda *_: "", lambda *_: None)).ways
    rings = any(kind in (MethodKind.SMS, MethodKind.VOICE) for kind, _ in ways)
    names = ", ".join(name for _, name in ways)
    told = names if rings else f"only {names}, so that nothing rings; see TWILIO_ACCOUNT_SID in the README"
    with store.read() as tx:
        people = [one.person for one in unreachable_of(tx, process, everybody_asked(process))]
    if not people:
        return [Finding("providers", told), Finding("people", "everybody who may be asked can be reached")]
    unreached = f"not reached at night: {', '.join(people)}; incidentbot check --people says why"
    return [Finding("providers", told), Finding("people", unreached, is_wrong=rings)]


def _weekly_test(store: Store) -> list[Finding]:
    """What became of the last one; nothing where there was none."""
    with store.read() as tx:
        tests = tx.last_weekly_tests()
    now = SystemClock().now()
    judged = [test for test in tests if not is_waited_for(test, now)]
    unwell = [f"{test.provider}: {told}" for test in judged for well, told in [verdict(test)] if not well]
    told = "; ".join(unwell) or ", ".join(test.provider for test in tests)
    return [Finding("weekly test", f"{tests[0].slot:%Y-%m-%d %H:%M} UTC, {told}", bool(unwell))] if tests else []


def _work(row: Work, what_next: str) -> Finding:
    about = f" ({row.subject})" if row.subject else ""
    return Finding(f"work {row.id}", f"{DEEDS.get(row.kind, row.kind)}{about}: {row.last_error}; {what_next}", True)


def try_again(settings: Settings, work_id: int) -> str:
    """Raises NotPossible when there is nothing left to try."""
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        migrate(engine)
        row = Troubles(Store(engine), SystemClock()).try_again(work_id, AT_THE_COMMAND_LINE)
    finally:
        engine.dispose()
    return f"Work {row.id} ({DEEDS.get(row.kind, row.kind)}) is tried again by the running bot."
