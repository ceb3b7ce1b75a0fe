"""What the page hears while it is open: one queue for each page, filled with what its persona may see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from incidentbot.sandbox.wire import Json

BACKLOG = 2_000


@dataclass(eq=False)
class Listener:
    persona: str
    waiting: asyncio.Queue[Json | None] = field(default_factory=asyncio.Queue)


class Stream:
    def __init__(self) -> None:
        self.listeners: set[Listener] = set()

    def tell(self, build: Callable[[str], Json | None]) -> None:
        """`build` is asked once for each listening persona; None means that it is none of their business."""
        for listener in list(self.listeners):
            message = build(listener.persona)
            if message is None:
                continue
            if listener.waiting.qsize() < BACKLOG:
                listener.waiting.put_nowait(message)
            else:  # the page is asleep; None tells it to go
                self.listeners.discard(listener)
                listener.waiting.put_nowait(None)

    def tell_all(self, message: Json) -> None:
        self.tell(lambda persona: message)
