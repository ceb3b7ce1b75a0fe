"""Lists are read from an index in their order: no table is scanned, nothing is sorted, however long they grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from incidentbot.domain.priority import Priority
from incidentbot.store.listing import AlertsWanted, IncidentsWanted, TicketsWanted
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from tests.world import MONDAY

QUEUE = TicketsWanted(in_working_order=True)
PLACE = (Priority.P3, MONDAY, 7)
LISTS = {
    "newest": lambda tx: tx.tickets_listed(TicketsWanted(), None, 51),
    "newest, deep": lambda tx: tx.tickets_listed(TicketsWanted(), (MONDAY, 7), 51),
    "by time": lambda tx: tx.tickets_listed(TicketsWanted(since=MONDAY, before=MONDAY), None, 51),
    "queue": lambda tx: tx.tickets_listed(QUEUE, None, 51),
    "queue, deep": lambda tx: tx.tickets_listed(QUEUE, PLACE, 51),
    "a team's queue": lambda tx: tx.tickets_listed(TicketsWanted(team="a", in_working_order=True), None, 51),
    "a team's queue, deep": lambda tx: tx.tickets_listed(TicketsWanted(team="a", in_working_order=True), PLACE, 51),
    "alerts": lambda tx: tx.alerts_listed(AlertsWanted(), None, 51),
    "alerts, deep": lambda tx: tx.alerts_listed(AlertsWanted(), (7,), 51),
    "incidents, deep": lambda tx: tx.incidents_listed(IncidentsWanted(), (7,), 51),
    "reports, deep": lambda tx: tx.reports_listed(None, (7,), 51),
}


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def plan(tx: Transaction, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if tx.connection.dialect.name == "sqlite" else "EXPLAIN"
    if explain == "EXPLAIN":  # an empty table is quicker read than looked up: what counts is that it could be
        for slower in ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_sort"):
            tx.connection.exec_driver_sql(f"SET LOCAL {slower} = off")
    return "\n".join(str(row[-1]) for row in tx.connection.exec_driver_sql(f"{explain} {statement}", parameters))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_in_the_order_of_an_index(store: Store, name: str) -> None:
    with statements(store) as seen, store.read() as tx:
        LISTS[name](tx)
    asked = next((statement, values) for statement, values in seen if statement.startswith("SELECT"))
    with store.read() as tx:
        told = plan(tx, *asked)
    assert "TEMP B-TREE" not in told, told
    assert "Sort" not in told, told
    assert "Seq Scan" not in told, told
    assert "SCAN ticket\n" not in told + "\n", told


def test_counting_reads_only_the_time_that_was_asked_for(store: Store) -> None:
    with statements(store) as seen, store.read() as tx:
        tx.ticket_counts(MONDAY, MONDAY + timedelta(days=1))
    with store.read() as tx:
        assert "ix_ticket_opened_at" in plan(tx, *seen[-1])
