"""Figures about pages as a picture: what is to be drawn. How it is drawn is integrations/page_chart.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from incidentbot.domain.page_stats import PageFact, median_and_p90

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST_DAYS = 62  # bars that can still be told apart; a longer time is drawn by weeks


@dataclass(frozen=True)
class PageChart:
    """One bar for each day or week from `first` to `last`, none left out; times in seconds, None where nobody
    acknowledged. Days and weeks are those of `zone`, weeks begin on Monday, and the first and last may be partial."""

    first: date
    last: date
    begins: tuple[date, ...]
    step: timedelta
    zone: str
    pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # by priority, the most urgent first
    median: tuple[float | None, ...] = ()
    p90: tuple[float | None, ...] = ()

    @property
    def is_weekly(self) -> bool:
        return self.step == WEEK

    @property
    def busiest(self) -> tuple[date, int]:
        """The bar with the most pages, the first of them."""
        totals = [sum(column) for column in zip(*self.pages.values(), strict=True)]
        most = max(totals)
        return self.begins[totals.index(most)], most


@dataclass(frozen=True)
class PagePicture:
    """A chart and what is written around it; `alt` says the same to whoever does not see it."""

    chart: PageChart
    title: str
    told: str
    alt: str


def chart_of(pages: Sequence[PageFact], since: datetime, before: datetime, zone: str) -> PageChart:
    """Of pages that began in the half-open time asked for; each stands at the day on which it first asked somebody."""
    place = ZoneInfo(zone)
    asked = [page.asked_at.astimezone(place).date() for page in pages]
    first = min([since.astimezone(place).date(), *asked])
    last = max([(before - timedelta.resolution).astimezone(place).date(), *asked])
    step = DAY if last - first < MOST_DAYS * DAY else WEEK
    start = first - first.weekday() * DAY if step == WEEK else first
    begins = tuple(start + step * number for number in range((last - start) // step + 1))
    columns = [(day - start) // step for day in asked]
    counts = Counter(zip((page.priority for page in pages), columns, strict=True))
    took = _took(pages, columns, len(begins))
    return PageChart(
        first=first,
        last=last,
        begins=begins,
        step=step,
        zone=zone,
        pages={
            priority: tuple(counts[priority, column] for column in range(len(begins)))
            for priority in sorted({page.priority for page in pages})
        },
        median=tuple(median for median, _ in took),
        p90=tuple(p90 for _, p90 in took),
    )


def _took(pages: Sequence[PageFact], columns: Sequence[int], many: int) -> list[tuple[float | None, float | None]]:
    found: list[list[float]] = [[] for _ in range(many)]
    for page, column in zip(pages, columns, strict=True):
        if page.seconds is not None:
            found[column].append(page.seconds)
    return [median_and_p90(seconds) for seconds in found]
