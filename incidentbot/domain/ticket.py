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

    @property
    def label(self) -> str:
        return f"T-{self.number}"


@dataclass(frozen=True)
class Declaration:
    """What a person says when they declare. `answer_at` is where the bot may answer them (a response address)."""

    title: str
    service: str | None
    environment: str
    classification: Classification
    description: str = ""
    answer_at: str | None = None
