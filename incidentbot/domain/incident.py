"""An incident's status and its moves, and the name of its channel."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from incidentbot.domain.people import Person
from incidentbot.domain.priority import Priority, Severity
from incidentbot.errors import NotPossible


class Status(StrEnum):
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"  # a false alarm

    @property
    def is_open(self) -> bool:
        return self not in (Status.RESOLVED, Status.CANCELLED)


MOVES: dict[Status, tuple[Status, ...]] = {
    Status.INVESTIGATING: (Status.IDENTIFIED, Status.MITIGATED, Status.RESOLVED, Status.CANCELLED),
    Status.IDENTIFIED: (Status.INVESTIGATING, Status.MITIGATED, Status.RESOLVED, Status.CANCELLED),
    Status.MITIGATED: (Status.INVESTIGATING, Status.IDENTIFIED, Status.RESOLVED),
    Status.RESOLVED: (Status.INVESTIGATING,),
    Status.CANCELLED: (Status.INVESTIGATING,),
}

# What people type under stress, and what they mean.
STATUS_WORDS: dict[str, Status] = {
    **{status.value: status for status in Status},
    "inv": Status.INVESTIGATING,
    "found": Status.IDENTIFIED,
    "id": Status.IDENTIFIED,
    "mit": Status.MITIGATED,
    "mitigate": Status.MITIGATED,
    "fixed": Status.RESOLVED,
    "resolve": Status.RESOLVED,
    "done": Status.RESOLVED,
    "closed": Status.RESOLVED,
    "cancel": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "false": Status.CANCELLED,
}


@dataclass(frozen=True)
class Incident:
    """A P1/P2 ticket on which people work together. Instants are UTC."""

    id: int
    number: int
    ticket_id: int
    title: str
    status: Status
    priority: Priority
    severity: Severity
    reasons: tuple[str, ...]
    service: str | None
    environment: str
    declared_at: datetime
    declared_by: Person | None
    commander: Person | None
    channel_id: str | None
    channel_name: str | None
    is_channel_archived: bool
    started_at: datetime
    mitigated_at: datetime | None
    resolved_at: datetime | None
    summary: str
    next_update_due: datetime | None
    alerts_open: int = 0
    alerts_total: int = 0

    @property
    def label(self) -> str:
        return f"INC-{self.number}"


def move(current: Status, wanted: Status) -> Status:
    """The new status. Raises NotPossible, naming the moves that there are, when the table has no such move."""
    if wanted in MOVES[current]:
        return wanted
    if wanted == current:
        raise NotPossible(f"The status is {current} already.")
    choices = ", ".join(MOVES[current])
    raise NotPossible(f"From {current} there is no way to {wanted}. Possible now: {choices}.")


CHANNEL_NAME_LENGTH = 80  # Slack's limit


def channel_name(number: int, title: str, taken: int = 0) -> str:
    """`inc-7-checkout-is-down`. Slack allows a-z, 0-9, - and _, so accents are dropped and other scripts left out.

    The number keeps it unique; `taken` counts the names that were refused, and becomes a suffix.
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    suffix = f"-{taken + 1}" if taken else ""
    stem = f"inc-{number}-{words}".rstrip("-")
    return stem[: CHANNEL_NAME_LENGTH - len(suffix)].rstrip("-") + suffix
