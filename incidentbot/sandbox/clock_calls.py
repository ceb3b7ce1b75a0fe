"""The virtual clock over the wire: reading it, moving it on, and following it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from incidentbot.sandbox.persona.shapes import page_clock
from incidentbot.sandbox.persona.showing import show_clock
from incidentbot.sandbox.reading import number, read_json, words
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.world import World

A_CENTURY = 3.2e9
NOT_GIVEN = -1.0  # refused like every other step back: time only goes forward


class WireFollower:
    """A program on the other end of a WebSocket that keeps its clock in step."""

    def __init__(self) -> None:
        self.applied = 0
        self.next_due: datetime | None = None
        self.waiting: asyncio.Queue[Json] = asyncio.Queue()

    def follow(self, offset_seconds: float, number: int) -> None:
        self.waiting.put_nowait({"offset_seconds": offset_seconds, "id": number})

    def hear(self, said: Json) -> bool:
        """Whether that changed when the next thing is due."""
        self.applied = max(self.applied, int(number(said, "applied", 0)))
        if "next_due" not in said:
            return False
        due = words(said, "next_due")
        self.next_due = datetime.fromisoformat(due).astimezone(UTC) if due else None
        return True


async def read_clock(world: World, request: Request) -> Response:
    return JSONResponse(page_clock(world))


async def move_clock(world: World, request: Request) -> Response:
    wanted = await read_json(request)
    to_next = wanted.get("next_event")
    seconds = _seconds_to_next(world) if to_next else number(wanted, "advance_seconds", NOT_GIVEN, A_CENTURY)
    await world.clock.advance(seconds)
    show_clock(world)
    return JSONResponse(page_clock(world))


async def follow_clock(world: World, socket: WebSocket) -> None:
    await socket.accept()
    follower = WireFollower()
    world.clock.join(follower)
    telling = asyncio.create_task(_tell(socket, follower))
    try:
        while True:
            if follower.hear(dict(json.loads(await socket.receive_text()))):
                show_clock(world)
            world.clock.touch()
    except (ValueError, TypeError, Refusal):  # it does not speak our language
        await socket.close(1003)
    except WebSocketDisconnect:
        pass
    finally:
        telling.cancel()
        world.clock.leave(follower)


async def _tell(socket: WebSocket, follower: WireFollower) -> None:
    try:
        while True:
            await socket.send_json(await follower.waiting.get())
    except (WebSocketDisconnect, RuntimeError):  # the reading side ends too
        return


def _seconds_to_next(world: World) -> float:
    due = world.clock.next_due()
    if due is None:
        raise Refusal("nothing_due", "Nothing is due: there is no next event to go to.", status=409)
    return max(0.0, (due - world.clock.now()).total_seconds())
