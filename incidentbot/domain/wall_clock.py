"""When a wall clock shows a time: once, twice, or never because the clock was put forward past it.

What a wall shows is a datetime in its zone; within one zone Python adds, subtracts and compares as on the wall, and
takes no notice of clock changes. An instant is a datetime in UTC. Where there are two showings, `fold` says which.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SECOND = timedelta(seconds=1)


def instant_of(wall: datetime) -> datetime:
    """When the wall shows `wall`: first with fold 0, last with fold 1. If never, when it has jumped past it. UTC."""
    instant = wall.astimezone(UTC)
    return instant if instant.astimezone(wall.tzinfo) == wall else _after_the_jump(wall)


def _after_the_jump(wall: datetime) -> datetime:
    """zoneinfo keeps its transitions to itself: halve the stretch in which this one lies, down to its second."""
    # Read with the offset from before the jump it lies after it, and the other way round.
    late, early = (wall.replace(microsecond=0, fold=fold).astimezone(UTC) for fold in (0, 1))
    old = early.astimezone(wall.tzinfo).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if middle.astimezone(wall.tzinfo).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late
