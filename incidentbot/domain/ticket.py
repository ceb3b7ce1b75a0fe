"""The unit of the queue: every signal creates a ticket or links to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from incidentbot.domain.people import Person
from incidentbot.domain.priority import Classification, Priority


class TicketState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in progress"
    WAITING = "waiting"
    RESOLVED = "resolved"


# How long a ticket may take where nobody has said otherwise; the process file can.
USUAL_TERM: Mapping[Priority, timedelta] = {
    Priority.P1: timedelta(0),
    Priority.P2: timedelta(days=1),
    Priority.P3: timedelta(days=7),
    Priority.P4: timedelta(days=30),
}


@dataclass(frozen=True)
class Ticket:
    id: int
    number: int
    title: str
    state: TicketState
    service: str | None
    environment: str
    classification: Classification
    opened_at: datetime
    opened_by: Person | None
    incident_number: int | None = None
    description: str = ""
    team: str | None = None
    owner: Person | None = None
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str = ""
    alerts_open: int = 0
    alerts_total: int = 0
    missing: tuple[str, ...] = ()  # what its alerts should say, and do not

    @property
    def label(self) -> str:
        return f"T-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != TicketState.RESOLVED

    @property
    def is_incident(self) -> bool:
        """People work on it together, or did. One that was downgraded is a ticket again."""
        return self.incident_number is not None and self.classification.priority.is_incident

    @property
    def working_state(self) -> TicketState:
        """What it is while nobody waits for anything."""
        return TicketState.IN_PROGRESS if self.owner else TicketState.OPEN


@dataclass(frozen=True)
class Declaration:
    """What a person says when they declare. `answer_at` is where the bot may answer them (a response address)."""

    title: str
    service: str | None
    environment: str
    classification: Classification
    description: str = ""
    answer_at: str | None = None
