"""How late the steps of pages are taken, with many pages open and many steps due; on SQLite and on PostgreSQL.

    python benchmarks/pager.py [--open 1000 10000 100000] [--seconds 8] [--postgres URL]

A step is late by the time from the moment at which it was due to the commit in which it was taken. The pages ask one
person by Slack; nobody sends what they ask for, which is the providers' time and not ours.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from parts.fresh import fresh
from sqlalchemy import insert, select

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.domain.catalog import CatalogPerson
from incidentbot.domain.escalation import Policy, Step, Target, TargetKind
from incidentbot.domain.page import PageState
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Environment, ImpactFacts, Urgency, classify
from incidentbot.domain.process import Process
from incidentbot.domain.work import TIMER, WorkState
from incidentbot.interpreter import be_prompt
from incidentbot.page_clock import PageClock
from incidentbot.services.page_step import STEP
from incidentbot.services.page_timer import STEPS_AT_ONCE, PageTimers
from incidentbot.store import tables
from incidentbot.store.engine import open_engine
from incidentbot.store.page import policy_written
from incidentbot.store.store import Store

PEOPLE = {name: CatalogPerson(name, f"U{name.upper()}") for name in ("alice", "bob")}
STEPS = tuple(Step((Target(TargetKind.PERSON, name),), timedelta(hours=6)) for name in PEOPLE)
POLICY = Policy("benchmark", STEPS)
A_SECOND = 2_000  # steps due in each
LEAD = timedelta(seconds=3)
BITE = 5_000


class InForce:
    process = Process(people=PEOPLE)


class Watched(PageTimers):
    """Remembers when each transaction of steps was committed, by the moment at which it read the clock: that moment
    stands in the notifications that it wrote."""

    def __init__(self, store: Store) -> None:
        self._read = LastRead()
        super().__init__(store, self._read, InForce())
        self.commits: dict[datetime, datetime] = {}

    def take_due_steps(self, most: int = STEPS_AT_ONCE) -> int:
        taken = super().take_due_steps(most)
        if taken:
            self.commits[self._read.last] = SystemClock().now()
        return taken


class LastRead(SystemClock):
    last: datetime

    def now(self) -> datetime:
        self.last = super().now()
        return self.last


def prepare(store: Store, how_many: int, dues: list[datetime]) -> None:
    """So many open pages; the first ones have a step due at these moments, the others in some hours."""
    now = SystemClock().now()
    judged = classify(ImpactFacts(), Urgency.NOW, Environment("production"), now)
    with store.begin() as tx:
        values = {"title": "t", "description": "", "service": None, "environment": "production", "process_version": ""}
        ticket = tx.open_ticket(**values, judged=judged, by=BOT, now=now)  # type: ignore[arg-type]
    far = now + timedelta(hours=3)
    policy = policy_written(POLICY)
    for start in range(0, how_many, BITE):
        numbers = range(start, min(start + BITE, how_many))
        due = [dues[number] if number < len(dues) else far for number in numbers]
        with store.engine.begin() as connection:
            common = {"ticket_id": ticket.id, "priority": "P1", "reason": "", "policy": policy, "cycle": 0, "step": 0}
            begun = {"state": PageState.OPEN, "epoch": 0, "started_at": now, "started_by": "benchmark"}
            connection.execute(
                insert(tables.page),
                [
                    {
                        **common,
                        **begun,
                        "number": number + 1,
                        "code": str(1000 + number),
                        "target": str(number),
                        "next_due_at": at,
                    }
                    for number, at in zip(numbers, due, strict=True)
                ],
            )
            waiting = {"kind": STEP, "epoch": 0, "priority": TIMER, "state": WorkState.READY, "attempt": 0}
            rest = {"doubtful": False, "last_error": "", "asked_at": now}
            connection.execute(
                insert(tables.work),
                [
                    {
                        **waiting,
                        **rest,
                        "subject": f"page:{number + 1}",
                        "due_at": at,
                        "payload": {"page_id": number + 1},
                    }
                    for number, at in zip(numbers, due, strict=True)
                ],
            )


def replica(url: str, until: datetime, begin: Event, found: Queue[dict[datetime, datetime]]) -> None:
    """Takes steps until all are taken, as a process of its own."""
    store = Store(open_engine(url))
    watched = Watched(store)
    be_prompt()
    clock = PageClock(store, SystemClock(), watched)
    begin.wait(120)
    clock.start()
    while SystemClock().now() < until or (watched.next_step_due() or until) < SystemClock().now():
        time.sleep(0.1)
    clock.stop()
    store.close()
    found.put(watched.commits)


def lateness(store: Store, commits: dict[datetime, datetime], dues: list[datetime]) -> list[float]:
    """Milliseconds, smallest first."""
    with store.engine.connect() as connection:
        asked = connection.execute(select(tables.notification.c.page_id, tables.notification.c.asked_at)).all()
    assert len(asked) == len(dues), f"{len(asked)} steps were taken of {len(dues)}"
    return sorted((commits[row.asked_at] - dues[row.page_id - 1]).total_seconds() * 1000 for row in asked)


def run(url: str, how_many: int, spread: list[float], replicas: int) -> list[float]:
    """`spread`: when each step is due, in seconds from the beginning."""
    store = fresh(url)
    began = SystemClock().now() + LEAD + timedelta(seconds=how_many / 8_000)
    dues = [began + timedelta(seconds=seconds) for seconds in spread]
    spawned = get_context("spawn")
    begin, found = spawned.Event(), spawned.Queue()
    given = (url, max(dues) + timedelta(seconds=0.5), begin, found)
    processes = [spawned.Process(target=replica, args=given) for _ in range(replicas)]
    for process in processes:
        process.start()
    prepare(store, how_many, dues)
    begin.set()
    assert SystemClock().now() < began, "preparing took longer than foreseen"
    commits = [found.get(timeout=180) for _ in processes]
    for process in processes:
        process.join(10)
    late = lateness(store, {read: committed for each in commits for read, committed in each.items()}, dues)
    store.close()
    return late


def row(name: str, url: str, how_many: int, said: str, spread: list[float], replicas: int) -> str:
    late = run(url, how_many, spread, replicas)
    return f"{name:26}{how_many:9}{said:>18}{at(late, 0.5):9.1f}{at(late, 0.99):9.1f}{late[-1]:9.1f}"


def at(late: list[float], share: float) -> float:
    return late[min(int(len(late) * share), len(late) - 1)]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--open", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--seconds", type=float, default=8)
    arguments.add_argument("--postgres")
    given = arguments.parse_args()
    logs.configure(production=True, level="critical")
    print(f"{'':26}{'pages':>9}{'due':>18}{'p50 ms':>9}{'p99 ms':>9}{'last ms':>9}")
    for how_many in given.open:
        rate = min(A_SECOND, int(how_many / given.seconds))
        steadily = [number / rate for number in range(int(rate * given.seconds))]
        together = [0.0] * min(A_SECOND, how_many)
        for said, spread in ((f"{rate} a second", steadily), (f"{len(together)} at once", together)):
            with tempfile.TemporaryDirectory() as folder:
                print(row("SQLite", f"sqlite:///{Path(folder) / 'pager.db'}", how_many, said, spread, 1))
            for replicas in (1, 2) if given.postgres else ():
                print(row(f"PostgreSQL, replicas: {replicas}", given.postgres, how_many, said, spread, replicas))


if __name__ == "__main__":
    main()
