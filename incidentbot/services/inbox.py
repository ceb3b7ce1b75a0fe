"""Requests that arrived, written down before they act."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import TimeoutError
from dataclasses import dataclass
from typing import Any

from incidentbot.errors import StoreUnavailable
from incidentbot.ports import Clock
from incidentbot.services.group_commit import GroupCommit
from incidentbot.store.store import Store

MOST_AT_ONCE = 200
PATIENCE = 2.5  # seconds; Slack gives up on us after three

ANSWER = "answer:"  # keys of what people answer from telephones begin with it; see forget_requests
EVENT = "chat.event"  # the work row that acts on an event


@dataclass(frozen=True)
class Arrival:
    key: str
    event: Mapping[str, Any] | None


class Inbox:
    def __init__(self, store: Store, clock: Clock, patience: float = PATIENCE) -> None:
        self._store = store
        self._clock = clock
        self._patience = patience
        self.writer: GroupCommit[Arrival, bool] = GroupCommit("inbox", self._write_down, MOST_AT_ONCE)

    def start(self) -> None:
        self.writer.start()

    def stop(self) -> None:
        self.writer.stop()

    @property
    def is_alive(self) -> bool:
        return self.writer.is_alive

    def receive(self, key: str, event: Mapping[str, Any] | None = None) -> bool:
        """True when the request had not been seen before. An `event` becomes a work row in the same commit, so that
        it is acted on even if this process dies right after the answer to the chat.

        Raises StoreUnavailable when it cannot be written down in time.
        """
        try:
            return self.writer.put(Arrival(key, event)).result(self._patience)
        except TimeoutError as late:
            raise StoreUnavailable("The database is busy; the request was not taken. Try again.") from late

    def has_acted(self, key: str) -> bool:
        with self._store.read() as tx:
            return bool(tx.has_acted(key))

    def _write_down(self, batch: list[Arrival]) -> list[bool]:
        now = self._clock.now()
        with self._store.begin() as tx:
            fresh = tx.receive([arrival.key for arrival in batch], now)
            for arrival in batch:
                if arrival.event is not None and arrival.key in fresh:
                    tx.ask(EVENT, now, dedup_key=arrival.key, payload={"body": arrival.event})
        answers = []
        for arrival in batch:
            answers.append(arrival.key in fresh)
            fresh.discard(arrival.key)  # the same key twice in one batch: one of them acts
        return answers
