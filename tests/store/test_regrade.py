"""Looking for tickets to raise: what a rule asks is found through an index, however many tickets wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from incidentbot.domain.people import Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.routing_rules import RaiseRule
from incidentbot.store.store import Store
from tests.store.test_queue import fill
from tests.world import MONDAY

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("rule", "index"),
    [
        (RaiseRule(to=Priority.P2, of=Priority.P3, unresolved_for=4 * HOUR, growing=True), "ix_ticket_growing"),
        (RaiseRule(to=Priority.P2, alerts=100, within=HOUR / 6), "ix_ticket_last_alert"),
        (RaiseRule(to=Priority.P2, of=Priority.P3, unresolved_for=4 * HOUR), "_queue"),
    ],
    ids=["growing", "alerts", "unresolved"],
)
def test_a_rule_reads_only_tickets_that_it_may_mean(store: Store, alice: Person, rule: RaiseRule, index: str) -> None:
    fill(store, 1200, alice)
    plans: list[str] = []
    with store.begin() as tx:
        if store.is_postgres:
            tx.connection.execute(text("ANALYZE ticket"))

        @event.listens_for(tx.connection, "before_cursor_execute")
        def explained(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
            if statement.startswith("SELECT"):
                word = "EXPLAIN QUERY PLAN " if store.engine.dialect.name == "sqlite" else "EXPLAIN "
                cursor.execute(word + statement, parameters)
                plans.extend(str(row) for row in cursor.fetchall())

        tx.tickets_to_raise(rule, "rule", MONDAY, 50)
    assert index in "\n".join(plans)
