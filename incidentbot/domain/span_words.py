"""How people say from when to when: `from fri 18:00 to mon 09:00`, `tonight`, `tomorrow`, `this weekend`, `for 2h`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.queue import snooze_until

LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_EVENING, _MORNING, _WORK_ENDS = time(18, 0), time(9, 0), time(18, 0)
_FROM_TO = re.compile(r"(?:from )?(.+?)\s+(?:to|until|till|-|–)\s+(.+)")
_FROM = re.compile(r"(?:from |at )(.+)")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[t ](\d{1,2}:\d\d)(?::\d\d(?:\.\d{1,9})?)?(z|[+-]\d\d:?\d\d)?", re.ASCII)
_UNTIL = re.compile(r"(?:until|till|to) (.+)")
_LENGTH = re.compile(r"(?:(?P<from>.+?) )?for (?P<length>.+)")


class Span(NamedTuple):
    """Half-open, UTC."""

    start: datetime
    end: datetime


Named = Callable[[date], tuple[date, time, date, time]]
NAMED: dict[str, Named] = {
    "today": lambda day: (day, time(0), day + _DAY, time(0)),
    "tonight": lambda day: (day, _EVENING, day + _DAY, _MORNING),
    "tomorrow": lambda day: (day + _DAY, time(0), day + 2 * _DAY, time(0)),
    "tomorrow night": lambda day: (day + _DAY, _EVENING, day + 2 * _DAY, _MORNING),
    "weekend": lambda day: (*_friday(day), *_monday_after(day)),
}


def moment(words: str, now: datetime, zone: str) -> datetime | None:
    """`now`, `mon 09:00`, `tomorrow 14:00`, `2h`, `2026-03-02T09:00`, with an offset or on the wall of `zone`. UTC."""
    words = " ".join(words.lower().split()).removeprefix("at ")
    if words == "now":
        return now
    if found := _ISO.fullmatch(words):
        return _iso(found, zone)
    try:
        return snooze_until(words, now, zone)
    except (ValueError, OverflowError):
        return None


def span(words: str, now: datetime, zone: str) -> Span | None:
    """Without a beginning it begins now. None where it says nothing, lasts no time or longer than a year."""
    words = " ".join(words.lower().split()).removeprefix("the ").removeprefix("this ")
    found = _named(words, now, zone) or _said(words, now, zone)
    return found if found and found.start < found.end <= found.start + LONGEST else None


def _said(words: str, now: datetime, zone: str) -> Span | None:
    if found := _UNTIL.fullmatch(words):
        return _between(now, moment(found[1], now, zone))
    if found := _LENGTH.fullmatch(words):
        begin = (found["from"] or "now").removeprefix("from ")
        start = moment(begin, now, zone)
        return _between(start, moment(found["length"], start, zone)) if start else None
    if found := _FROM_TO.fullmatch(words):
        start = moment(found[1], now, zone)
        return _between(start, moment(found[2], start, zone)) if start else None
    if found := _FROM.fullmatch(words):
        words = found[1]
    return _whole_day(words, now, zone)


def _whole_day(words: str, now: datetime, zone: str) -> Span | None:
    """A day alone is all of it; a clock alone says no end."""
    start = None if re.search(r"^now$|:|\b(?:m|min|h|hour)s?\b|\d[mh]\b", words) else moment(words, now, zone)
    if start is None:
        return None
    day = start.astimezone(ZoneInfo(zone)).date()
    return _walls((day, time(0), day + _DAY, time(0)), zone)


def _between(start: datetime | None, end: datetime | None) -> Span | None:
    return Span(start, end) if start and end else None


def _named(words: str, now: datetime, zone: str) -> Span | None:
    named = NAMED.get(words)
    if named is None:
        return None
    found = _walls(named(now.astimezone(ZoneInfo(zone)).date()), zone)
    return Span(max(found.start, now), found.end)


def _walls(said: tuple[date, time, date, time], zone: str) -> Span:
    wall = ZoneInfo(zone)
    start, end = datetime.combine(*said[:2], wall), datetime.combine(*said[2:], wall)
    return Span(start.astimezone(UTC), end.astimezone(UTC))


def _friday(day: date) -> tuple[date, time]:
    """Of this weekend, also while it is on."""
    return day + (4 - day.weekday()) * _DAY, _WORK_ENDS


def _monday_after(day: date) -> tuple[date, time]:
    return day + (7 - day.weekday()) * _DAY, _MORNING


def _iso(found: re.Match[str], zone: str) -> datetime | None:
    day, clock, offset = found.groups()
    try:
        said = datetime.fromisoformat(f"{day}T{clock.zfill(5)}{(offset or '').upper()}")
        return (said if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
