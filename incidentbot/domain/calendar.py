"""When a team works, and when something is due that it has so many working days for. Time comes in as an argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

WorkingDays = NewType("WorkingDays", int)  # a term counted in days on which the team works
Term = timedelta | WorkingDays

MIDNIGHT = time(0, 0)  # as the end of working hours it is the midnight at the day's end
_DAY = timedelta(days=1)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True)
class WorkingHours:
    """One stretch of one weekday (Monday is 0) on the team's wall clock. Half-open: opens ≤ now < closes."""

    weekday: int
    opens: time
    closes: time

    def cover(self, moment: time) -> bool:
        return self.opens <= moment and (moment < self.closes or self.closes == MIDNIGHT)


OFFICE_HOURS = tuple(WorkingHours(weekday, time(8, 0), time(18, 0)) for weekday in range(5))


@dataclass(frozen=True)
class Calendar:
    """A team's wall clock (an IANA zone), its working hours, and the days on which it does not work at all."""

    zone: str = "UTC"
    hours: tuple[WorkingHours, ...] = OFFICE_HOURS
    holidays: frozenset[date] = frozenset()

    def hours_of(self, day: date) -> list[WorkingHours]:
        """Empty on a day off."""
        if day in self.holidays:
            return []
        return [stretch for stretch in self.hours if stretch.weekday == day.weekday()]


def is_working(calendar: Calendar, instant: datetime) -> bool:
    """Whether the team is at work at `instant` (aware, any zone)."""
    local = instant.astimezone(ZoneInfo(calendar.zone))
    return any(stretch.cover(local.time()) for stretch in calendar.hours_of(local.date()))


def add_working_time(calendar: Calendar, start: datetime, term: Term) -> datetime:
    """When something is due that was asked for at `start`. Returns UTC.

    A timedelta runs on the clock: nights, weekends and holidays count, because it is about something that burns.
    Working days are counted on the team's wall from the day after `start`, leaving out every day off, and the due
    moment is when the working hours of the last of them end: what is asked for on a Friday and due in one working day
    is due on Monday at 18:00, and so is what is asked for on the Saturday after it.
    """
    if isinstance(term, timedelta):
        return start.astimezone(UTC) + term
    zone = ZoneInfo(calendar.zone)
    days = _working_days_after(calendar, start.astimezone(zone).date())
    for day in days:
        term = WorkingDays(term - 1)
        if term <= 0:
            return _end_of_work(calendar, day, zone)
    raise ValueError("this calendar has no working day")


def _working_days_after(calendar: Calendar, day: date) -> Iterator[date]:
    """A holiday list is finite, so this ends only for a calendar without working hours."""
    while calendar.hours and day < date.max:
        day += _DAY
        if calendar.hours_of(day):
            yield day


def _end_of_work(calendar: Calendar, day: date, zone: ZoneInfo) -> datetime:
    ends = [stretch.closes for stretch in calendar.hours_of(day)]
    midnight = datetime.combine(day + _DAY, MIDNIGHT, zone)
    return (midnight if MIDNIGHT in ends else datetime.combine(day, max(ends), zone)).astimezone(UTC)


def spoken(length: timedelta | None) -> str:
    """In the largest unit that tells it in whole numbers, as it is mostly written in the file: "90 min", "4 h"."""
    seconds = int(length.total_seconds()) if length else 0
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return f"{seconds // size} {unit}"
