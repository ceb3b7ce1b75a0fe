"""Whose turn it is: handoffs on the wall clock, counted from the first one. Each question costs the same in any year.

`wall(turn, zone)` is what the wall shows when a turn begins, `turn(wall)` the turn that has begun by then.
A rotation has turns … -1, 0, 1 …; turn 0 begins with the handoff on `start`. Turns tile time: one ends where the next
begins. A turn whose beginning and end fall into the same jump of the clock is spent, but lasts no time.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.wall_clock import instant_of


@dataclass(frozen=True)
class Every:
    """Hands over every `step` hours, days or weeks of the wall clock; 24 hours are a day on any day."""

    start: date
    handoff: time
    step: timedelta
    zone: str | None = None  # None: the zone of the layer

    def wall(self, turn: int, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.start, self.handoff, zone) + self.step * turn

    def turn(self, wall: datetime) -> int:
        return (wall - datetime.combine(self.start, self.handoff, wall.tzinfo)) // self.step


@dataclass(frozen=True)
class Monthly:
    """Hands over every `every` months on the day of `start`, or on the last day of a month that is too short for it."""

    start: date
    handoff: time
    every: int = 1
    zone: str | None = None

    def wall(self, turn: int, zone: ZoneInfo) -> datetime:
        return datetime.combine(self._day(turn), self.handoff, zone)

    def turn(self, wall: datetime) -> int:
        turn = (_months(wall) - _months(self.start)) // self.every
        day = self._day(turn)
        return turn if (day, self.handoff) <= (wall.date(), wall.time()) else turn - 1

    def _day(self, turn: int) -> date:
        year, month = divmod(_months(self.start) + turn * self.every, 12)
        return date(year, month + 1, min(self.start.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class OnWeekdays:
    """Hands over on each of these weekdays (Monday is 0), or on every `every`-th of them. Other days spend no turn.

    Where `start` is another day, turn 0 began on the last of these weekdays before it.
    """

    start: date
    handoff: time
    weekdays: frozenset[int]
    every: int = 1
    zone: str | None = None

    def wall(self, turn: int, zone: ZoneInfo) -> datetime:
        weeks, rest = divmod(self._before_start + turn * self.every, len(self._sorted))
        return datetime.combine(date.fromordinal(weeks * 7 + self._sorted[rest] + 1), self.handoff, zone)

    def turn(self, wall: datetime) -> int:
        ordinal = wall.toordinal() - (wall.time() < self.handoff)
        return (self._up_to(ordinal) - 1 - self._before_start) // self.every

    def _up_to(self, ordinal: int) -> int:
        """How many of these weekdays there were up to this day; day 1 of the common era counts as a Monday."""
        weeks, weekday = divmod(ordinal - 1, 7)
        return weeks * len(self._sorted) + sum(day <= weekday for day in self._sorted)

    @cached_property
    def _before_start(self) -> int:
        return self._up_to(self.start.toordinal()) - 1

    @cached_property
    def _sorted(self) -> list[int]:
        return sorted(self.weekdays)


Rotation = Every | Monthly | OnWeekdays


class Turn(NamedTuple):
    number: int
    start: datetime
    end: datetime


def turn_at(rotation: Rotation, zone: ZoneInfo, instant: datetime) -> Turn:
    """The turn that `instant` (UTC) lies in. Start and end are UTC, half-open."""
    number = rotation.turn(instant.astimezone(zone))
    start = instant_of(rotation.wall(number, zone))
    end = instant_of(rotation.wall(number + 1, zone))
    # While a repeated hour is shown for the second time, the handoffs in it are over; at most a day is ever repeated.
    while end <= instant:
        start = end
        number, end = turn_from(rotation, zone, number + 1, start)
    return Turn(number, start, end)


def turn_from(rotation: Rotation, zone: ZoneInfo, number: int, start: datetime) -> tuple[int, datetime]:
    """The turn that begins at `start`, and its end: `number`, or a later one where that one lasts no time."""
    while (end := instant_of(rotation.wall(number + 1, zone))) <= start:
        number += 1
    return number, end


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
