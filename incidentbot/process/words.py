"""How people write durations and moments in the process file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,9})\s*(s|m|min|h|d)", re.ASCII)
LONGEST = timedelta(days=365)


def duration(text: str) -> timedelta:
    """`5m`, `30 min`, `1h`, `2d`. Raises ValueError with what to write instead."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is not a duration; write a number and a unit, like 30m, 1h or 2d")
    seconds = int(found[1]) * _UNITS[found[2]]
    if not 0 < seconds <= LONGEST.total_seconds():
        raise ValueError(f"“{text}” is not a useful duration; write something between 1s and {LONGEST.days}d")
    return timedelta(seconds=seconds)


def in_order(starts: str, ends: str) -> bool:
    """False when the end is not after the start. Only one of them with an offset: who knows, so True."""
    first, last = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    return (first.tzinfo is None) != (last.tzinfo is None) or first < last


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`2026-03-02T08:00` on the organisation's wall clock, or with an offset of its own. Returns UTC.

    Raises ValueError with what to write instead."""
    try:
        found = datetime.fromisoformat(text)
        if not 1970 <= found.year < 9999:
            raise ValueError("zones cannot be told that far away")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise ValueError(f"“{text}” is not a moment; write it like 2026-03-02T08:00") from wrong
