"""A shift that somebody asks one person, or their team, to take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REMINDED_BEFORE = timedelta(hours=24)  # while nobody has taken it; where it was asked later than that, half of the rest
SOON = timedelta(hours=1)


class SwapState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"  # the shift began, or is no longer whose it was
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Swap:
    """`person` gives the shift away; `asked_of` None asks the whole team. Instants are half-open, UTC."""

    id: int
    schedule: str
    team: str | None
    person: str
    asked_of: str | None
    start: datetime
    end: datetime
    why: str
    state: SwapState
    asked_at: datetime
    taken_by: str | None = None
    override_id: int | None = None
    ended_at: datetime | None = None

    @property
    def subject(self) -> str:
        return f"swap:{self.id}"


def reminder_at(start: datetime, now: datetime) -> datetime | None:
    """A day before the shift, else halfway to it; None where it begins too soon for that."""
    if start - now <= SOON:
        return None
    at = start - REMINDED_BEFORE
    return at if at > now else now + (start - now) / 2
