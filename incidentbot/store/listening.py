"""PostgreSQL tells this replica that another one's commit added work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from incidentbot.store.store import WORK_CHANNEL

PAUSE = 1.0  # seconds before a lost connection is opened anew; the worker's own tick serves meanwhile


class Listener:
    def __init__(self, engine: Engine, wake: Callable[[], None]) -> None:
        self._arguments = engine.dialect.create_connect_args(engine.url)[1]
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self) -> None:
        import psycopg  # an extra: installed only where PostgreSQL is used

        while not self._stopping.is_set():
            try:
                with psycopg.connect(**self._arguments, autocommit=True) as connection:
                    connection.execute(f"LISTEN {WORK_CHANNEL}")
                    self._listen(connection)
            except psycopg.Error:
                self._stopping.wait(PAUSE)

    def _listen(self, connection: Any) -> None:
        while not self._stopping.is_set():
            for _ in connection.notifies(timeout=1.0, stop_after=1):
                self._wake()
