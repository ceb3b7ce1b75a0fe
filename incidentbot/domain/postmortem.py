"""The learning after an incident: its milestones and the time between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain.incident import Incident


@dataclass(frozen=True)
class Postmortem:
    id: int
    incident_number: int
    title: str
    opened_at: datetime
    body: str  # Markdown


@dataclass(frozen=True)
class Milestone:
    name: str
    at: datetime | None
    after: timedelta | None  # since the impact started


def milestones(incident: Incident) -> list[Milestone]:
    """Started, declared, mitigated, resolved; a milestone that nobody noted has no time."""
    moments = [
        ("Impact started", incident.started_at),
        ("Declared", incident.declared_at),
        ("Mitigated", incident.mitigated_at),
        ("Resolved", incident.resolved_at),
    ]
    return [Milestone(name, at, at - incident.started_at if at else None) for name, at in moments]
