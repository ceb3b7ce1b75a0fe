"""Which path leads where, and who may come in: this computer only, and no page of anybody else's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from incidentbot.sandbox import clock_calls, fault_calls, file_calls, record_calls, static
from incidentbot.sandbox.persona import calls as page_calls
from incidentbot.sandbox.response_calls import answer_response_url
from incidentbot.sandbox.telephones import ntfy, pushover, twilio, twilio_calls, vonage, webhook
from incidentbot.sandbox.web_api.call import answer_call
from incidentbot.sandbox.wire import Refusal
from incidentbot.sandbox.world import World

OUR_NAMES = ("127.0.0.1", "localhost", "::1")
NOT_HERE = "This sandbox answers its own page and the programs of this computer."
Call = Callable[[World, Request], Awaitable[Response]]

CALLS: tuple[tuple[str, str, Call], ...] = (
    ("GET", "/", static.index),
    ("GET", "/archives/{channel}/{message}", static.permalink),
    ("POST", "/response/{secret}", answer_response_url),
    ("POST", "/upload/v1/{secret}", file_calls.take),
    ("GET", "/files/{file}/{name}", file_calls.show),
    ("GET", "/sandbox/state", page_calls.state),
    ("GET", "/sandbox/channels/{channel}/messages", page_calls.messages),
    ("POST", "/sandbox/act", page_calls.act),
    ("GET", "/sandbox/clock", clock_calls.read_clock),
    ("POST", "/sandbox/clock", clock_calls.move_clock),
    ("GET", "/sandbox/faults", fault_calls.list_faults),
    ("POST", "/sandbox/faults", fault_calls.order_fault),
    ("DELETE", "/sandbox/faults", fault_calls.lift_all_faults),
    ("DELETE", "/sandbox/faults/{id:int}", fault_calls.lift_fault),
    ("GET", "/sandbox/violations", record_calls.list_violations),
    ("GET", "/sandbox/calls", record_calls.list_calls),
    ("GET", "/sandbox/deliveries", record_calls.list_deliveries),
    ("GET", "/sandbox/export", record_calls.export),
    ("POST", "/sandbox/reset", record_calls.reset),
    ("POST", "/sandbox/personas", record_calls.add_persona),
    ("POST", "/sandbox/limits", record_calls.set_limits),
    ("POST", "/sandbox/delivery", record_calls.set_delivery),
    ("POST", "/twilio/2010-04-01/Accounts/{account}/Messages.json", twilio.messages),
    ("GET", "/twilio/2010-04-01/Accounts/{account}/Messages.json", twilio.listed),
    ("POST", "/twilio/2010-04-01/Accounts/{account}/Calls.json", twilio_calls.calls),
    ("GET", "/twilio/2010-04-01/Accounts/{account}/Calls.json", twilio.listed),
    ("POST", "/twilio/2010-04-01/Accounts/{account}/Calls/{sid}.json", twilio_calls.change_call),
    ("POST", "/vonage/v1/messages", vonage.messages),
    ("POST", "/hooks/{name}", webhook.receive),
    ("POST", "/ntfy/", ntfy.publish),
    ("GET", "/ntfy/{topic}/json", ntfy.poll),
    ("POST", "/pushover/1/messages.json", pushover.messages),
    ("GET", "/pushover/1/receipts/{receipt}.json", pushover.receipt),
    ("POST", "/pushover/1/receipts/{receipt}/cancel.json", pushover.cancel),
)


def application(world: World, on_change: Callable[[], None]) -> ASGIApp:
    async def web_api(request: Request) -> Response:
        return await answer_call(world, request)

    async def link(socket: WebSocket) -> None:
        if world.faults.down:
            await socket.close()
        else:
            await world.socket_mode.serve(socket)

    async def stream(socket: WebSocket) -> None:
        await page_calls.stream(world, socket)

    async def follow(socket: WebSocket) -> None:
        await clock_calls.follow_clock(world, socket)

    app = Starlette(
        routes=[
            Route("/api/{method}", web_api, methods=["GET", "POST"]),
            WebSocketRoute("/link/", link),
            WebSocketRoute("/sandbox/stream", stream),
            WebSocketRoute("/sandbox/clock/follow", follow),
            *(Route(path, _bound(world, call), methods=[verb]) for verb, path, call in CALLS),
            Mount("/page", static.PageFiles(world)),
        ],
        exception_handlers={Refusal: _refused},
    )
    return Door(app, world, on_change)


class Door:
    """Refuses other hosts' names (DNS rebinding) and other people's pages (cross-site requests)."""

    def __init__(self, app: ASGIApp, world: World, on_change: Callable[[], None]) -> None:
        self.app = app
        self.names = {*OUR_NAMES, urlsplit(world.public_url).hostname}
        self.on_change = on_change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._welcome(Headers(scope=scope)):
            await _turn_away(scope, receive, send)
            return
        await self.app(scope, receive, send)
        if scope["type"] == "websocket" or scope["method"] != "GET":
            self.on_change()

    def _welcome(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return _host(f"//{headers.get('host', '')}") in self.names and (not origin or _host(origin) in self.names)


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).close()
    else:
        await PlainTextResponse(NOT_HERE, 403)(scope, receive, send)


def _bound(world: World, call: Call) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await call(world, request)

    return endpoint


async def _refused(request: Request | WebSocket, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    status = refusal.also.get("status", 200 if request.url.path == "/sandbox/act" else 400)
    return JSONResponse({"ok": False, "error": refusal.code, "message": refusal.sentence}, status)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # no address at all
        return None
