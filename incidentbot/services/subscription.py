"""Senders that ask whether they are welcome: their request is written down, and confirmed outside of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from incidentbot.domain.people import Actor
from incidentbot.ports import Clock
from incidentbot.store.store import Store

CONFIRM = "sns.confirm"


class Subscriptions:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def confirm(self, integration: str, message: Mapping[str, str], by: Actor) -> None:
        """The request will be confirmed soon, once however often it is delivered."""
        now = self._clock.now()
        asked_for = hashlib.sha256(f"{integration} {message['SubscribeURL']}".encode()).hexdigest()
        with self._store.begin(by, now) as tx:
            tx.ask(
                CONFIRM,
                now,
                dedup_key=f"{CONFIRM}:{asked_for}",
                payload={"integration": integration, "message": dict(message)},
            )
