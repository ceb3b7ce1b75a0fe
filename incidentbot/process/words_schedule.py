"""How people write rotations, handoffs and hours of schedules in the process file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from incidentbot.domain.coverage import EVERY_DAY, Window
from incidentbot.process.words import shown

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("hour", "day", "week", "month")
_SHORT = {"hourly": (1, "hour"), "daily": (1, "day"), "weekly": (1, "week"), "monthly": (1, "month")}
_EVERY = re.compile(r"every\s+(?:(\d{1,3})\s*)?(hour|day|week|month)s?", re.ASCII)
_DAY = r"mon|tue|wed|thu|fri|sat|sun"
_DAYS = re.compile(rf"({_DAY})(?:\s*-\s*({_DAY}))?")
_CLOCK = r"\d\d:\d\d"
_HANDOFF = re.compile(rf"(?:({_DAY})\s+)?({_CLOCK})", re.ASCII)
_DAILY = re.compile(rf"(?:((?:{_DAY})(?:\s*-\s*(?:{_DAY}))?)\s+)?({_CLOCK})\s*-\s*({_CLOCK})", re.ASCII)
_LONG = re.compile(rf"({_DAY})\s+({_CLOCK})\s*-\s*({_DAY})\s+({_CLOCK})", re.ASCII)
_FULL_DAY = re.compile(rf"(?:{_DAY})(?:\s*-\s*(?:{_DAY}))?")


@dataclass(frozen=True)
class Turns:
    """Every so many of a unit; or, with weekdays, on each of them."""

    count: int
    unit: str
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Handoff:
    clock: time
    weekday: int | None = None


def turns(text: str) -> Turns:
    """`daily`, `every 2 weeks`, `every 12 hours`, or weekdays like `Mon, Fri`. Raises ValueError with what to write."""
    said = text.strip().lower()
    if said in _SHORT:
        return Turns(*_SHORT[said])
    if (found := _EVERY.fullmatch(said)) and int(found[1] or 1) > 0:
        return Turns(int(found[1] or 1), found[2])
    try:
        return Turns(1, "weekday", weekdays(said))
    except ValueError:
        raise ValueError(
            f"{shown(text)} is not a rotation; write daily, weekly, monthly, every 12 hours, every 2 weeks, "
            "or the days on which it hands over, like Mon, Fri"
        ) from None


def weekdays(text: str) -> frozenset[int]:
    """`Mon-Fri, Sun`. Raises ValueError with what to write instead."""
    parts = [_DAYS.fullmatch(part.strip()) for part in text.lower().split(",")]
    if not all(parts):
        raise ValueError(f"{shown(text)} are not weekdays; write them like Mon-Fri or Mon, Wed, Sun")
    return frozenset(day for found in parts if found for day in _between(found[1], found[2] or found[1]))


def handoff(text: str) -> Handoff:
    """`Mon 09:00` or `09:00`. Raises ValueError with what to write instead."""
    found = _HANDOFF.fullmatch(text.strip().lower())
    try:
        if found:
            return Handoff(time.fromisoformat(found[2]), WEEKDAYS.index(found[1]) if found[1] else None)
    except ValueError:
        pass  # no such time: told like everything else that is none
    raise ValueError(f"{shown(text)} is not a handoff; write it like Mon 09:00, or 09:00 where every day is one")


def windows(text: str) -> tuple[Window, ...]:
    """`Mon-Fri 20:00-08:00, Sat-Sun`, `09:00-17:00`, `Fri 17:00 - Mon 09:00`. Raises ValueError with what to write."""
    try:
        return tuple(_window(part.strip()) for part in text.lower().split(","))
    except ValueError:
        raise ValueError(
            f"{shown(text)} are not hours; write them like Mon-Fri 20:00-08:00, Sat-Sun, or Fri 17:00 - Mon 09:00"
        ) from None


def _window(part: str) -> Window:
    if _FULL_DAY.fullmatch(part):
        return Window.daily(time(0), time(0), weekdays(part))
    if found := _LONG.fullmatch(part):
        return _long(*found.groups())
    found = _DAILY.fullmatch(part)
    if not found:
        raise ValueError(part)
    return Window.daily(_clock(found[2]), _clock(found[3]), weekdays(found[1]) if found[1] else EVERY_DAY)


def _long(first: str, opens: str, last: str, closes: str) -> Window:
    """From a weekday to another; to the same one at an earlier or the same time is nearly or exactly a week later."""
    days = (WEEKDAYS.index(last) - WEEKDAYS.index(first)) % 7 + (closes == "24:00")
    if days == 0 and _clock(closes) <= _clock(opens):
        days = 7
    return Window(frozenset([WEEKDAYS.index(first)]), _clock(opens), _clock(closes), days)


def _clock(text: str) -> time:
    """24:00 is the midnight at the end of a day."""
    return time(0) if text == "24:00" else time.fromisoformat(text)


def _between(first: str, last: str) -> Iterator[int]:
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    yield from ((start + number) % 7 for number in range((end - start) % 7 + 1))
