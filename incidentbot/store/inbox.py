"""Requests that arrived. The same one twice acts once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, delete, false, or_, select, update

from incidentbot.errors import AlreadyActed
from incidentbot.store.rows import Rows
from incidentbot.store.tables import inbox


class InboxRows(Rows):
    def receive(self, keys: Iterable[str], now: datetime) -> set[str]:
        """Writes the keys down; returns those that had not been seen before."""
        rows = [{"key": key, "arrived_at": now, "acted": False} for key in dict.fromkeys(keys)]
        if not rows:
            return set()
        received = self.insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.key)
        return set(self.connection.scalars(received))

    def has_acted(self, key: str) -> bool | None:
        """None when the request never arrived."""
        return self.connection.scalar(select(inbox.c.acted).where(inbox.c.key == key))

    def seal_request(self, key: str) -> None:
        """Raises AlreadyActed when the request has acted before, here or on another replica."""
        sealed = self.connection.execute(
            update(inbox).where(inbox.c.key == key, inbox.c.acted.is_(False)).values(acted=True)
        )
        if sealed.rowcount != 1:
            raise AlreadyActed(f"request {key} has acted already")

    def forget_requests(self, before: datetime, most: int, kept: str = "", kept_before: datetime | None = None) -> int:
        """Keys that begin with `kept` only where they came before `kept_before`, or not at all."""
        is_old = inbox.c.arrived_at < before
        if kept:
            long_ago = inbox.c.arrived_at < kept_before if kept_before else false()
            is_old = and_(is_old, or_(~inbox.c.key.startswith(kept, autoescape=True), long_ago))
        old = select(inbox.c.key).where(is_old).limit(most)
        return self.connection.execute(delete(inbox).where(inbox.c.key.in_(old))).rowcount
