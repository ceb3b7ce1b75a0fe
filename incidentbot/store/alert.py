"""Alerts: one open for each integration and dedup key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update

from incidentbot.store.rows import Rows
from incidentbot.store.tables import alert

KEYS_AT_ONCE = 400
Key = tuple[str, str]


class AlertRows(Rows):
    def open_alerts(self, keys: Iterable[Key]) -> dict[Key, Any]:
        """The open alert of each of these (integration, dedup key)."""
        return self._by_key(keys, alert.c.is_open)

    def lately_closed_alerts(self, keys: Iterable[Key], since: datetime) -> dict[Key, Any]:
        """The one that closed last of each key, if it closed at or after `since`."""
        return self._by_key(keys, ~alert.c.is_open & (alert.c.closed_at >= since))

    def _by_key(self, keys: Iterable[Key], condition: Any) -> dict[Key, Any]:
        wanted, found = sorted(set(keys)), {}
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            some = wanted[start : start + KEYS_AT_ONCE]
            query = select(alert).where(tuple_(alert.c.integration, alert.c.dedup_key).in_(some), condition)
            for row in self.connection.execute(query.order_by(alert.c.id)):
                found[(row.integration, row.dedup_key)] = row
        return found

    def add_alerts(self, rows: Sequence[dict[str, Any]]) -> None:
        self.connection.execute(insert(alert), rows)

    def change_alert(self, alert_id: int, **values: object) -> None:
        self.connection.execute(update(alert).where(alert.c.id == alert_id).values(**values))

    def change_alert_by(self, alert_id: int, repeats: int, changed: dict[str, Any]) -> None:
        """`repeats` more arrivals of it, and whatever else has changed."""
        more = {"times": alert.c.times + repeats} if repeats else {}
        self.change_alert(alert_id, **changed, **more)

    def alert(self, alert_id: int) -> Any | None:
        return self.connection.execute(select(alert).where(alert.c.id == alert_id)).one_or_none()

    def alerts_of_ticket(self, ticket_id: int, most: int, after: int = 0) -> list[Any]:
        query = select(alert).where(alert.c.ticket_id == ticket_id, alert.c.id > after)
        return list(self.connection.execute(query.order_by(alert.c.id).limit(most)).all())

    def held_alerts(self, silence_id: int, most: int) -> list[Any]:
        query = select(alert).where(alert.c.held_by == silence_id).order_by(alert.c.id).limit(most)
        return list(self.connection.execute(query).all())

    def unready_rules(self, most: int) -> list[Any]:
        """Alert rules whose alerts cannot answer the three questions: how many, how often, and the last of them."""
        not_ready = (alert.c.integration, alert.c.rule)
        query = (
            select(
                *not_ready,
                func.count().label("alerts"),
                func.sum(alert.c.times).label("times"),
                func.max(alert.c.id).label("last"),
            )
            .where(alert.c.is_unready)
            .group_by(*not_ready)
            .order_by(func.count().desc())
            .limit(most)
        )
        return list(self.connection.execute(query).all())
