"""Hours that come back every week, over midnight and over clock changes: when they are open, and until when.

At a repeated hour a window opens at the first showing of its clock and closes at the last; at one that is left out, it
opens or closes where the clock has jumped to. A window belongs to the weekday on which it opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.wall_clock import instant_of

SINCE_EVER = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Half-open, UTC. It may be open or closed beyond both ends, too, but surely is in between."""

    start: datetime
    end: datetime
    is_open: bool


ALWAYS_OPEN = Stretch(SINCE_EVER, FOREVER, True)


class Opening(NamedTuple):
    """When a window opened and closed (or will close), and when it opens next. UTC."""

    opened: datetime
    closed: datetime
    following: datetime


@dataclass(frozen=True)
class Window:
    """Opens at `opens` on each of these weekdays (Monday is 0); closes at `closes`, `days` midnights later.

    There is at least one weekday, and a window lasts up to a week.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    days: int = 0

    @classmethod
    def daily(cls, opens: time, closes: time, weekdays: frozenset[int] = EVERY_DAY) -> Window:
        """20:00 to 08:00 closes on the next morning, 08:00 to 08:00 lasts a day."""
        return cls(weekdays, opens, closes, days=0 if opens < closes else 1)

    @cached_property
    def days_back(self) -> tuple[timedelta, ...]:
        """From each weekday to the one on which it opened last; the same day counts."""
        return tuple(min((day - other) % 7 for other in self.weekdays) * -_DAY for day in range(7))

    @cached_property
    def days_ahead(self) -> tuple[timedelta, ...]:
        return tuple(min((other - day) % 7 for other in self.weekdays) * _DAY for day in range(7))

    @cached_property
    def _closes_at_last(self) -> time:
        return self.closes.replace(fold=1)

    def opening(self, day: date, zone: ZoneInfo) -> datetime:
        return instant_of(datetime.combine(day, self.opens, zone))

    def closing(self, day: date, zone: ZoneInfo) -> datetime:
        return instant_of(datetime.combine(day + self.days * _DAY, self._closes_at_last, zone))


@dataclass(frozen=True)
class Coverage:
    """Open while any window is; without windows always. On a day off no window opens."""

    windows: tuple[Window, ...] = ()
    days_off: frozenset[date] = frozenset()

    @cached_property
    def is_always_open(self) -> bool:
        return not self.windows or (not self.days_off and _fill_the_week(self.windows))

    def around(self, instant: datetime, zone: ZoneInfo) -> Stretch:
        """The stretch that `instant` (UTC) lies in."""
        return CoverageWalk(self, zone).around(instant)

    def opening(self, window: Window, instant: datetime, zone: ZoneInfo) -> Opening:
        """The last one of this window that is not after `instant`."""
        day = self._at_work(window, instant.astimezone(zone).date(), window.days_back)
        if (opened := window.opening(day, zone)) > instant:
            earlier = self._at_work(window, day - _DAY, window.days_back)
            return Opening(window.opening(earlier, zone), window.closing(earlier, zone), opened)
        # Not only once: where the clocks go back over midnight, tomorrow has been shown already.
        while (following := window.opening(self._next(window, day), zone)) <= instant:
            day, opened = self._next(window, day), following
        return Opening(opened, window.closing(day, zone), following)

    def _next(self, window: Window, day: date) -> date:
        return self._at_work(window, day + _DAY, window.days_ahead)

    def _at_work(self, window: Window, day: date, steps: tuple[timedelta, ...]) -> date:
        """The nearest day on which this window opens: `day` itself, or before or after it."""
        day += steps[day.weekday()]
        while day in self.days_off:
            day += _DAY if steps is window.days_ahead else -_DAY
            day += steps[day.weekday()]
        return day


ALWAYS = Coverage()


class CoverageWalk:
    """Coverage asked about one instant after another: what was found of a window holds until it opens again."""

    def __init__(self, coverage: Coverage, zone: ZoneInfo) -> None:
        self._coverage = coverage
        self._zone = zone
        self._openings: list[Opening] = []

    def around(self, instant: datetime) -> Stretch:
        if self._coverage.is_always_open:
            return ALWAYS_OPEN
        openings = self._openings
        if not openings or any(not opened <= instant < following for opened, _, following in openings):
            windows = self._coverage.windows
            openings = self._openings = [self._coverage.opening(one, instant, self._zone) for one in windows]
        is_open = [(opened, closed) for opened, closed, _ in openings if instant < closed]
        if is_open:
            return Stretch(min(start for start, _ in is_open), max(end for _, end in is_open), True)
        return Stretch(max(closed for _, closed, _ in openings), min(next_one for *_, next_one in openings), False)


def opens_next(coverage: Coverage, zone: ZoneInfo, now: datetime) -> datetime | None:
    """`now` where it is open, else when it opens (UTC); None where it never does."""
    while not (stretch := coverage.around(now, zone)).is_open:
        if stretch.end == FOREVER:
            return None
        now = stretch.end
    return now


def _fill_the_week(windows: tuple[Window, ...]) -> bool:
    """By the wall clock, which is enough: windows that meet on the wall leave no gap when the clocks change either."""
    week = timedelta(days=7)
    spans = sorted(
        (day * _DAY + _since_midnight(window.opens), day * _DAY + window.days * _DAY + _since_midnight(window.closes))
        for window in windows
        for day in window.weekdays
    )
    reached = timedelta(0)
    for start, end in [*((start - week, end - week) for start, end in spans), *spans]:
        if start > reached:
            return False
        reached = max(reached, end)
    return reached >= week


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
