"""The bot's clock while it lives in the sandbox: real time plus the sandbox's offset, followed over the wire."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

PAUSE = 0.5  # seconds before the sandbox is looked for again
LONGEST_SILENCE = 0.2  # seconds between looks at what is due next


class FollowedClock:
    """`moved` is called after each jump; `next_due` is asked for what the sandbox may jump to."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("http", "ws", 1).rstrip("/") + "/sandbox/clock/follow"
        self._offset = timedelta()
        self._moved: Callable[[], None] = lambda: None
        self._next_due: Callable[[], datetime | None] = lambda: None
        self._told: datetime | None = None
        self._stopping = threading.Event()
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-clock", daemon=True)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def start(self, patience: float = 5.0) -> None:
        """Returns once the sandbox has said what time it is."""
        self._thread.start()
        self._first.wait(patience)

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(1)

    def when_moved(self, moved: Callable[[], None], next_due: Callable[[], datetime | None]) -> None:
        self._moved, self._next_due = moved, next_due

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(self._url, open_timeout=3, close_timeout=1) as connection:
                    self._told = None
                    self._follow(connection)
            except (OSError, WebSocketException, TimeoutError):
                self._stopping.wait(PAUSE)

    def _follow(self, connection: ClientConnection) -> None:
        while not self._stopping.is_set():
            try:
                said = json.loads(connection.recv(timeout=LONGEST_SILENCE))
            except TimeoutError:
                self._tell_next_due(connection)
                continue
            self._offset = timedelta(seconds=said["offset_seconds"])
            self._first.set()
            self._moved()
            connection.send(json.dumps({"applied": said["id"]}))

    def _tell_next_due(self, connection: ClientConnection) -> None:
        due = self._next_due()
        if due != self._told:
            self._told = due
            connection.send(json.dumps({"next_due": due.isoformat() if due else None}))
