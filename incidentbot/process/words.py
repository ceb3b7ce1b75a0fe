"""How people write durations, terms, moments, days and working hours in the process file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidentbot.domain.calendar import Term, WorkingDays, WorkingHours

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,9})\s*(s|m|min|h|d)", re.ASCII)
_DAYS = re.compile(r"(\d{1,9})\s*(?:d|(?:working )?days?)", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"(\w{3})(?:\s*-\s*(\w{3}))?\s+(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)
LONGEST = timedelta(days=365)
LONGEST_SHOWN = 60


def shown(text: str) -> str:
    """What somebody wrote, as it is quoted in a sentence."""
    return f"“{plainly(text)}”"


def plainly(text: str, longest: int = LONGEST_SHOWN) -> str:
    """On one line, without what could move a terminal's cursor."""
    text = "".join(letter if letter.isprintable() else "�" for letter in " ".join(text[: longest * 2].split()))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def duration(text: str) -> timedelta:
    """`5m`, `30 min`, `1h`, `2d`. Raises ValueError with what to write instead."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{shown(text)} is not a duration; write a number and a unit, like 30m, 1h or 2d")
    seconds = int(found[1]) * _UNITS[found[2]]
    if not 0 < seconds <= LONGEST.total_seconds():
        raise ValueError(f"{shown(text)} is not a useful duration; write something between 1s and {LONGEST.days}d")
    return timedelta(seconds=seconds)


def term(text: str) -> Term:
    """`4h` runs on the clock; `5d` and `5 working days` are days on which the team works.

    Raises ValueError with what to write instead."""
    found = _DAYS.fullmatch(text.strip())
    if not found:
        return duration(text)
    days = int(found[1])
    if not 0 < days <= LONGEST.days:
        raise ValueError(f"{shown(text)} is not a useful term; write something between 1d and {LONGEST.days}d")
    return WorkingDays(days)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`2026-03-02T08:00` on the organisation's wall clock, or with an offset of its own. Returns UTC.

    Raises ValueError with what to write instead."""
    try:
        found = datetime.fromisoformat(text.strip())
        if not 1970 <= found.year < 9999:
            raise ValueError("zones cannot be told that far away")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise ValueError(f"{shown(text)} is not a moment; write it like 2026-03-02T08:00") from wrong


def day(text: str) -> date:
    """`2026-12-24`. Raises ValueError with what to write instead."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError as wrong:
        raise ValueError(f"{shown(text)} is not a day; write it like 2026-12-24") from wrong


def working_hours(text: str) -> tuple[WorkingHours, ...]:
    """`Mon-Fri 08:00-18:00, Sat 09:00-12:00`. Raises ValueError with what to write instead."""
    return tuple(hours for part in text.split(",") for hours in _stretch(part.strip(), text))


def _stretch(part: str, text: str) -> Iterator[WorkingHours]:
    found = _STRETCH.fullmatch(part)
    try:
        if not found:
            raise ValueError("not a day and two times")
        first, last = (_WEEKDAYS.index((name or found[1]).lower()) for name in found.group(1, 2))
        opens = time(int(found[3]), int(found[4]))
        closes = time(int(found[5]) % 24 if found.group(5, 6) == ("24", "00") else int(found[5]), int(found[6]))
        if closes <= opens and found.group(5, 6) != ("24", "00"):
            raise ValueError("closes before it opens")
    except ValueError as wrong:
        raise ValueError(
            f"{shown(text)} are not working hours; write them like Mon-Fri 08:00-18:00, the end after the start"
        ) from wrong
    for number in range((last - first) % 7 + 1):
        yield WorkingHours((first + number) % 7, opens, closes)
