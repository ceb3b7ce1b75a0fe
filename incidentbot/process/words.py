"""How people write durations and moments in the process file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+)\s*(s|m|min|h|d)")


def duration(text: str) -> timedelta:
    """`5m`, `30 min`, `1h`, `2d`. Raises ValueError with what to write instead."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is not a duration; write a number and a unit, like 30m, 1h or 2d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`2026-03-02T08:00` on the organisation's wall clock, or with an offset of its own. Returns UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise ValueError(f"“{text}” is not a moment; write it like 2026-03-02T08:00") from wrong
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
