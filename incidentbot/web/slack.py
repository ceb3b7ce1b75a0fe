"""/slack/events: hands the raw bytes to the Slack edge, whose gate decides."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response

LONGEST_BODY = 1 << 20
THREADS = 60


class Answered(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class Door(Protocol):
    def open(self, raw: bytes, headers: Mapping[str, str], now: float) -> Answered: ...


def routes(door: Door) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    threads = CapacityLimiter(THREADS)

    @router.post("/slack/events")
    async def arrived(request: Request) -> Response:
        raw = await _read(request)
        if raw is None:
            return Response("longer than 1 MiB", status_code=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = await to_thread.run_sync(door.open, raw, headers, time.time(), limiter=threads)
        return Response(answer.body, answer.status, dict(answer.headers))

    return router


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is longer than anything Slack sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)
