"""Figures about pages: how many, how fast, how loud, whose nights."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from slack_bolt import App

from incidentbot.domain.page_stats import Line
from incidentbot.errors import NotPossible
from incidentbot.services.page_stats import LONGEST, USUAL, Counted
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import typed_text
from incidentbot.slack.listeners.page import refuse_guests
from incidentbot.slack.verbs import Verb
from incidentbot.words.values import duration

LENGTH = re.compile(r"(\d{1,3})(d|w)", re.ASCII)
DAYS = {"d": 1, "w": 7}
NOISIEST = 5
SHOWN = ("service", "alert rule", "person", "priority", "day")


def stats(request: Request) -> None:
    """`stats`, `stats 7d`, `stats payments`, `stats 12w payments`."""
    refuse_guests(request)
    words = typed_text(request.text).lower().split()
    lengths = [found for word in words if (found := LENGTH.fullmatch(word))]
    length = timedelta(days=int(lengths[0][1]) * DAYS[lengths[0][2]]) if lengths else USUAL
    team = _team(request.bot, " ".join(word for word in words if not LENGTH.fullmatch(word)))
    if not timedelta(0) < length <= LONGEST:
        raise NotPossible(f"Choose between one day and {LONGEST.days}: `/incident stats 30d`.")
    counted = request.bot.page_stats.of(since=request.bot.clock.now() - length, team=team)
    drawn = request.bot.page_charts.can_be_drawn(counted)
    request.answer("page/stats", {**_shown(counted, length), "drawn": drawn})
    if drawn:
        request.bot.page_charts.ask(counted, request.channel, request.actor)


def _team(bot: Bot, said: str) -> str | None:
    said = said.removeprefix("#")
    found = next(
        (team.key for team in bot.process.teams.values() if said in (team.key.lower(), team.label.lower())), None
    )
    if said and found is None:
        raise NotPossible(f"There is no team “{said}”. There are {', '.join(bot.process.teams)}.")
    return found


def _shown(counted: Counted, length: timedelta) -> dict[str, Any]:
    found = counted.figures
    return {
        "team": counted.team,
        "days": length.days,
        "total": _line(found.total),
        "by": [{"what": what, "lines": [_line(line) for line in found.by[what][:NOISIEST]]} for what in SHOWN],
        "nights": [{"name": name, "count": count} for name, count in list(found.nights.items())[:NOISIEST]],
    }


def _line(line: Line) -> dict[str, Any]:
    share = line.share_in_time
    return {
        "name": line.key,
        "pages": line.pages,
        "notifications": line.notifications,
        "in_time": f"{share:.0%}" if share is not None else "",
        "median": duration(line.median) if line.median is not None else "",
        "p90": duration(line.p90) if line.p90 is not None else "",
    }


VERBS = (
    Verb("stats", stats, "stats [30d] [team]", "how often, how fast and at which hours people are paged", ("figures",)),
)


def register(app: App, bot: Bot) -> None:
    """Nothing to press."""
