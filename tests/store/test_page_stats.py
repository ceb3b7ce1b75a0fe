"""Figures are read by indexes: a report of a month does not read what happened in years."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incidentbot.store.store import Store
from tests.pager_world import PagerWorld, pager_process
from tests.store.test_listing import plan, statements
from tests.world import P1, FakeClock

LARGE = ("page", "notification", "alert", "ticket")


@pytest.mark.parametrize("team", [None, "payments"])
def test_no_table_that_grows_is_read_as_a_whole(store: Store, clock: FakeClock, team: str | None) -> None:
    world = PagerWorld(store, clock, pager_process())
    world.declare(P1, service="checkout")
    since, before = clock.now() - timedelta(days=30), clock.now() + timedelta(minutes=1)
    with statements(store) as seen, store.read() as tx:
        assert len(tx.page_facts(since, before, team, 10)) == 1
        assert len(tx.interruptions(since, before, 10)) == 0
        asked = [one for one in seen if one[0].startswith("SELECT")]
        assert len(asked) == 3, "pages, their rules, what rang"
        for statement, parameters in asked:
            found = plan(tx, statement, parameters)
            for table in LARGE:
                assert f"SCAN {table}\n" not in f"{found}\n", found
                assert f"Seq Scan on {table} " not in found, found
