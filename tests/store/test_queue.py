"""The queue's page: the right tickets in the right order, without reading any other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from incidentbot.domain.people import Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.queue import LOOKED_AT, Only, Place, Wanted, place_of
from incidentbot.domain.ticket import Ticket
from incidentbot.store.queue import page_query
from incidentbot.store.store import Store
from incidentbot.store.tables import classification, ticket
from tests.world import MONDAY

Row = dict[str, Any]
TEAMS = ("payments", "storefront")


@pytest.fixture
def rows(store: Store, alice: Person, bob: Person) -> list[Row]:
    """A few hundred tickets of every kind; many are due at the same moment."""
    return fill(store, 400, alice, bob)


def fill(store: Store, many: int, *people: Person) -> list[Row]:
    dice = random.Random(7)
    rows = [_row(number, dice, people) for number in range(1, many + 1)]
    facts = {"customers": "none", "condition": "fine"}
    judged: Row = {"at": MONDAY, "by": "x", "facts": facts, "urgency": "hours", "reasons": [], "process_version": ""}
    with store.begin() as tx:
        for priority in Priority:
            values = judged | {"severity": "SEV4", "computed": priority, "priority": priority}
            tx.connection.execute(insert(classification).values(id=int(priority[1]), **values))
        tx.connection.execute(insert(ticket), rows)
    return rows


def _row(number: int, dice: random.Random, people: tuple[Person, ...]) -> Row:
    priority = dice.choice(list(Priority))
    is_closed, waits = dice.random() < 0.2, dice.random() < 0.2
    owner = dice.choice([None, *people])
    return {
        "id": number,
        "number": number,
        "title": f"ticket {number}",
        "description": "",
        "state": "resolved" if is_closed else "waiting" if waits else "open",
        "environment": "production",
        "classification_id": int(priority[1]),
        "opened_at": MONDAY,
        "closed_at": MONDAY if is_closed else None,
        "priority": priority,
        "severity": "SEV4",
        "team": dice.choice(TEAMS),
        "owner_id": owner.id if owner else None,
        "due_at": MONDAY + timedelta(days=dice.randint(-5, 5)),
        "snoozed_until": MONDAY + timedelta(days=1) if waits and not is_closed else None,
    }


def expected(rows: list[Row], wanted: Wanted) -> list[int]:
    """The same, said plainly."""
    found = [row for row in rows if row["closed_at"] is None and row["priority"] in LOOKED_AT[wanted.only]]
    if not wanted.with_waiting:
        found = [row for row in found if row["snoozed_until"] is None]
    if wanted.teams:
        found = [row for row in found if row["team"] in wanted.teams]
    asked: dict[Only, Callable[[Row], bool]] = {
        Only.ALL: lambda row: True,
        Only.MINE: lambda row: row["owner_id"] == wanted.person_id,
        Only.UNOWNED: lambda row: row["owner_id"] is None,
        Only.OVERDUE: lambda row: row["due_at"] < MONDAY,
    }
    found = [row for row in found if asked[wanted.only](row)]
    return [row["id"] for row in sorted(found, key=lambda row: (row["priority"], row["due_at"], row["id"]))]


def pages(store: Store, wanted: Wanted, most: int) -> Iterator[list[Ticket]]:
    after: Place | None = None
    with store.read() as tx:
        while page := tx.queue_page(wanted, after, MONDAY, most):
            yield page
            after = place_of(page[-1])


@pytest.mark.parametrize("teams", [(), ("payments",), TEAMS], ids=str)
@pytest.mark.parametrize("only", Only)
@pytest.mark.parametrize("with_waiting", [False, True])
def test_every_page_after_another_is_the_whole_queue_in_working_order(
    store: Store, rows: list[Row], alice: Person, only: Only, teams: tuple[str, ...], with_waiting: bool
) -> None:
    wanted = Wanted(only, teams, alice.id, with_waiting)
    seen = [[one.id for one in page] for page in pages(store, wanted, 7)]
    assert [one for page in seen for one in page] == expected(rows, wanted)
    assert all(len(page) == 7 for page in seen[:-1])


def test_a_team_without_tickets_has_an_empty_page(store: Store, rows: list[Row]) -> None:
    with store.read() as tx:
        assert tx.queue_page(Wanted(teams=("nobody",)), None, MONDAY, 5) == []


def test_after_the_last_ticket_there_is_nothing(store: Store, rows: list[Row]) -> None:
    end = Place(Priority.P4, MONDAY + timedelta(days=999), 1)
    unowned_begin = Place(Priority.P4, MONDAY + timedelta(days=999), 1)
    with store.read() as tx:
        assert tx.queue_page(Wanted(), end, MONDAY, 5) == []
        assert tx.queue_page(Wanted(Only.UNOWNED), unowned_begin, MONDAY, 5) == []


def test_what_a_shift_hands_over_is_also_what_waits(store: Store, rows: list[Row]) -> None:
    with store.read() as tx:
        found = tx.open_of_team("payments", None, MONDAY, 1000)
    assert [one.id for one in found] == expected(rows, Wanted(teams=("payments",), with_waiting=True))


@pytest.mark.parametrize("teams", [(), ("payments",)], ids=str)
@pytest.mark.parametrize("only", Only)
@pytest.mark.parametrize("is_first", [True, False])
def test_no_page_reads_the_whole_table(
    store: Store, alice: Person, bob: Person, only: Only, teams: tuple[str, ...], is_first: bool
) -> None:
    fill(store, 1200, alice, bob)
    after = None if is_first else Place(Priority.P3, MONDAY, 500)
    query = page_query(Wanted(only, teams, alice.id), after, MONDAY, 9)
    assert query is not None
    written = str(query.compile(store.engine, compile_kwargs={"literal_binds": True}))
    is_sqlite = store.engine.dialect.name == "sqlite"
    with store.engine.begin() as connection:
        if not is_sqlite:
            connection.execute(text("ANALYZE ticket"))
            # So few rows are as quickly read whole; what is asked here is whether an index could serve.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + written.replace("%", "%%")))
    assert "Seq Scan on ticket" not in plan
    assert "SCAN ticket" not in plan
    assert "_queue" in plan
