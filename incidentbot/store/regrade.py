"""Tickets that a rule of the process file raises, and the memory of what it has raised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal_column, not_, select

from incidentbot.domain.routing_rules import RaiseRule
from incidentbot.store.rows import Rows
from incidentbot.store.tables import alert, ticket, ticket_raise

_UNRESOLVED_SINCE = func.coalesce(ticket.c.reopened_at, ticket.c.opened_at)


class RegradeRows(Rows):
    def tickets_to_raise(self, rule: RaiseRule, name: str, now: datetime, most: int) -> list[int]:
        """Ids of tickets for which the rule has begun to hold, oldest first. `name` is the rule's own."""
        remembered = exists().where(ticket_raise.c.rule == name, ticket_raise.c.ticket_id == ticket.c.id)
        # Where few tickets can be meant, the index that knows them shall be used, and not the queue's.
        are_few = rule.growing or (rule.alerts is not None and rule.within is not None)
        priority: Any = func.coalesce(ticket.c.priority, "") if are_few else ticket.c.priority
        query = select(ticket.c.id).where(_holds(rule, now), priority > rule.to, ~remembered)
        if rule.of is not None:
            query = query.where(priority == rule.of)
        return list(self.connection.scalars(query.order_by(_UNRESOLVED_SINCE, ticket.c.id).limit(most)))

    def remember_raise(self, ticket_id: int, name: str, now: datetime) -> None:
        self.connection.execute(
            self.insert(ticket_raise).values(rule=name, ticket_id=ticket_id, at=now).on_conflict_do_nothing()
        )

    def ended_raises(self, rule: RaiseRule, name: str, now: datetime, most: int) -> list[int]:
        """Ids of tickets on which the rule has acted and for which it holds no longer."""
        still = select(ticket.c.id).where(ticket.c.id == ticket_raise.c.ticket_id, _holds(rule, now)).exists()
        ended = select(ticket_raise.c.ticket_id).where(ticket_raise.c.rule == name, not_(still))
        return list(self.connection.scalars(ended.limit(most)))

    def forget_raises(self, name: str, ticket_ids: Sequence[int]) -> None:
        """When the rule holds for them again, it acts again."""
        those = ticket_raise.c.ticket_id.in_(ticket_ids)
        self.connection.execute(delete(ticket_raise).where(ticket_raise.c.rule == name, those))


def _holds(rule: RaiseRule, now: datetime) -> ColumnElement[bool]:
    """The rule's conditions about the ticket, beside its priority."""
    conditions: list[Any] = [ticket.c.closed_at.is_(None)]
    if rule.growing:
        conditions.append(literal_column("ticket.is_growing"))  # as the index spells it
    if rule.unresolved_for is not None:
        conditions.append(now - rule.unresolved_for >= _UNRESOLVED_SINCE)
    if rule.alerts is not None:
        conditions.append(ticket.c.alerts_total > rule.alerts)
    if rule.alerts is not None and rule.within is not None:
        since_then = now - rule.within
        lately = select(func.count()).where(alert.c.ticket_id == ticket.c.id, alert.c.first_at >= since_then)
        conditions += [ticket.c.last_alert_at >= since_then, lately.scalar_subquery() > rule.alerts]
    return and_(*conditions)
