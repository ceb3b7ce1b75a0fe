"""An alert that comes and goes: when it counts as the same one, and when that is worth saying. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

SAME_ALERT_WITHIN = timedelta(minutes=15)  # after it closed; later it is a new one
FLAPPING_FROM = 3  # returns within one ticket


def returned(closed_at: datetime | None, now: datetime) -> bool:
    """True when an alert that fires at `now` is the one that closed at `closed_at`."""
    return closed_at is not None and now - closed_at <= SAME_ALERT_WITHIN


def is_flapping(returns: int, told: bool) -> bool:
    """Said once: when it has come back often enough, and nobody was told yet."""
    return returns >= FLAPPING_FROM and not told
