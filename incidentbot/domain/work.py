"""What is to be done later or outside, and when it is tried again. A due row IS the timer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from incidentbot.domain.people import Cause


class WorkState(StrEnum):
    READY = "ready"  # waits for its time and its turn
    LEASED = "leased"  # somebody performs it
    DONE = "done"
    DROPPED = "dropped"  # overtaken: an older epoch, or folded into a newer row
    DEAD = "dead"  # cannot succeed without a person; visible, and can be tried again


@dataclass(frozen=True)
class Work:
    """One row. Rows of one lane run in order of id; `attempt` counts claims and is the fence.

    `doubtful`: an earlier attempt ended without a clear answer, so the provider is asked before it is repeated.
    """

    id: int
    kind: str
    lane: str | None
    subject: str
    priority: int
    due_at: datetime
    attempt: int
    doubtful: bool
    first_tried_at: datetime | None
    payload: Mapping[str, Any]
    dedup_key: str | None = None
    state: WorkState = WorkState.READY
    last_error: str = ""

    @property
    def cause(self) -> Cause:
        return Cause("work", str(self.id), self.attempt)

    @property
    def key(self) -> str:
        """What marks this act at the provider, the same at every attempt."""
        return self.dedup_key or f"work:{self.id}"


# Smaller is more urgent. Paging comes before conversation, conversation before housekeeping.
URGENT, NORMAL, IDLE = 1, 5, 9
# Before all of them: timers that a clock of their own takes many at a time, and the worker never does.
TIMER = 0

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=1)


def delay_before_retry(attempt: int, asked: timedelta | None, jitter: float) -> timedelta:
    """How long to wait after failed attempt number `attempt` (from 1).

    What the provider asked for (Retry-After) is honoured; otherwise the delay doubles up to a minute, of which
    `jitter` (0 to 1, from the caller's dice) takes away up to a half so that replicas do not march in step.
    """
    if asked is not None:
        return asked
    doubled = min(FIRST_DELAY * (1 << min(attempt - 1, 10)), LONGEST_DELAY)
    return doubled * (1 - jitter / 2)
