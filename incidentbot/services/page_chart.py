"""Figures about pages as a picture: asked for with the figures, drawn and brought to the chat afterwards."""

from __future__ import annotations

from datetime import date, timedelta

from incidentbot.domain.page_chart import PageChart, PagePicture, chart_of
from incidentbot.domain.page_stats import PageFact, figures
from incidentbot.domain.people import Actor
from incidentbot.domain.work import IDLE, Work
from incidentbot.ports import Clock
from incidentbot.services import facts
from incidentbot.services.page_stats import Counted, PageStats
from incidentbot.store.store import Store
from incidentbot.words.text import shortened
from incidentbot.words.values import counted as number_of
from incidentbot.words.values import duration

LONGEST_TEAM = 40  # of its name, in the picture
DRAW, SHARE = "page_chart.draw", "page_chart.share"


class PageCharts:
    """`can_draw`: whether the charts extra is there. Without it nothing is ever asked for."""

    def __init__(self, store: Store, clock: Clock, stats: PageStats, can_draw: bool) -> None:
        self._store = store
        self._clock = clock
        self._stats = stats
        self.can_draw = can_draw

    def can_be_drawn(self, counted: Counted) -> bool:
        return self.can_draw and counted.figures.total.pages > 0

    def ask(self, counted: Counted, where: str | None, by: Actor) -> None:
        """A picture of the same time, in the channel where somebody asked, or in their direct messages."""
        now = self._clock.now()
        days = round((counted.before - counted.since) / timedelta(days=1))
        payload = {
            "since": counted.since,
            "before": counted.before,
            "zone": counted.zone,
            "team": counted.team,
            "where": where,
            "asked_by": by.slack_id,
            "data": {"team": counted.team, "days": days, "by": facts.of_person(by)},
        }
        with self._store.begin(by, now) as tx:
            tx.ask(DRAW, now, priority=IDLE, payload=payload)

    def picture(self, work: Work) -> PagePicture | None:
        """What is to be drawn; None when there is nothing any more."""
        said = work.payload
        pages = self._stats.pages(said["since"], said["before"], said["team"])
        if not pages:
            return None
        chart = chart_of(pages, said["since"], said["before"], said["zone"])
        return picture_of(chart, pages, said["team"])

    def brought(self, work: Work, file: str, title: str, place: str, by: Actor) -> None:
        """The chat has the picture, and nobody sees it yet. From here on it is this one, whatever happens."""
        now = self._clock.now()
        kept = {name: work.payload[name] for name in ("asked_by", "data")}
        payload = {"file": file, "title": title, "where": place, **kept}
        with self._store.begin(by, now) as tx:
            tx.ask(SHARE, now, lane=f"channel:{place}"[:80], priority=IDLE, payload=payload)


def picture_of(chart: PageChart, pages: list[PageFact], team: str | None) -> PagePicture:
    whole = figures(pages, (), chart.zone, {}).total
    title = f"Pages{f' of {shortened(team, LONGEST_TEAM)}' if team else ''}, {_from_to(chart)}"
    told = f"{number_of(whole.pages, 'page')}; nobody has acknowledged any"
    if whole.median is not None and whole.p90 is not None:
        share = f"{whole.share_in_time:.0%} in time"
        quick = f"acknowledged within {duration(whole.median)} (median), {duration(whole.p90)} (nine of ten)"
        told = f"{number_of(whole.pages, 'page')}; {quick}; {share}"
    return PagePicture(chart, title, told, f"{title}: {told}. {_seen(chart)}")


def _seen(chart: PageChart) -> str:
    """What the bars show."""
    counts = ", ".join(f"{priority} {sum(column)}" for priority, column in chart.pages.items())
    day, most = chart.busiest
    when = f"in the week from {_day(day)}" if chart.is_weekly else f"on {_day(day)}"
    bars = "week" if chart.is_weekly else "day"
    return f"By priority: {counts}. Most in one {bars}: {most}, {when}. Days in {chart.zone}."


def _from_to(chart: PageChart) -> str:
    if chart.first == chart.last:
        return _day(chart.last)
    same_year = chart.first.year == chart.last.year
    return f"{chart.first.day} {chart.first:%b}{'' if same_year else f' {chart.first.year}'} to {_day(chart.last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
