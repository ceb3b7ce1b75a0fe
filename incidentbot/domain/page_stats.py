"""Figures about pages. What each of them means stands in docs/page-figures.md, in the same order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import median
from zoneinfo import ZoneInfo

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
SATURDAY = 5
NOBODY = "nobody"


@dataclass(frozen=True)
class PageFact:
    """One page as it stands: `within` is how long the first who were asked had."""

    asked_at: datetime
    within: timedelta
    priority: str
    environment: str
    team: str | None = None
    service: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    notifications: int = 0
    rules: tuple[str, ...] = ()

    # Kept, because each page is counted with many others, once for all that they have in common.
    @cached_property
    def took(self) -> timedelta | None:
        return self.acknowledged_at - self.asked_at if self.acknowledged_at else None

    @cached_property
    def seconds(self) -> float | None:
        return self.took.total_seconds() if self.took is not None else None

    @cached_property
    def in_time(self) -> bool:
        return self.took is not None and self.took <= self.within


@dataclass(frozen=True)
class Interruption:
    """Something rang or buzzed at this moment."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """Of the pages that have this in common; times in seconds, None where nothing was acknowledged."""

    key: str
    pages: int
    notifications: int
    acknowledged: int
    in_time: int
    median: float | None
    p90: float | None

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.pages if self.pages else None


@dataclass(frozen=True)
class Figures:
    total: Line
    by: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    nights: Mapping[str, int] = field(default_factory=dict)  # interrupted ones, by person


Keys = Callable[[PageFact, ZoneInfo], Iterable[str]]

# What pages have in common, and how it is called in every report. The noisy ones come first, hours in their order.
BY: Mapping[str, Keys] = {
    "person": lambda page, _: [page.acknowledged_by] if page.acknowledged_by else [],
    "team": lambda page, _: [page.team or NOBODY],
    "service": lambda page, _: [page.service or NOBODY],
    "alert rule": lambda page, _: page.rules,
    "priority": lambda page, _: [page.priority],
    "environment": lambda page, _: [page.environment],
    "hour": lambda page, zone: [f"{page.asked_at.astimezone(zone):%H}"],
    "day": lambda page, zone: ["weekend" if page.asked_at.astimezone(zone).weekday() >= SATURDAY else "working week"],
}
IN_THEIR_ORDER = ("priority", "hour")


def figures(
    pages: Sequence[PageFact], interruptions: Iterable[Interruption], zone: str, zones: Mapping[str, str]
) -> Figures:
    """`zone`: of hours and weekends; `zones`: of people, where theirs is another one."""
    place = ZoneInfo(zone)
    by = {name: _lines(name, pages, keys, place) for name, keys in BY.items()}
    return Figures(_line("all", pages), by, interrupted_nights(interruptions, zone, zones))


def _lines(name: str, pages: Sequence[PageFact], keys: Keys, zone: ZoneInfo) -> tuple[Line, ...]:
    grouped: dict[str, list[PageFact]] = defaultdict(list)
    for page in pages:
        for key in keys(page, zone):
            grouped[key].append(page)
    lines = [_line(key, found) for key, found in sorted(grouped.items())]
    return tuple(lines if name in IN_THEIR_ORDER else sorted(lines, key=lambda line: -line.pages))


def median_and_p90(seconds: Iterable[float]) -> tuple[float | None, float | None]:
    """p90: the shortest of them within which nine of ten were. Whole numbers, because 0.9 * 110 is a little over 99."""
    took = sorted(seconds)
    return (median(took), took[-(-len(took) * 9 // 10) - 1]) if took else (None, None)


def _line(key: str, pages: Sequence[PageFact]) -> Line:
    took = [page.seconds for page in pages if page.seconds is not None]
    half, most = median_and_p90(took)
    return Line(
        key=key,
        pages=len(pages),
        notifications=sum(page.notifications for page in pages),
        acknowledged=len(took),
        in_time=sum(page.in_time for page in pages),
        median=half,
        p90=most,
    )


def interrupted_nights(found: Iterable[Interruption], zone: str, zones: Mapping[str, str]) -> dict[str, int]:
    """Nights in which something came, by person, on the wall of their own zone; the most of them first."""
    nights: dict[str, set[date]] = defaultdict(set)
    for one in found:
        night = _night(one.at.astimezone(ZoneInfo(zones.get(one.person, zone))))
        if night:
            nights[one.person].add(night)
    counted = {person: len(days) for person, days in sorted(nights.items())}
    return dict(sorted(counted.items(), key=lambda item: -item[1]))


def _night(wall: datetime) -> date | None:
    """The evening on which it began."""
    if wall.time() >= NIGHT_BEGINS:
        return wall.date()
    return wall.date() - timedelta(days=1) if wall.time() < NIGHT_ENDS else None
