"""A small world for stories about schedules: a team of three who take turns week by week, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.escalation import Policy, Step, Target
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.process import Process
from incidentbot.domain.rotation import Every
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.domain.work import WorkState
from incidentbot.services.cover import Covers
from incidentbot.services.oncall import Oncall
from incidentbot.services.oncall_change import HANDOFF, SOON
from incidentbot.services.oncall_recording import take_over
from incidentbot.services.swap import EXPIRE, REMIND, Swaps
from incidentbot.store.store import Store
from tests.world import FakeClock, InForce
from tests.written import Asked

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # alice's week begins
WEEK = timedelta(days=7)
PEOPLE = {
    "alice": CatalogPerson("alice", "U01ALICE", name="Alice"),
    "bob": CatalogPerson("bob", "U02BOB", name="Bob"),
    "carol": CatalogPerson("carol", "U03CAROL", name="Carol"),
    "dan": CatalogPerson("dan", "U04DAN", name="Dan"),
}
ACTORS = {key: Actor(person.name, slack_id=person.slack) for key, person in PEOPLE.items()}


def weekly(*people: str, start: date = date(2026, 3, 2), handoff: time = time(9), **more: Any) -> Layer:
    return Layer("weeks", people, Every(start, handoff, timedelta(weeks=1)), **more)


PRIMARY = Schedule("payments-primary", "UTC", (weekly("alice", "bob", "carol"),))
POLICY = Policy("payments", (Step((Target.read("schedule payments-primary"),)),))
PROCESS = Process(
    people=PEOPLE,
    teams={
        "payments": Team(
            "payments",
            "Payments",
            ("alice", "bob", "carol"),
            "#team-payments",
            "alice",
            "payments",
            usergroup="S01PAYMENTS",
        )
    },
    schedules={PRIMARY.key: PRIMARY},
    escalations={POLICY.key: POLICY},
    version="v1",
)


class OncallWorld:
    """`runs()` does what is due, and `told()` what was said since the last look: “U02BOB oncall/soon”."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store, self.clock = store, clock
        self.running = InForce(PROCESS)
        self.oncall = Oncall(store, clock, self.running)
        self.covers = Covers(store, clock, self.running)
        self.swaps = Swaps(store, clock, self.running)
        self.asked = Asked(store)
        self._performs: dict[str, Callable[[Any, Actor], None]] = {
            SOON: lambda work, by: self.oncall.announce(work["schedule"], work["at"], by),
            HANDOFF: lambda work, by: self.oncall.hand_off(work["schedule"], work["at"], by),
            REMIND: lambda work, by: self.swaps.remind(work["swap_id"], by),
            EXPIRE: lambda work, by: self.swaps.expire(work["swap_id"], by),
        }
        self._seen = 0
        self.take_over(PROCESS)

    def take_over(self, process: Process, by: Actor = BOT) -> None:
        self.running.process = process
        with self.store.begin() as tx:
            take_over(tx, process, self.clock.now(), by)

    def changes_schedule(self, *layers: Layer, **more: Any) -> None:
        schedule = replace(PRIMARY, layers=layers, **more)
        self.take_over(replace(PROCESS, schedules={schedule.key: schedule}, version="v2"))

    def moves_to(self, at: datetime) -> None:
        """Through everything that falls due on the way, each at its time."""
        for _ in range(200):
            with self.store.read() as tx:
                due = tx.next_due(self.clock.now())
            ready = [
                row for row in self.asked.rows() if row.state == WorkState.READY and row.due_at <= self.clock.now()
            ]
            if any(row.kind in self._performs for row in ready):
                self.runs()
            elif due is not None and due <= at:
                self.clock.advance(seconds=(due - self.clock.now()).total_seconds())
                self.runs()
            else:
                break
        self.clock.advance(seconds=(at - self.clock.now()).total_seconds())
        self.runs()

    def runs(self) -> None:
        """The worker's part; what is to be said is not said anywhere, but is done."""
        now = self.clock.now()
        for _ in range(20):
            with self.store.begin() as tx:
                claimed = tx.claim_work(now, "me", now + timedelta(hours=1), now, 50, [])
            for work in claimed:
                act = self._performs.get(work.kind)
                if act:
                    act(work.payload, BOT.because_of(work.cause))
                else:
                    with self.store.begin() as tx:
                        tx.seal_work(work.cause, now)
            if not claimed:
                return

    def told(self) -> list[str]:
        rows = [row for row in self.asked.rows() if row.id > self._seen]
        self._seen = max([self._seen, *(row.id for row in rows)])
        return [f"{row.payload['where']} {row.payload['template']}" for row in rows if row.kind == "message.post"]

    def last(self, template: str) -> dict[str, Any]:
        rows = [row for row in self.asked.rows() if row.payload.get("template") == template]
        return dict(rows[-1].payload["data"])

    def on_call(self, at: datetime | None = None) -> tuple[str, ...]:
        return self.oncall.who("payments", at)["payments-primary"].people


@pytest.fixture
def world(store: Store, clock: FakeClock) -> OncallWorld:
    return OncallWorld(store, clock)
