"""SQLite and PostgreSQL, each with the settings that keep what was committed."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

WRITE = "incidentbot_write"  # execution option of a connection that is going to change something

PATIENCE = 5.0  # seconds that a write waits for another one

SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}",
    "PRAGMA synchronous = FULL",  # NORMAL can lose commits at a power cut
    "PRAGMA foreign_keys = ON",
)

# A statement that hangs must not hold a page back for longer than a person would wait.
POSTGRES_OPTIONS = (
    "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)


def open_engine(url: str) -> Engine:
    return _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _postgres(url)


def _sqlite(url: str) -> Engine:
    # The driver's own transaction handling is switched off: BEGIN is ours, so that a write can say IMMEDIATE.
    engine = create_engine(url, pool_size=10, max_overflow=50, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)
        _switch_to_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Replicas that open a new file together are in each other's way, and just here SQLite itself lets nobody wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as trouble:
            if trouble.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _postgres(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=10,
        max_overflow=30,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "application_name": "incidentbot", "options": POSTGRES_OPTIONS},
    )
