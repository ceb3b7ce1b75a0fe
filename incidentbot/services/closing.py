"""Resolving a ticket, whoever does it: a person, or the end of its last alert."""

from __future__ import annotations

from datetime import datetime

from incidentbot.domain.people import Actor
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.domain.timeline import EventKind
from incidentbot.services.paging import end_pages
from incidentbot.services.regrading import come_back
from incidentbot.services.reporting import tell_reporters
from incidentbot.store.transaction import Transaction


def close(tx: Transaction, ticket: Ticket, by: Actor, now: datetime, reason: str) -> None:
    """It leaves the queue, and everybody who reported it hears so."""
    come_back(tx, ticket)
    tx.change_ticket(ticket.id, state=TicketState.RESOLVED, closed_at=now, closed_reason=reason)
    tx.record(ticket.id, now, by, EventKind.STATUS, f"resolved: {reason}" if reason else "resolved")
    end_pages(tx, ticket.id, now, "resolved")
    tell_reporters(tx, tx.ticket(ticket.id), now, reason)
