"""When stakeholders are owed the next word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain.incident import Incident

POSTPONE = timedelta(minutes=15)


@dataclass(frozen=True)
class StatusUpdate:
    """What stakeholders were told, and the time promised for the next word."""

    id: int
    at: datetime
    by: str
    text: str
    next_due: datetime | None


def update_is_owed(incident: Incident, now: datetime) -> bool:
    """Looked at when the reminder fires, so that a closed incident never nags."""
    return incident.status.is_open and incident.next_update_due is not None and incident.next_update_due <= now


def next_reminder(every: timedelta, now: datetime) -> datetime:
    """After a reminder that nobody answered, the next comes a whole interval later: a nudge, not a siren."""
    return now + every
