"""What goes wrong around a call when somebody ordered it: before the call acts, and after it has acted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.channels import archive
from incidentbot.sandbox.connection import break_off
from incidentbot.sandbox.faults import AFTER, BEFORE, Fault
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import BOT_USER
from incidentbot.sandbox.world import World

OUTAGE = "<html><body>The sandbox plays a Slack that is not well.</body></html>"


@dataclass(frozen=True)
class Reply:
    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        return JSONResponse(self.body, self.status, headers=self.headers)


class Unwell(Reply):
    """Not Slack's JSON but a page in HTML, as a broken proxy in front of it gives."""

    def response(self) -> Response:
        return Response(OUTAGE, self.status, media_type="text/html")


class BrokenOff(Exception):
    """The connection is gone: there is nobody to answer."""


@dataclass(frozen=True)
class Call:
    world: World
    request: Request
    name: str
    args: Json


async def in_the_weather(call: Call, act: Callable[[], Reply]) -> Reply:
    """Raises BrokenOff when the caller shall never hear of it, or has gone away by itself."""
    if call.world.faults.down:
        return Unwell({"ok": False, "error": "down"}, 503)
    for fault in call.world.faults.striking(BEFORE, call.name):
        if reply := await BEFORE_ACTING[fault.kind](call, fault):
            return reply
    reply = act()
    for fault in call.world.faults.striking(AFTER, call.name):
        await AFTER_ACTING[fault.kind](call, fault)
    return reply


def slow_down(seconds: float) -> Reply:
    return Reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(int(seconds))})


async def _rate_limited(call: Call, fault: Fault) -> Reply:
    return slow_down(fault.seconds or 1)


async def _server_error(call: Call, fault: Fault) -> Reply:
    return Unwell({"ok": False, "error": "server_error"}, 500)


async def _error(call: Call, fault: Fault) -> Reply:
    return Reply({"ok": False, "error": fault.error})


async def _revoked_token(call: Call, fault: Fault) -> Reply:
    return Reply({"ok": False, "error": "token_revoked"})


async def _name_taken(call: Call, fault: Fault) -> Reply:
    return Reply({"ok": False, "error": "name_taken"})


async def _archived_channel(call: Call, fault: Fault) -> Reply:
    channel = call.world.workspace.channels.get(call.args.get("channel", ""))
    if channel and not channel.is_archived:
        archive(call.world, channel, next(m for m in (*channel.members, channel.creator) if m != BOT_USER))
    return Reply({"ok": False, "error": "is_archived"})


async def _hold_before(call: Call, fault: Fault) -> None:
    await _hold(call, fault)


async def _drop(call: Call, fault: Fault) -> None:
    break_off(call.request.scope)
    await _caller_leaves(call.request)
    raise BrokenOff


async def _hold(call: Call, fault: Fault) -> None:
    """Until the fault is lifted. A caller that was killed meanwhile is let go, and its call never acts."""
    held, left = asyncio.create_task(fault.hold()), asyncio.create_task(_caller_leaves(call.request))
    await asyncio.wait({held, left}, return_when=asyncio.FIRST_COMPLETED)
    gone = left.done()
    for waiting in (held, left):
        waiting.cancel()
    if gone:
        raise BrokenOff


async def _slow(call: Call, fault: Fault) -> None:
    await asyncio.sleep(1.0 if fault.seconds is None else fault.seconds)


async def _caller_leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


BEFORE_ACTING: dict[str, Callable[[Call, Fault], Awaitable[Reply | None]]] = {
    "hold_before": _hold_before,
    "rate_limited": _rate_limited,
    "server_error": _server_error,
    "drop": _drop,
    "error": _error,
    "revoked_token": _revoked_token,
    "name_taken": _name_taken,
    "archived_channel": _archived_channel,
}
AFTER_ACTING: dict[str, Callable[[Call, Fault], Awaitable[None]]] = {
    "slow": _slow,
    "hold_after": _hold,
    "accept_then_drop": _drop,
}
