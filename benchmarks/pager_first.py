"""From the moment at which a signal is accepted to the first request to a provider.

    python benchmarks/pager_first.py [--alerts 200] [--postgres URL]

Idle: one P1 alert after another, each about a service of its own. Busy: a thousand other alerts a minute beside them.
Real worker, real intake; the provider only notes when it was asked. No chat is connected: what is said there waits.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from parts.fresh import fresh

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.catalog import CatalogPerson, Service, Team
from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.process import Process
from incidentbot.interpreter import be_prompt
from incidentbot.notifier import Notifier
from incidentbot.page_clock import PageClock
from incidentbot.ports import PageMessage, Performer
from incidentbot.services.digest import Digest
from incidentbot.services.intake import DIGEST, Arrived, Intake
from incidentbot.services.link import Links
from incidentbot.services.notification import Notifications
from incidentbot.services.page_step import NOTIFY
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.trouble import Troubles
from incidentbot.timers import Timer
from incidentbot.worker import Worker

A_MINUTE = 1_000  # alerts beside
SERVICES = 400


class InForce:
    process = Process(
        people={"alice": CatalogPerson("alice", "UALICE")},
        teams={"payments": Team("payments", owner="alice", members=("alice",))},
        services={
            f"s{number}": Service(f"s{number}", "payments", match=LabelMatch({"service": (f"s{number}",)}))
            for number in range(SERVICES)
        },
    )


class Noted:
    """Stands for Slack: whoever has no other method is asked there."""

    name, kind, can_be_asked, tells_delivery = "slack", MethodKind.SLACK, False, False

    def __init__(self) -> None:
        self.asked: dict[str, float] = {}

    def send(self, message: PageMessage, address: str) -> str:
        self.asked.setdefault(message.title, time.perf_counter())
        return message.key

    def find(self, key: str, address: str) -> str | None:
        return None

    def withdraw(self, provider_id: str) -> None: ...


class Said:
    """The chat takes whatever is said, at once."""

    def perform(self, _work: object, _by: object) -> None: ...

    def happened(self, _work: object) -> bool:
        return False


def firing(number: int, severity: str, what: str) -> Arrived:
    half = SERVICES // 2  # the others are of other services: their tickets are not those that page
    service = number % half + (0 if severity == "critical" else half)
    labels = {"service": f"s{service}", "environment": "production", "severity": severity}
    now = datetime.now(UTC)
    alert = Alert(f"{what}{number}", AlertState.FIRING, f"{what} {number}", severity, labels, started_at=now)
    return Arrived("benchmark", "generic", (alert,))


def measured(url: str, how_many: int, busy: bool) -> list[float]:
    store, clock, running, noted = fresh(url), SystemClock(), InForce(), Noted()
    intake, digest = Intake(store, clock), Digest(store, clock, running)
    notifications = Notifications(store, clock, running)
    notifier = Notifier(notifications, {MethodKind.SLACK: [noted]}, Links("http://127.0.0.1", "key"), str)
    said: Performer = Said()
    kinds = ("channel.open", "channel.invite", "channel.topic", "channel.purpose", "card.post", "card.pin")
    more = ("card.refresh", "announcement.post", "announcement.refresh", "message.post", "channel.bookmark")
    performers: dict[str, Performer] = dict.fromkeys((*kinds, *more), said)
    performers |= {DIGEST: Timer(lambda _work, by: digest.digest(by) and None), NOTIFY: notifier}
    worker = Worker(store, clock, performers, Troubles(store, clock), foldable=(DIGEST, "card.refresh"))
    page_clock = PageClock(store, clock, PageTimers(store, clock, running))
    for part in (intake, worker, page_clock):
        part.start()
    done = threading.Event()
    beside = threading.Thread(target=_noise, args=(intake, done), daemon=True)
    if busy:
        beside.start()
    be_prompt()
    waits = [_one(intake, noted, number) for number in range(how_many)]
    done.set()
    page_clock.stop()
    worker.stop()
    intake.stop()
    store.close()
    return sorted(waits)


def _one(intake: Intake, noted: Noted, number: int) -> float:
    """Milliseconds from its acceptance on."""
    intake.accept(firing(number, "critical", "down")).result(10)
    accepted = time.perf_counter()
    while (asked := noted.asked.get(f"down {number}")) is None:
        if time.perf_counter() - accepted > 30:
            raise TimeoutError(f"nobody was asked about alert {number}")
        time.sleep(0.0005)
    time.sleep(0.3)  # longer than the pace of digests: each is the first after a silence
    return (asked - accepted) * 1000


def _noise(intake: Intake, done: threading.Event) -> None:
    number = 0
    while not done.wait(60 / A_MINUTE):
        intake.accept(firing(number, "warning", "slow"))
        number += 1


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--alerts", type=int, default=200)
    arguments.add_argument("--postgres")
    given = arguments.parse_args()
    logs.configure(production=True, level="critical")
    print(f"{'':12}{'':>22}{'p50 ms':>9}{'p99 ms':>9}{'last ms':>9}")
    for said, busy in (("idle", False), (f"{A_MINUTE} alerts a minute", True)):
        with tempfile.TemporaryDirectory() as folder:
            places = {"SQLite": f"sqlite:///{Path(folder) / 'pager.db'}"}
            places |= {"PostgreSQL": given.postgres} if given.postgres else {}
            for name, url in places.items():
                late = measured(url, given.alerts, busy)
                half, most = late[len(late) // 2], late[min(int(len(late) * 0.99), len(late) - 1)]
                print(f"{name:12}{said:>22}{half:9.1f}{most:9.1f}{late[-1]:9.1f}")


if __name__ == "__main__":
    main()
