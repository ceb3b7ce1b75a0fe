"""The store on both databases: migrated once and emptied for each test (a new engine compiles every query anew)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from incidentbot.store import tables
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.search import WORD_TABLES
from incidentbot.store.store import Store
from tests.databases import PostgresServer


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    yield from _migrated(f"sqlite:///{tmp_path_factory.mktemp('world') / 'incidentbot.db'}")


@pytest.fixture(scope="session")
def postgres_engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    yield from _migrated(postgres_server.take())


def _migrated(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


def emptied(engine: Engine) -> None:
    """Numbering begins at 1 again."""
    ours = [*WORD_TABLES, *(table.name for table in reversed(tables.metadata.sorted_tables))]
    emptied = [f"DELETE FROM {name}" for name in ours]
    if engine.dialect.name == "postgresql":
        counted = [name for name, table in tables.metadata.tables.items() if "id" in table.c]
        from_one = ", ".join(f"setval('{name}_id_seq', 1, false)" for name in counted)
        emptied = ["; ".join([*emptied, f"SELECT {from_one}"])]
    with engine.begin() as connection:
        for statement in emptied:
            connection.exec_driver_sql(statement)


@pytest.fixture
def sqlite_store(sqlite_engine: Engine) -> Store:
    emptied(sqlite_engine)
    return Store(sqlite_engine)


@pytest.fixture
def postgres_store(postgres_engine: Engine) -> Store:
    emptied(postgres_engine)
    return Store(postgres_engine)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """Every test that asks for it, or for a service, runs on both databases."""
    return request.getfixturevalue(f"{request.param}_store")  # type: ignore[no-any-return]


@contextmanager
def store_at(url: str) -> Iterator[Store]:
    """A database of a test's own, which may be shared with processes of its own."""
    engine = open_engine(url)
    migrate(engine)
    store = Store(engine)
    yield store
    store.close()


def url_of(store: Store) -> str:
    """Where it is, for another process or the command line."""
    return store.engine.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def replica_engines() -> Iterator[dict[str, Engine]]:
    opened: dict[str, Engine] = {}
    yield opened
    for engine in opened.values():
        engine.dispose()


@pytest.fixture
def replica(store: Store, replica_engines: dict[str, Engine]) -> Store:
    """Another process's way to the same database: its own connections."""
    url = url_of(store)
    if url not in replica_engines:
        replica_engines[url] = open_engine(url)
    return Store(replica_engines[url])
