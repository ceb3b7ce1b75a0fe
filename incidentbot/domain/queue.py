"""The queue: what is looked at and in which order, and until when something may wait. Pure; time comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from incidentbot.domain.action_item import WEEKDAYS, due_date
from incidentbot.domain.calendar import MIDNIGHT, Calendar
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket

BACK_AT = time(9, 0)  # on the person's wall, where only a day was said
DUE_AT = time(18, 0)  # on a day on which the team does not work
LONGEST_SNOOZE = timedelta(days=366)


class Only(StrEnum):
    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"
    OVERDUE = "overdue"


# An incident has a commander instead of an owner, and a P1 is worked on until it is over: it has no due date.
LOOKED_AT: Mapping[Only, tuple[Priority, ...]] = {
    Only.ALL: tuple(Priority),
    Only.MINE: tuple(Priority),
    Only.UNOWNED: (Priority.P3, Priority.P4),
    Only.OVERDUE: (Priority.P2, Priority.P3, Priority.P4),
}


@dataclass(frozen=True)
class Wanted:
    """Which tickets. No teams: everybody's. `person_id` is whose, where only somebody's own are wanted."""

    only: Only = Only.ALL
    teams: tuple[str, ...] = ()
    person_id: int | None = None
    with_waiting: bool = False


@dataclass(frozen=True)
class Place:
    """A ticket's place in the working order: priority, then due, then age. The next page begins after it."""

    priority: Priority
    due_at: datetime
    ticket_id: int


def place_of(ticket: Ticket) -> Place:
    assert ticket.due_at is not None, "a ticket out of the store is due some time"
    return Place(ticket.classification.priority, ticket.due_at, ticket.id)


def teams_of(process: Process, slack_id: str | None) -> tuple[str, ...]:
    """The keys of the teams to which this person belongs."""
    keys = {key for key, person in process.people.items() if slack_id and person.slack == slack_id}
    teams = process.teams.values()
    return tuple(team.key for team in teams if keys.intersection((*team.members, team.owner)))


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    looked_at = ticket.classification.priority in LOOKED_AT[Only.OVERDUE]
    return looked_at and ticket.is_open and ticket.due_at is not None and ticket.due_at < now


# -- how people say when ----------------------------------------------------------------------------------------------

_PART = re.compile(r"(\d{1,4}) ?(minutes?|mins?|m|hours?|hrs?|h)(?![a-z]) ?", re.ASCII)
_CLOCK = re.compile(r"(?:at )?(\d{1,2}):(\d{2})", re.ASCII)


def snooze_until(words: str, now: datetime, zone: str) -> datetime | None:
    """The moment that somebody means, in UTC: 1h, 2h30m, tomorrow, monday, 2d, 2026-03-02, tomorrow 14:00, 16:30.

    A day means its morning on the wall of `zone`, and a bare time the next one on that clock. A weekday with a time is
    today where that is still to come. None if it says nothing.
    """
    words = re.sub(r"^(?:for|until|till|in|at) ", "", " ".join(words.lower().split()))
    if length := _length(words):
        return now.astimezone(UTC) + length
    wall = now.astimezone(ZoneInfo(zone))
    day_words, _, last = words.rpartition(" ")
    clock = _clock(last)
    if clock and not day_words:
        days = (wall.date(), wall.date() + timedelta(days=1))
        return next(at for day in days if (at := datetime.combine(day, clock, wall.tzinfo).astimezone(UTC)) > now)
    day_words = day_words.removesuffix(" at") if clock else words
    if clock and clock > wall.time() and _is_weekday(day_words, wall.date()):
        return datetime.combine(wall.date(), clock, ZoneInfo(zone)).astimezone(UTC)
    day = _day(day_words, wall.date())
    return datetime.combine(day, clock or BACK_AT, ZoneInfo(zone)).astimezone(UTC) if day else None


def _length(words: str) -> timedelta | None:
    if not words or _PART.sub("", words).strip():
        return None
    minutes = (int(n) * (60 if unit.startswith("h") else 1) for n, unit in _PART.findall(words))
    return timedelta(minutes=sum(minutes))


def _clock(word: str) -> time | None:
    found = _CLOCK.fullmatch(word)
    return time(int(found[1]), int(found[2])) if found and int(found[1]) < 24 and int(found[2]) < 60 else None


def _is_weekday(words: str, today: date) -> bool:
    name = WEEKDAYS[today.weekday()]
    return words.removeprefix("on ") in (name, name[:3])


def _day(words: str, today: date) -> date | None:
    return due_date(words, today) or due_date(f"in {words}", today)


def due_moment(calendar: Calendar, day: date) -> datetime:
    """The end of the team's working day; in UTC."""
    ends = [stretch.closes for stretch in calendar.hours_of(day)]
    if MIDNIGHT in ends:
        day, ends = day + timedelta(days=1), [MIDNIGHT]
    return datetime.combine(day, max(ends, default=DUE_AT), ZoneInfo(calendar.zone)).astimezone(UTC)
