"""Heartbeats: who promised to be heard of, and when that was last so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from incidentbot.store.rows import Rows
from incidentbot.store.tables import heartbeat


class HeartbeatRows(Rows):
    def expect_heartbeat(self, integration: str, every: timedelta, grace: timedelta, now: datetime) -> None:
        """A new promise begins now; a changed one keeps what was heard last."""
        terms = {"every_seconds": int(every.total_seconds()), "grace_seconds": int(grace.total_seconds())}
        expected = self.insert(heartbeat).values(integration=integration, last_at=now, is_missing=False, **terms)
        self.connection.execute(expected.on_conflict_do_update(index_elements=["integration"], set_=terms))

    def heartbeat(self, integration: str) -> Any | None:
        query = select(heartbeat).where(heartbeat.c.integration == integration)
        return self.connection.execute(query).one_or_none()

    def heard(self, integration: str, now: datetime) -> None:
        heard = update(heartbeat).where(heartbeat.c.integration == integration).values(last_at=now, is_missing=False)
        self.connection.execute(heard)

    def heartbeats(self, most: int = 1000) -> list[Any]:
        return list(self.connection.execute(select(heartbeat).order_by(heartbeat.c.integration).limit(most)).all())

    def miss_heartbeat(self, integration: str) -> None:
        self.connection.execute(update(heartbeat).where(heartbeat.c.integration == integration).values(is_missing=True))
