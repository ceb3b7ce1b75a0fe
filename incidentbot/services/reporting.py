"""Whoever reported something hears when it is resolved."""

from __future__ import annotations

from datetime import datetime

from incidentbot.domain.ticket import Ticket
from incidentbot.services import facts, speech
from incidentbot.store.transaction import Transaction


def tell_reporters(tx: Transaction, ticket: Ticket, now: datetime, reason: str) -> None:
    """Everybody once, however many reports they made, and the threads in which it was reported.

    Marked in the transaction that resolves the ticket, so that neither a crash nor a second ending tells it twice.
    """
    data = {"ticket": facts.of_ticket(ticket), "reason": reason}
    for slack_id in tx.reporters_to_tell(ticket.id):
        speech.tell_below_p2(tx, slack_id, now, "report/resolved", data)
    for channel, thread in tx.threads_to_tell(ticket.id):
        speech.reply(tx, channel, thread, now, "report/thread_resolved", data)
    tx.mark_told(ticket.id, now)
