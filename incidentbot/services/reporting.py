"""Reports of people: what they say becomes a ticket or joins one, and they hear when it is resolved."""

from __future__ import annotations

from datetime import datetime

from incidentbot.domain.ticket import Ticket
from incidentbot.services import facts, speech
from incidentbot.store.transaction import Transaction


def tell_reporters(tx: Transaction, ticket: Ticket, now: datetime, reason: str) -> None:
    """Everybody who reported it, once, however many reports they made."""
    told = {row.reporter_slack_id for row in tx.reports_of(ticket.id) if row.reporter_slack_id and not row.told_at}
    for slack_id in sorted(told):
        data = {"ticket": facts.of_ticket(ticket), "reason": reason}
        speech.tell(tx, slack_id, now, "report/resolved", data, key=f"report:{ticket.label}:{slack_id}:{now}")
    if told:
        tx.mark_told(ticket.id, now)
