"""What a person would expect of the pager, in a few lines: who is on call, and which pages ask or sleep until when.

It knows nothing of rows, transactions, providers or policies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from incidentbot.domain.incident import Incident
from incidentbot.domain.priority import Priority
from incidentbot.domain.rotation import Every
from incidentbot.domain.schedule import Layer, Schedule
from tests.pager_world import OFFICE, schedule
from tests.world import MONDAY

PRIMARY, SECONDARY = "payments-primary", "payments-secondary"
TURNS = ("alice", "dave")
A_DAY = timedelta(days=1)
SCHEDULES = {
    PRIMARY: Schedule(PRIMARY, "UTC", (Layer("days", TURNS, Every(date(2026, 3, 2), time(9), A_DAY)),), OFFICE),
    SECONDARY: schedule(SECONDARY, "bob"),
}


def office_opens(at: datetime) -> datetime:
    """`at` within coverage hours, else when they begin."""
    while at.weekday() >= 5 or not time(8) <= at.time() < time(18):
        at = datetime.combine(at.date() + (A_DAY if at.hour >= 8 else 0 * A_DAY), time(8), at.tzinfo)
        if at.weekday() >= 5:
            at += A_DAY
    return at


def next_turn(person: str, now: datetime) -> datetime:
    turn = (now - MONDAY) // A_DAY + 1
    return MONDAY + A_DAY * next(number for number in (turn, turn + 1) if TURNS[number % 2] == person)


@dataclass
class OnCall:
    """Somebody covers for anyone, bob has a day off, somebody has taken a turn of alice's: schedule, start, end."""

    covered: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    off: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    swapped: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def who(self, key: str, at: datetime) -> str | None:
        def is_in(spans: list[tuple[str, datetime, datetime]]) -> bool:
            return any(which == key and start <= at < end for which, start, end in spans)

        if is_in(self.covered) or is_in(self.swapped):
            return "carol"
        usual = TURNS[(at - MONDAY) // A_DAY % 2] if key == PRIMARY else "bob"
        return None if is_in(self.off) else usual


@dataclass
class Expected:
    """One page. It asks, or it sleeps until `sleeps_until`, or it is over. `named` were asked for other reasons than
    being on call: by name, or because they had it."""

    incident: Incident
    priority: Priority
    sleeps_until: datetime | None  # None: it asks
    is_growing: bool = False
    is_held: bool = False  # somebody has acknowledged it
    is_over: bool = False
    rang_before: int = 0
    named: set[str] = field(default_factory=set)

    def wakes_at(self) -> datetime | None:
        """A P2 that does not grow asks in coverage hours only."""
        if self.sleeps_until is None or self.priority == Priority.P1 or self.is_growing:
            return self.sleeps_until
        return office_opens(self.sleeps_until)

    def is_asleep(self, now: datetime) -> bool:
        at = self.wakes_at()
        return at is not None and now < at

    def asks(self) -> None:
        self.sleeps_until, self.is_held = None, False

    def judged(self, priority: Priority, is_growing: bool, now: datetime) -> None:
        """What gets worse wakes what was put off, and leaves what somebody has to them."""
        is_worse = priority < self.priority or (is_growing and not self.is_growing)
        if self.sleeps_until is not None and self.sleeps_until <= now and self.is_asleep(now):
            self.sleeps_until = self.wakes_at()  # it has come due already, and was put off to the morning
        self.priority, self.is_growing = priority, is_growing
        if is_worse and not self.is_held:
            self.asks()
