"""Alerts: one open for each integration and dedup key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select, tuple_, update

from incidentbot.store.many import insert_many
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
        insert_many(self.connection, alert, rows, once=False)

    def change_alert(self, alert_id: int, **values: object) -> None:
        self.connection.execute(update(alert).where(alert.c.id == alert_id).values(**values))

    def repeat_alerts(self, repeats: Sequence[tuple[int, int]], now: datetime) -> None:
        """Each of these (id, how many more arrivals) was heard again."""
        more = update(alert).where(alert.c.id == bindparam("of")).values(times=alert.c.times + bindparam("more"))
        rows = [{"of": alert_id, "more": times, "last_at": now} for alert_id, times in repeats]
        if rows:
            self.connection.execute(more.values(last_at=bindparam("last_at")), rows)

    def alert(self, alert_id: int) -> Any | None:
        return self.connection.execute(select(alert).where(alert.c.id == alert_id)).one_or_none()

    def alerts_of_ticket(self, ticket_id: int, most: int, after: int = 0) -> list[Any]:
        query = select(alert).where(alert.c.ticket_id == ticket_id, alert.c.id > after)
        return list(self.connection.execute(query.order_by(alert.c.id).limit(most)).all())

    def held_alerts(self, silence_id: int, most: int) -> list[Any]:
        query = select(alert).where(alert.c.held_by == silence_id).order_by(alert.c.id).limit(most)
        return list(self.connection.execute(query).all())

    def unready_rules(self, most: int) -> list[Any]:
        """Alert rules whose alerts cannot answer the three questions: how many, how often, and the last of them.

        A rule that has been mended is none of them: its newest alert could answer.
        """
        found = (
            select(
                alert.c.integration,
                alert.c.rule,
                func.count().label("alerts"),
                func.sum(alert.c.times).label("times"),
                func.max(alert.c.id).label("last"),
            )
            .where(alert.c.is_unready)
            .group_by(alert.c.integration, alert.c.rule)
            .subquery()
        )
        newer = alert.alias("newer")
        is_mended = exists().where(
            newer.c.integration == found.c.integration,
            newer.c.rule == found.c.rule,
            newer.c.id > found.c.last,
            newer.c.ticket_id.is_not(None),  # not a resolve of something that had never fired
        )
        query = select(found).where(~is_mended).order_by(found.c.alerts.desc(), found.c.last).limit(most)
        return list(self.connection.execute(query).all())
