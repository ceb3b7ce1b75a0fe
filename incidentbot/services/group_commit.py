"""Those that come together share one commit: fifty people at once wait for one or two commits, not for fifty."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from incidentbot.errors import IncidentbotError

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class GroupCommit(Generic[Item, Answer]):
    """One thread gathers what has arrived, lets `write` commit it, and answers everybody.

    `write` gets the items in the order in which they came and returns an answer for each. An error of ours goes to all
    of the batch; any other ends the thread, which whoever watches `is_alive` sees.
    """

    def __init__(self, name: str, write: Callable[[list[Item]], Sequence[Answer]], most_at_once: int) -> None:
        self._write = write
        self._most = most_at_once
        self._arrived: SimpleQueue[tuple[Item, Future[Answer]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What has arrived before is still written."""
        self._arrived.put(None)
        if self._thread.ident is not None:
            self._thread.join(5)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def put(self, item: Item) -> Future[Answer]:
        answer: Future[Answer] = Future()
        self._arrived.put((item, answer))
        return answer

    def _run(self) -> None:
        while (first := self._arrived.get()) is not None:
            batch = [first, *self._waiting()]
            try:
                answers = self._write([item for item, _ in batch])
            except IncidentbotError as trouble:
                for _, future in batch:
                    future.set_exception(trouble)
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                future.set_result(answer)

    def _waiting(self) -> list[tuple[Item, Future[Answer]]]:
        waiting: list[tuple[Item, Future[Answer]]] = []
        while len(waiting) < self._most:
            try:
                item = self._arrived.get_nowait()
            except Empty:
                break
            if item is None:
                self._arrived.put(None)
                break
            waiting.append(item)
        return waiting
