"""Socket Mode: one-use addresses, up to ten WebSockets, each envelope to one of them, three seconds to acknowledge."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from incidentbot.sandbox.connection import reset
from incidentbot.sandbox.delivery.answer import ACKNOWLEDGE_WITHIN_SECONDS, COMMANDS, NOBODY, TIMEOUT, Answer
from incidentbot.sandbox.wire import Json, opaque
from incidentbot.sandbox.workspace import APP_ID

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
HOST = "sandbox-applink"
ANSWERABLE = ("view_submission", "block_suggestion")


@dataclass(eq=False)
class Waiting:
    """An envelope on its way: which connection it went to, and the answer that is awaited."""

    link: WebSocket
    answer: asyncio.Future[Answer]


class SocketMode:
    def __init__(self, base: str) -> None:
        self.base = base
        self.links: list[WebSocket] = []
        self.on_change: Callable[[], None] = lambda: None
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, Waiting] = {}
        self._turn = 0

    def address(self) -> str:
        ticket = opaque()
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return f"{self.base}/link/?ticket={ticket}&app_id={APP_ID}"

    async def serve(self, link: WebSocket) -> None:
        """One connection, from its ticket to its end."""
        if time.monotonic() > self._tickets.pop(link.query_params.get("ticket", ""), 0):
            await link.close()  # before accepting: the handshake is refused with 403
            return
        await link.accept()
        if len(self.links) >= MOST_CONNECTIONS:
            await _send(link, _disconnect("too_many_websockets"))
            await link.close()
            return
        await _send(link, _hello(len(self.links) + 1))
        self.links.append(link)
        self.on_change()
        try:
            while True:
                self._hear(await link.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._lost(link)

    async def send(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        if not self.links:
            return NOBODY
        self._turn += 1
        link = self.links[self._turn % len(self.links)]
        envelope = _envelope(kind, payload, attempt, reason)
        waiting = Waiting(link, asyncio.get_running_loop().create_future())
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(ACKNOWLEDGE_WITHIN_SECONDS):
                await _send(link, envelope)
                return await waiting.answer
        except TimeoutError:
            return TIMEOUT if link in self.links else Answer(failure="http_timeout", unreachable=True)
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def refresh(self, after_seconds: float) -> int:
        """Ask every connection to move to a new one, as Slack does every few hours; then close the old ones."""
        links = list(self.links)
        for link in links:
            await _send(link, _disconnect("warning"))
        await asyncio.sleep(after_seconds)
        for link in links:
            if link in self.links:
                await _send(link, _disconnect("refresh_requested"))
                await link.close(1000)
        return len(links)

    def cut(self) -> None:
        """The line is dead: no goodbye."""
        for link in self.links:
            reset(link.scope)

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
        if waiting and not waiting.answer.done():
            waiting.answer.set_result(Answer(said.get("payload")))

    def _lost(self, link: WebSocket) -> None:
        self.links.remove(link)
        # Another connection of the app may still acknowledge what this one received; without any, nobody can.
        for waiting in self._waiting.values() if not self.links else ():
            if not waiting.answer.done():
                waiting.answer.set_result(NOBODY)
        self.on_change()


async def _send(link: WebSocket, message: Json) -> None:
    try:
        await link.send_text(json.dumps(message, ensure_ascii=False))
    except (WebSocketDisconnect, RuntimeError):  # it went away while we were writing; `_lost` follows
        return


def _envelope(kind: str, payload: Json, attempt: int, reason: str) -> Json:
    answerable = kind == COMMANDS or payload.get("type") in ANSWERABLE
    envelope: dict[str, Any] = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": answerable,
    }
    return envelope | ({"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {})


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
