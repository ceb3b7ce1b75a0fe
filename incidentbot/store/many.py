"""Many rows at once. SQLite takes them one after the other without leaving the process; PostgreSQL is given them as one
JSON document, which takes half the time of sending row after row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeDecorator

INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], once: bool) -> None:
    """All have the same columns. With `once`, those that are there already, by any unique name, are left out."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(_one_by_one(table, once), rows)
    else:
        whole = [{**_usual(table), **row} for row in rows]
        names = tuple(whole[0])
        connection.execute(_as_document(table, names, once), {"rows": _document(connection, table, names, whole)})


@cache
def _one_by_one(table: Table, once: bool) -> Any:
    return sqlite.insert(table).on_conflict_do_nothing() if once else sqlite.insert(table)


@cache
def _as_document(table: Table, names: tuple[str, ...], once: bool) -> Any:
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    rows = f'json_populate_recordset(NULL::"{table.name}", CAST(:rows AS json))'
    ignoring = " ON CONFLICT DO NOTHING" if once else ""
    return text(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {rows}{ignoring}')


@cache
def _usual(table: Table) -> Mapping[str, Any]:
    """What a statement of SQLAlchemy's would fill in."""
    return {one.name: one.default.arg for one in table.c if isinstance(one.default, ScalarElementColumnDefault)}


def _document(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Values go the way of their column's type, as they would in a statement of their own."""
    types = {name: table.c[name].type for name in names}
    ways = {name: kind for name, kind in types.items() if isinstance(kind, TypeDecorator)}
    written = [
        {**row, **{name: way.process_bind_param(row[name], connection.dialect) for name, way in ways.items()}}
        for row in rows
    ]
    return json.dumps(written, default=_spelled)


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")
