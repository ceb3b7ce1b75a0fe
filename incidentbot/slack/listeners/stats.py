"""Figures about pages: how many, how fast, how loud, whose nights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_bolt import App

from incidentbot.domain.page_stats import Line
from incidentbot.errors import NotPossible
from incidentbot.process.nearest import nearest
from incidentbot.services.page_stats import LONGEST, USUAL, Counted
from incidentbot.services.recipient import name_of
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import typed_text
from incidentbot.slack.listeners.page import refuse_guests
from incidentbot.slack.verbs import Verb
from incidentbot.words.values import duration

LENGTH = re.compile(r"(?<!\S)(\d{1,4}) ?(d|days?|w|weeks?)(?!\S)", re.ASCII)
MISTYPED = re.compile(r"(?<!\S)\d\S*|\b(?:days?|weeks?|months?|years?|hours?|today|yesterday|last|past)\b", re.ASCII)
DAYS = {"d": 1, "w": 7}
NOISIEST = 5
SHOWN = ("service", "alert rule", "person", "team", "priority", "environment", "hour", "day")
SAY_HOW_LONG = f"Say how long in days or weeks, up to {LONGEST.days} days: `/incident stats 30d`, `/incident stats 4w`."


def stats(request: Request) -> None:
    """`stats`, `stats 7d`, `stats payments`, `stats 12w payments`."""
    refuse_guests(request, "Guests do not see figures about pages.")
    length, named = _length_and_rest(typed_text(request.text).lower())
    team = _team(request.bot, named)
    now = request.bot.clock.now()
    counted = request.bot.page_stats.of(since=now - length, before=now, team=team)
    drawn = request.bot.page_charts.can_be_drawn(counted)
    request.answer("page/stats", {**_shown(request.bot, counted, length), "drawn": drawn})
    if drawn:
        request.bot.page_charts.ask(counted, request.channel, request.actor)


def _length_and_rest(text: str) -> tuple[timedelta, str]:
    """What stands beside a length of time is a team. Raises NotPossible."""
    said, rest = LENGTH.findall(text), " ".join(LENGTH.sub(" ", text).split())
    days = [int(number) * DAYS[unit[0]] for number, unit in said] or [USUAL.days]
    if len(days) > 1 or not 0 < days[0] <= LONGEST.days:
        raise NotPossible(SAY_HOW_LONG)
    return timedelta(days=days[0]), rest


def _team(bot: Bot, said: str) -> str | None:
    wanted = said.removeprefix("#")
    if not wanted:
        return None
    teams = bot.process.teams.values()
    found = next((team.key for team in teams if wanted in (team.key.lower(), team.label.lower())), None)
    if found is None and MISTYPED.search(wanted):
        raise NotPossible(f"I cannot read “{said}”. {SAY_HOW_LONG}")
    if found is None:
        meant = nearest(wanted, bot.process.teams)
        told = f"There is no team “{said}”{': ' if meant else '.'}{meant}"
        raise NotPossible(f"{told} There are {', '.join(bot.process.teams)}.")
    return found


def _shown(bot: Bot, counted: Counted, length: timedelta) -> dict[str, Any]:
    found = counted.figures
    nights = list(found.nights.items())[:NOISIEST]
    return {
        "team": counted.team,
        "days": length.days,
        "zone": counted.zone,
        "total": _line(found.total),
        "by": [{"what": what, "lines": [_named(bot, what, line) for line in _most(found.by[what])]} for what in SHOWN],
        "nights": [{"name": name_of(bot.process, person), "count": count} for person, count in nights],
    }


def _most(lines: Sequence[Line]) -> list[Line]:
    """The noisiest, in the order in which they stand."""
    least = sorted((line.pages for line in lines), reverse=True)[:NOISIEST]
    noisiest = [line for line in lines if line.pages >= min(least, default=0)]
    return noisiest[:NOISIEST]


def _named(bot: Bot, what: str, line: Line) -> dict[str, Any]:
    names = {"person": name_of(bot.process, line.key), "hour": f"{line.key}:00"}
    return {**_line(line), "name": names.get(what, line.key)}


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
