"""Requests that arrived, written down before they act. Those that come together share one commit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from incidentbot.errors import IncidentbotError, StoreUnavailable
from incidentbot.ports import Clock
from incidentbot.store.store import Store

MOST_AT_ONCE = 200
PATIENCE = 2.5  # seconds; Slack gives up on us after three

EVENT = "chat.event"  # the work row that acts on an event


@dataclass
class Arrival:
    key: str
    event: Mapping[str, Any] | None
    answer: Future[bool] = field(default_factory=Future)


class Inbox:
    """One thread gathers what has arrived, commits once, and answers everybody: fifty people at once wait for one
    or two commits, not for fifty."""

    def __init__(self, store: Store, clock: Clock, patience: float = PATIENCE) -> None:
        self._store = store
        self._clock = clock
        self._patience = patience
        self._arrived: SimpleQueue[Arrival | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._arrived.put(None)
        if self._thread.ident is not None:
            self._thread.join(5)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def receive(self, key: str, event: Mapping[str, Any] | None = None) -> bool:
        """True when the request had not been seen before. An `event` becomes a work row in the same commit, so that
        it is acted on even if this process dies right after the answer to the chat.

        Raises StoreUnavailable when it cannot be written down in time.
        """
        arrival = Arrival(key, event)
        self._arrived.put(arrival)
        try:
            return arrival.answer.result(self._patience)
        except TimeoutError as late:
            raise StoreUnavailable("The database is busy; the request was not taken. Try again.") from late

    def has_acted(self, key: str) -> bool:
        with self._store.read() as tx:
            return bool(tx.has_acted(key))

    def _run(self) -> None:
        while (first := self._arrived.get()) is not None:
            batch = [first, *self._waiting()]
            try:
                fresh = self._write_down(batch)
            except IncidentbotError as trouble:
                for arrival in batch:
                    arrival.answer.set_exception(trouble)
                continue
            for arrival in batch:
                arrival.answer.set_result(arrival.key in fresh)
                fresh.discard(arrival.key)  # the same key twice in one batch: one of them acts

    def _waiting(self) -> list[Arrival]:
        waiting: list[Arrival] = []
        while len(waiting) < MOST_AT_ONCE:
            try:
                item = self._arrived.get_nowait()
            except Empty:
                break
            if item is None:
                self._arrived.put(None)
                break
            waiting.append(item)
        return waiting

    def _write_down(self, batch: list[Arrival]) -> set[str]:
        now = self._clock.now()
        with self._store.begin() as tx:
            fresh = tx.receive([arrival.key for arrival in batch], now)
            for arrival in batch:
                if arrival.event is not None and arrival.key in fresh:
                    tx.ask(EVENT, now, dedup_key=arrival.key, payload={"body": arrival.event})
            return fresh
