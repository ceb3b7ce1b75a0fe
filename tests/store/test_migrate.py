"""The schema is brought up to the code once, however many start together; a newer one is refused with the reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from incidentbot.errors import SchemaTooNew, StoreUnavailable
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import FOLDER, database_troubles, migrate
from incidentbot.store.search import WORD_TABLES
from incidentbot.store.tables import metadata
from tests.at_once import at_once, slow_commits

HEAD = max(path.name for path in FOLDER.glob("versions/*.py"))[:4]

# One replica that starts: it says when it has read its code, waits for the word, migrates, and says how it went.
REPLICA = """
import sys
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(open_engine(sys.argv[1]))
print("migrated", flush=True)
"""


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_engine(database_url)


def revisions(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def is_plain_table(name: str | None, *_: object) -> bool:
    """Full text has tables that only their database can describe; FTS5 brings some of its own beside them."""
    return not (name or "").startswith(WORD_TABLES)


def test_the_migrated_schema_is_the_one_that_the_code_speaks_of(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_plain_table}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        names = set(inspect(connection).get_table_names())
    assert set(WORD_TABLES) <= names
    assert {name for name in names if is_plain_table(name)} == {*metadata.tables, "alembic_version"}


def test_the_comparison_would_see_a_difference(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox ADD COLUMN surprise INTEGER"))
        context = MigrationContext.configure(connection, opts={"include_name": is_plain_table})
        [(what, *_)] = compare_metadata(context, metadata)
    assert what == "remove_column"


def test_a_second_start_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO keepsake VALUES ('secret', 'kept')"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM keepsake")) == "kept"
    assert revisions(engine) == [HEAD]


def test_a_schema_that_is_newer_than_the_code_is_refused_with_the_reason(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew) as refused:
        migrate(engine)
    assert str(refused.value) == (
        f"The database is at revision 9999, which this version does not know (it knows up to {HEAD}): "
        "a newer Incidentbot has used it. Start that version, or restore the backup from before the upgrade."
    )
    assert revisions(engine) == ["9999"], "and it is left as it was"


def test_threads_that_start_together_migrate_once(database_url: str) -> None:
    engines = [open_engine(database_url) for _ in range(4)]
    with slow_commits():
        assert at_once(*(lambda engine=engine: migrate(engine) for engine in engines)) == [None] * 4
    assert revisions(engines[0]) == [HEAD]


@pytest.mark.slow
def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    replicas = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    for replica in replicas:
        assert replica.stdout
        assert replica.stdout.readline() == "ready\n"
    for replica in replicas:
        assert replica.stdin
        replica.stdin.write("go\n")
        replica.stdin.flush()
    said = [replica.communicate(timeout=60) for replica in replicas]
    assert said == [("migrated\n", "")] * 3
    assert revisions(open_engine(database_url)) == [HEAD]


def test_a_migration_that_breaks_off_leaves_nothing_behind(engine: Engine) -> None:
    """It happens whole or not at all: half of a schema could neither be used nor be finished."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE work (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["work"]


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "incidentbot.db"
    path.write_text("a letter to my aunt, quite long, and certainly no database" * 100)
    with pytest.raises(StoreUnavailable, match="The database cannot be used: file is not a database"):
        migrate(open_engine(f"sqlite:///{path}"))


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/no/such/folder/incidentbot.db")
    with pytest.raises(StoreUnavailable, match="The database did not answer: unable to open database file"):
        migrate(engine)
    assert database_troubles(engine) == "unable to open database file"


def test_a_server_that_is_not_there_is_told_in_a_sentence_without_the_password() -> None:
    engine = open_engine("postgresql+psycopg://bot:s3cr3t@127.0.0.1:1/incidents")
    with pytest.raises(StoreUnavailable, match=r"The database did not answer: .*refused") as told:
        migrate(engine)
    assert "s3cr3t" not in str(told.value)
    assert "refused" in str(database_troubles(engine))


def test_a_database_that_answers_has_no_troubles(engine: Engine) -> None:
    assert database_troubles(engine) is None
