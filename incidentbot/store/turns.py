"""Writers of one SQLite file take turns in the order in which they came.

SQLite itself lets whoever looks first have the lock, and those who wait look ever more rarely: beside a storm of alerts
somebody's command waited a second. Other processes still meet at the file's own lock; PostgreSQL needs none of this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from incidentbot.errors import StoreUnavailable


class Turns:
    def __init__(self, patience: float) -> None:
        self._patience = patience  # seconds
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._is_taken = False

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Raises StoreUnavailable when the turn does not come in time."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            gate = Lock()
            gate.acquire()
            self._waiting.append(gate)
        if not gate.acquire(timeout=self._patience):
            self._give_up(gate)

    def _give_up(self, gate: Lock) -> None:
        with self._guard:
            if gate not in self._waiting:
                return  # the turn came at the last moment
            self._waiting.remove(gate)
        raise StoreUnavailable("The database did not answer: others have been writing for too long")

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
