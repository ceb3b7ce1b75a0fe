"""The settings that keep what was committed are in force on every connection."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from incidentbot.domain.people import BOT
from incidentbot.domain.timeline import EventKind
from incidentbot.store.engine import WRITE, open_engine
from incidentbot.store.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000), ("foreign_keys", 1)]
)
def test_sqlite_keeps_what_was_committed_through_a_power_cut(sqlite_url: str, pragma: str, value: object) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as one, engine.connect() as another:
        found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for connection in (one, another)]
    engine.dispose()
    assert found == [value, value]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("TimeZone", "UTC"),
        ("application_name", "incidentbot"),
    ],
)
def test_postgres_lets_nothing_hang_longer_than_a_person_would_wait(
    postgres_url: str, setting: str, value: str
) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"SHOW {setting}").scalar()
    engine.dispose()
    assert found == value


def test_a_connection_that_died_in_the_pool_is_replaced_unnoticed(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        first = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with open_engine(postgres_url).connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({first})")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != first
    engine.dispose()


def test_a_row_that_belongs_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        tx.record(999, NOW, BOT, EventKind.NOTE, "of no ticket")


def test_a_write_on_sqlite_takes_its_lock_at_once_and_not_in_the_middle(sqlite_store: Store) -> None:
    """Otherwise two that have read would both want to write, and one could never go on."""
    impatient = open_engine(sqlite_store.engine.url.render_as_string())
    with impatient.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        other.rollback()
        with sqlite_store.begin(), pytest.raises(OperationalError, match="database is locked"):
            other.execution_options(**{WRITE: True}).begin()
    impatient.dispose()


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    with store.begin() as tx:
        tx.receive(["a"], NOW)
        began = time.monotonic()
        with store.read() as other:
            assert other.has_acted("a") is None, "what is not committed is not seen"
        assert time.monotonic() - began < 1


def test_a_writer_waits_for_the_one_before_it(store: Store) -> None:
    """Sixteen at once, each holding its transaction for a moment: all get through, one after the other."""
    done: list[int] = []

    def write(number: int) -> None:
        with store.begin() as tx:
            assert tx.next_number("n") == len(done) + 1
            done.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(16))
