"""What every room of the store stands on: one connection, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from incidentbot.store.engine import WRITE
from incidentbot.store.many import INSERT
from incidentbot.store.tables import counter as _counter
from incidentbot.store.troubles import named_troubles


@cache  # a statement is built once: that takes longer than a small one needs in the database
def _adding(dialect: str, table: Table) -> Any:
    return INSERT[dialect](table).returning(table.c.id)


@cache
def _adding_once(dialect: str, table: Table) -> Any:
    return INSERT[dialect](table).on_conflict_do_nothing().returning(table.c.id)


@cache
def _counting(dialect: str) -> Any:
    counted = INSERT[dialect](_counter).on_conflict_do_update(
        index_elements=["name"], set_={"value": _counter.c.value + 1}
    )
    return counted.returning(_counter.c.value)


class Rows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.added_work = False  # a commit that added work wakes the worker
        # What search has to learn before the commit: tickets whose words changed, and events with what they say.
        self.reworded: set[int] = set()
        self.recorded: dict[int, str] = {}

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @contextmanager
    def part(self) -> Iterator[None]:
        """What is done inside is undone when it fails; the transaction goes on."""
        with named_troubles(), self.connection.begin_nested():
            yield

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT; both databases spell it alike, each in its own dialect."""
        return INSERT[self.dialect](table)

    def add(self, table: Table, **values: object) -> int:
        """One new row; its id."""
        return int(self.connection.execute(_adding(self.dialect, table), values).scalar_one())

    def add_once(self, table: Table, **values: object) -> int | None:
        """One new row; its id, or None when the row was there already, by any of its unique names."""
        found: int | None = self.connection.scalar(_adding_once(self.dialect, table), values)
        return found

    def reserved_ids(self, table: Table, how_many: int) -> list[int]:
        """Ids for rows of a writing transaction. One statement then adds them all, and is not asked for them."""
        if self.dialect == "sqlite":  # nobody else writes meanwhile
            last: int = self.connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
            return list(range(last + 1, last + 1 + how_many))
        numbers = func.generate_series(1, how_many).table_valued("number")
        query = select(func.nextval(f"{table.name}_id_seq")).select_from(numbers)
        return sorted(self.connection.scalars(query))

    def one_instant(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> datetime | None:
        found: datetime | None = self.connection.scalar(query, values)
        return found

    def hold(self, table: Table, row_id: int) -> None:
        """In a writing transaction, a row that is going to be read and changed is locked until it ends.

        A statement of its own, before the reading one: where PostgreSQL had to wait for the lock of a join, it gives
        the new row beside the *old* rows that it was joined with, so a commander named meanwhile would be missing.
        SQLite has locked everything at BEGIN IMMEDIATE. No key is ever changed, so others may go on referring to the
        row: somebody who acknowledges writes a timeline event of a ticket that is just being judged anew.
        """
        if self.dialect != "sqlite" and self.connection.get_execution_options().get(WRITE):
            self.connection.execute(select(table.c.id).where(table.c.id == row_id).with_for_update(key_share=True))

    def next_number(self, name: str) -> int:
        """The next number that people see (INC-7, T-12); taken in this transaction, so a rollback leaves no gap."""
        return int(self.connection.execute(_counting(self.dialect), {"name": name, "value": 1}).scalar_one())
