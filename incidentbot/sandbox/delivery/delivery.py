"""Which way a delivery goes, and what is tried again: events three times, commands and interactions never."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.delivery.answer import EVENTS, NOBODY, Answer
from incidentbot.sandbox.delivery.signed_http import SignedHttp
from incidentbot.sandbox.delivery.socket_mode import SocketMode
from incidentbot.sandbox.faults import Faults
from incidentbot.sandbox.ledger import Ledger
from incidentbot.sandbox.wire import Json

# "At once, after one minute, after five": virtual seconds, so that a test need not wait.
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)


class Delivery:
    def __init__(
        self, clock: VirtualClock, faults: Faults, ledger: Ledger, socket_mode: SocketMode, signed_http: SignedHttp
    ) -> None:
        self.clock = clock
        self.faults = faults
        self.ledger = ledger
        self.socket_mode = socket_mode
        self.signed_http = signed_http
        self.mode = "socket"
        self.retry_scale = 1.0
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: list[Json] = []

    @property
    def connected(self) -> bool:
        if self.faults.down:
            return False
        return bool(self.signed_http.url) if self.mode == "http" else bool(self.socket_mode.links)

    def event(self, payload: Json) -> None:
        """Fire and forget: the caller does not wait for the app."""
        if not self._held and self.faults.strikes("event_out_of_order", EVENTS, payload["event"]["type"]):
            self._held.append(payload)
            return
        overtaken, self._held = self._held, []
        self._start(self._one_after_the_other([payload, *overtaken]))

    async def ask(self, kind: str, payload: Json, name: str) -> Answer:
        """Deliver once and hand back what the app says to it."""
        return await self._attempt(kind, payload, name)

    def release_held(self) -> None:
        held, self._held = self._held, []
        if held:
            self._start(self._one_after_the_other(held))

    def forget(self) -> None:
        """Nothing that happened before is delivered any more."""
        self._held.clear()
        for task in self._under_way:
            task.cancel()

    async def close(self) -> None:
        self.forget()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self.signed_http.close()

    async def _one_after_the_other(self, payloads: list[Json]) -> None:
        for payload in payloads:
            answer = await self._attempt(EVENTS, payload, payload["event"]["type"])
            if not answer.acknowledged and not answer.no_retry:
                self._start(self._again(payload, answer.failure))

    async def _again(self, payload: Json, reason: str) -> None:
        for attempt, delay in enumerate(RETRY_AFTER_SECONDS, start=1):
            await self.clock.sleep_until(self.clock.epoch() + delay / self.retry_scale)
            answer = await self._attempt(EVENTS, payload, payload["event"]["type"], attempt, reason)
            if answer.acknowledged or answer.no_retry:
                return
            reason = answer.failure

    async def _attempt(self, kind: str, payload: Json, name: str, attempt: int = 0, reason: str = "") -> Answer:
        line = self.ledger.delivery(kind, name, attempt)
        if self.faults.down:
            answer = NOBODY
        else:
            way = self.signed_http if self.mode == "http" else self.socket_mode
            if self.faults.strikes("duplicate_event", kind, name):
                self._start(self._twin(way, kind, payload))
            sent = time.perf_counter()
            answer = await way.send(kind, payload, attempt, reason)
            line["milliseconds"] = round((time.perf_counter() - sent) * 1000, 2)
        line["outcome"] = answer.failure or "acknowledged"
        return answer

    async def _twin(self, way: SocketMode | SignedHttp, kind: str, payload: Json) -> None:
        await way.send(kind, payload)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
