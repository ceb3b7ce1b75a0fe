"""Brings the schema up to the code at start: once, under a lock, however many replicas start together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from incidentbot.errors import SchemaTooNew
from incidentbot.store.engine import WRITE
from incidentbot.store.troubles import first_line, named_troubles

MIGRATION_LOCK = 7_316_220_041  # any number, the same in every replica
LONGEST_WAIT = 60  # seconds that a replica waits for another one's migration
FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Raises SchemaTooNew when the database knows a revision that this code does not, StoreUnavailable."""
    with named_troubles():
        _migrate(engine)


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    with engine.connect() as connection:
        if _revision(connection) == head:
            return
    with _migration_lock(engine) as connection:
        present = _revision(connection)  # another replica may have been quicker
        if present == head:
            return
        _refuse_newer(scripts, present)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _refuse_newer(scripts: ScriptDirectory, present: str | None) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if present is not None and present not in known:
        raise SchemaTooNew(
            f"The database is at revision {present}, which this version does not know (it knows up to "
            f"{scripts.get_current_head()}): a newer Incidentbot has used it. "
            "Start that version, or restore the backup from before the upgrade."
        )


@contextmanager
def _migration_lock(engine: Engine) -> Iterator[Connection]:
    """SQLite: the write lock of BEGIN IMMEDIATE. PostgreSQL: an advisory lock that ends with the transaction."""
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute(f"PRAGMA busy_timeout = {LONGEST_WAIT * 1000}")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{2 * LONGEST_WAIT}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            yield connection
        connection.invalidate()  # its patience is not for everyday use


def database_troubles(engine: Engine) -> str | None:
    """One line saying why the database cannot be used, or None; for /readyz and the doctor."""
    try:
        with engine.connect() as connection:
            connection.scalar(text("SELECT 1"))
    except SQLAlchemyError as trouble:
        return first_line(trouble)
    return None
