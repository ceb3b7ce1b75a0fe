"""P3/P4 tickets: looking at them. What makes one worse is the business of `incident`."""

from __future__ import annotations

from incidentbot.domain.ticket import Ticket
from incidentbot.store.store import Store


class Tickets:
    def __init__(self, store: Store) -> None:
        self._store = store

    def ticket(self, ticket_id: int) -> Ticket:
        with self._store.read() as tx:
            return tx.ticket(ticket_id)

    def numbered(self, number: int) -> Ticket:
        with self._store.read() as tx:
            return tx.ticket_by_number(number)
