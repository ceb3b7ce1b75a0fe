"""Transactions. `begin` to change something, `read` to look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Connection, Engine

from incidentbot.domain.people import Actor, Cause
from incidentbot.errors import StoreUnavailable
from incidentbot.failpoints import reach
from incidentbot.store.engine import PATIENCE, WRITE
from incidentbot.store.transaction import Transaction
from incidentbot.store.troubles import named_troubles
from incidentbot.store.turns import Turns

WORK_CHANNEL = "incidentbot_work"  # PostgreSQL's NOTIFY: other replicas' workers wake at the commit


class Store:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._wakes: list[Callable[[], None]] = []
        self._turns: Callable[[], AbstractContextManager[None]] = (
            nullcontext if self.is_postgres else Turns(PATIENCE).mine
        )

    @property
    def is_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def when_work_is_added(self, wake: Callable[[], None]) -> None:
        """`wake` is called after each commit here that added work, and so is whatever was named before."""
        self._wakes.append(wake)

    @contextmanager
    def begin(self, by: Actor | None = None, now: datetime | None = None) -> Iterator[Transaction]:
        """One transaction. What made `by` act is sealed in it, so that the same cause never acts twice.

        Raises AlreadyActed or Fenced when it has, StoreUnavailable when the database is locked, full or gone.
        """
        with (
            self._turns(),
            named_troubles(),
            self.engine.connect().execution_options(**{WRITE: True}) as connection,
        ):
            with connection.begin():
                tx = Transaction(connection)
                if by is not None and by.cause is not None:
                    assert now is not None, "a caused act says when it happens"
                    _seal(tx, by.cause, now)
                yield tx
                tx.index_words()
                reach("store.before_commit")
                if tx.added_work:
                    self._notify_replicas(connection)
            reach("store.after_commit")
        if tx.added_work:
            for wake in self._wakes:
                wake()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Looks only: whatever was written by mistake is rolled back."""
        with named_troubles(), self.engine.connect() as connection:
            yield Transaction(connection)

    def trouble(self, now: datetime) -> str | None:
        """Why nothing can be written just now, in one line; None where it can. Once a minute it really writes."""
        try:
            with self.begin() as tx:
                tx.take_slot("the database is there", now.replace(second=0, microsecond=0))
        except StoreUnavailable as gone:
            return str(gone)
        return None

    def _notify_replicas(self, connection: Connection) -> None:
        if self.is_postgres:
            connection.exec_driver_sql(f"NOTIFY {WORK_CHANNEL}")

    def close(self) -> None:
        self.engine.dispose()


def _seal(tx: Transaction, cause: Cause, now: datetime) -> None:
    if cause.kind == "request":
        tx.seal_request(cause.key)
    else:
        tx.seal_work(cause, now)
