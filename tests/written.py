"""What is on disk: rows of tables, and the work rows that were asked for, one line each."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Table, select, text

from incidentbot.domain.work import Work, WorkState
from incidentbot.store import payload, tables
from incidentbot.store.store import Store


def rows_of(store: Store, table: Table) -> list[dict[str, Any]]:
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def count(store: Store, what: str) -> int:
    """`count(store, "incident WHERE number = 1")`"""
    with store.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())


class Asked:
    """The work rows that were asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = 0

    def rows(self) -> list[Work]:
        """All of them, oldest first."""
        return [_work(row) for row in rows_of(self._store, tables.work)]

    def new(self) -> list[str]:
        """Those since the last look, a line each."""
        rows = [row for row in self.rows() if row.id > self._seen]
        self._seen = max([self._seen, *(row.id for row in rows)])
        return [line_of(row) for row in rows]

    def forget(self) -> None:
        """What was asked until now is not what the story is about."""
        self.new()

    def last(self, kind: str) -> Work:
        return [row for row in self.rows() if row.kind == kind][-1]


def _work(row: dict[str, Any]) -> Work:
    told = {field.name: row[field.name] for field in fields(Work)}
    return Work(**told | {"payload": payload.read(row["payload"]), "state": WorkState(row["state"])})


def line_of(row: Work) -> str:
    """`message.post channel:INC-1 incident/commander`, `status_update.remind update:INC-1 at 09:30`"""
    asked = row.payload
    words = [row.kind, row.lane or row.subject]
    words += [str(asked[key]) for key in ("template", "url") if asked.get(key)]
    if "people" in asked:
        words.append("+".join(asked["people"]))
    if asked.get("thread"):
        words.append(f"in thread {asked['thread']}")
    if row.kind.endswith((".remind", ".chase")):
        words.append(f"at {row.due_at:%a %d %b %H:%M}")
    return " ".join(words)
