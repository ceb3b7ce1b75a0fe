"""What figures about pages are made of: one row a page, of a time that is bounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page_stats import Interruption, PageFact
from incidentbot.store.rows import Rows
from incidentbot.store.tables import alert, notification, page, person, ticket

INTERRUPTS = (MethodKind.SLACK, MethodKind.PUSH, MethodKind.SMS, MethodKind.VOICE)
_USUAL = timedelta(minutes=5).total_seconds()
# Whole pages carry their policy, which takes longer to read than all the rest.
COUNTED = (
    page.c.ticket_id,
    page.c.priority,
    page.c.team,
    page.c.first_acknowledged_at,
    page.c.first_acknowledged_by,
    ticket.c.service,
    ticket.c.environment,
)
FIRST_WITHIN = page.c.policy["steps"][0]["within"].as_float()


class PageStatsRows(Rows):
    def page_facts(self, since: datetime, before: datetime, team: str | None, most: int) -> list[PageFact]:
        """Of the pages that began then and asked somebody, the newest first."""
        began = (page.c.started_at >= since) & (page.c.started_at < before)
        began = began & (page.c.team == team) if team else began
        sent = (
            select(
                notification.c.page_id,
                func.count(notification.c.sent_at).label("sent"),
                func.min(notification.c.asked_at).label("asked_at"),
            )
            .join(page, page.c.id == notification.c.page_id)
            .where(began)
            .group_by(notification.c.page_id)
            .subquery()
        )
        query = (
            select(*COUNTED, FIRST_WITHIN.label("within"), sent.c.sent, sent.c.asked_at)
            .join(ticket, ticket.c.id == page.c.ticket_id)
            .join(sent, sent.c.page_id == page.c.id)
            .where(began)
            .order_by(page.c.started_at.desc())
            .limit(most)
        )
        rows = self.connection.execute(query).all()
        rules = self._rules_of(began) if rows else {}
        return [_fact(row, tuple(rules.get(row.ticket_id, ()))) for row in rows]

    def _rules_of(self, began: ColumnElement[bool]) -> dict[int, list[str]]:
        """The alert rules of each ticket."""
        paged = select(page.c.ticket_id).where(began)
        query = select(alert.c.ticket_id, alert.c.rule).distinct().where(alert.c.ticket_id.in_(paged))
        found: dict[int, list[str]] = defaultdict(list)
        for row in self.connection.execute(query):
            found[row.ticket_id].append(row.rule)
        return found

    def interruptions(self, since: datetime, before: datetime, most: int) -> list[Interruption]:
        """What was sent then by ways that ring or buzz."""
        query = select(notification.c.person, notification.c.sent_at).where(
            notification.c.asked_at >= since,
            notification.c.asked_at < before,
            notification.c.sent_at.is_not(None),
            notification.c.kind.in_(INTERRUPTS),
        )
        rows = self.connection.execute(query.order_by(notification.c.asked_at.desc()).limit(most))
        return [Interruption(row.person, row.sent_at) for row in rows]

    def zones_of(self, slack_ids: Collection[str]) -> dict[str, str]:
        rows = self.connection.execute(select(person.c.slack_id, person.c.tz).where(person.c.slack_id.in_(slack_ids)))
        return {row.slack_id: row.tz for row in rows}


def _fact(row: Any, rules: tuple[str, ...]) -> PageFact:
    return PageFact(
        asked_at=row.asked_at,
        within=timedelta(seconds=_USUAL if row.within is None else row.within),
        priority=row.priority,
        environment=row.environment,
        team=row.team,
        service=row.service,
        acknowledged_at=row.first_acknowledged_at,
        acknowledged_by=row.first_acknowledged_by,
        notifications=row.sent,
        rules=rules,
    )
