"""Figures about pages: how many there were, how fast somebody had them, whose nights they cost; and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from incidentbot.domain.page_stats import Figures, Line, PageFact, figures
from incidentbot.errors import InvalidInput
from incidentbot.ports import Clock, InForce
from incidentbot.services.recipient import slack_of
from incidentbot.store.store import Store

USUAL = timedelta(days=30)
LONGEST = timedelta(days=400)
MOST = 100_000
HEAD = ("what", "which", "pages", "notifications", "acknowledged", "in time", "median seconds", "p90 seconds", "nights")
# A table calculator takes what begins so for a formula, and would run what an alert's author wrote.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Counted:
    since: datetime
    before: datetime
    zone: str
    team: str | None
    figures: Figures


class PageStats:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def of(
        self, since: datetime | None = None, before: datetime | None = None, team: str | None = None, zone: str = ""
    ) -> Counted:
        """The last 30 days where nothing is said. Hours and weekends are those of the process file's zone.

        Raises InvalidInput for a time that is empty or too long.
        """
        before = before or self._clock.now()
        since = since or before - USUAL
        if not timedelta(0) < before - since <= LONGEST:
            told = f"Choose a time that ends after it begins, of at most {LONGEST.days} days."
            raise InvalidInput({"query.since": told})
        place = zone or self._running.process.timezone
        with self._store.read() as tx:
            pages = tx.page_facts(since, before, team, MOST)
            rang = tx.interruptions(since, before, MOST)
            slack = {key: slack_of(self._running.process, key) for key in {one.person for one in rang}}
            found = tx.zones_of([slack_id for slack_id in slack.values() if slack_id])
        known = available_timezones()
        zones = {key: tz for key, slack_id in slack.items() if slack_id and (tz := found.get(slack_id)) in known and tz}
        if team:
            mine = self._members(team)
            rang = [one for one in rang if one.person in mine]
        return Counted(since, before, place, team, figures(pages, rang, place, zones))

    def pages(self, since: datetime, before: datetime, team: str | None) -> list[PageFact]:
        """The same pages that `of` counts, one by one."""
        with self._store.read() as tx:
            return tx.page_facts(since, before, team, MOST)

    def _members(self, team: str) -> set[str]:
        known = self._running.process.team(team)
        return {*known.members, *([known.owner] if known.owner else [])} if known else set()


def as_csv(counted: Counted) -> str:
    """One line for each figure, for a table calculator; nothing in it can be taken for a formula."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(HEAD)
    found, nights = counted.figures, dict(counted.figures.nights)
    table.writerow(_row("all", found.total, None))
    for what, lines in found.by.items():
        for line in lines:
            table.writerow(_row(what, line, nights.pop(line.key, 0) if what == "person" else None))
    for person, count in nights.items():  # asked at night, and somebody else had it
        table.writerow(["person", _plain(person), 0, 0, 0, 0, "", "", count])
    return written.getvalue()


def _row(what: str, line: Line, nights: int | None) -> list[object]:
    times = ["" if seconds is None else round(seconds, 1) for seconds in (line.median, line.p90)]
    counts = [line.pages, line.notifications, line.acknowledged, line.in_time]
    return [what, _plain(line.key), *counts, *times, "" if nights is None else nights]


def _plain(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
