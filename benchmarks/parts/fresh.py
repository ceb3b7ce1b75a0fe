"""An empty store for a benchmark that brings its own rows."""

from __future__ import annotations

from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store


def fresh(url: str) -> Store:
    """PostgreSQL's is emptied whole: give one that nobody needs. SQLite's is a new file."""
    engine = open_engine(url)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    migrate(engine)
    return Store(engine)
