"""Providers that call nobody back when a message has arrived are asked for it, until it is known or over."""

from __future__ import annotations

from datetime import datetime, timedelta

from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work
from incidentbot.ports import Clock
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

LOOK = "page.receipt"
FIRST = timedelta(seconds=6)  # Pushover wants to be asked every five seconds at most
EVERY = timedelta(seconds=30)
LONGEST = timedelta(minutes=11)  # an emergency sounds for ten


def look_for_receipt(
    tx: Transaction, kind: str, provider: str, provider_id: str, notification_id: int, now: datetime
) -> None:
    payload = {
        "kind": kind,
        "provider": provider,
        "provider_id": provider_id,
        "notification_id": notification_id,
        "until": (now + LONGEST).isoformat(),
    }
    tx.ask(LOOK, now, due_at=now + FIRST, payload=payload)


class Receipts:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look_again(self, work: Work, by: Actor) -> bool:
        """In a while, unless it is too late to matter; the row ends with this."""
        now = self._clock.now()
        due = now + EVERY
        with self._store.begin(by, now) as tx:
            if due > datetime.fromisoformat(work.payload["until"]):
                return False
            return tx.ask(LOOK, now, due_at=due, payload=work.payload)
