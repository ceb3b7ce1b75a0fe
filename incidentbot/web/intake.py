"""What monitors send: read strictly, understood once, and answered with a 2xx when it is on disk.

Plain Starlette, because this is the one place where a thousand requests come in a second.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.unparsed import UNPARSED
from incidentbot.errors import NotGenuine, StoreUnavailable, TryAgain, UnknownShape
from incidentbot.ports import InForce
from incidentbot.services.generic_mapping import alerts_of
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.intake import Arrived, Intake
from incidentbot.services.token import Tokens
from incidentbot.store.token import Token
from incidentbot.strict_json import strict_json
from incidentbot.web.signed import SignedDoor

LONGEST_BODY = 1 << 20
KEPT_OF_UNPARSED = 4_000  # characters of a body that nobody understood
PATIENCE = 10.0  # seconds for a commit; senders give up after ten to thirty
LATER = {"Retry-After": "5"}
EVENTS = "pagerduty"
GENERIC = "generic"  # its owner says in the process file where the answers stand

Parse = Callable[[object, Mapping[str, str]], list[Alert]]


class Source(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def parse(self) -> Parse: ...


@dataclass(frozen=True)
class Refusal(Exception):
    status: int
    told: str


def routes(
    intake: Intake,
    tokens: Tokens,
    heartbeats: Heartbeats,
    running: InForce,
    sources: Mapping[str, Source],
    signed: SignedDoor,
) -> list[Route]:
    door = IntakeDoor(intake, tokens, heartbeats, running, sources, signed)
    any_of = ["GET", "HEAD", "POST"]
    return [
        Route("/alerts/{source}/{key}", Endpoint(door.alerts), methods=["POST"]),
        Route("/alerts/{source}", Endpoint(door.alerts), methods=["POST"]),
        Route("/heartbeat/{key}", Endpoint(door.heartbeat), methods=any_of),
        Route("/heartbeat", Endpoint(door.heartbeat), methods=any_of),
        Route("/v2/enqueue", Endpoint(door.events), methods=["POST"]),
        Route("/generic/2010-04-15/create_event.json", Endpoint(door.events), methods=["POST"]),
    ]


class Endpoint:
    """One address as ASGI itself: Starlette wraps plain functions into more than this takes."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)


class IntakeDoor:
    def __init__(
        self,
        intake: Intake,
        tokens: Tokens,
        heartbeats: Heartbeats,
        running: InForce,
        sources: Mapping[str, Source],
        signed: SignedDoor,
    ) -> None:
        self._intake = intake
        self._tokens = tokens
        self._heartbeats = heartbeats
        self._running = running
        self._sources = sources
        self._signed = signed

    # -- the addresses --------------------------------------------------------------------------------------------

    async def alerts(self, request: Request) -> Response:
        return await _answered(self._alerts(request))

    async def _alerts(self, request: Request) -> Response:
        name = request.path_params["source"]
        token = await self._sender(request.path_params.get("key") or _key_in_headers(request))
        parse = self._parser(name, token)
        payload, raw = await _payload(request)
        await self._signed.admit(name, payload, token.name)
        alerts = _understood(parse, payload, raw, request.headers, token.name)
        await self._keep(token.name, name, alerts)
        return JSONResponse({"status": "accepted", "alerts": len(alerts)}, 202)

    def _parser(self, name: str, token: Token) -> Parse:
        source = self._sources.get(name)
        if source is None and name != GENERIC:
            known = ", ".join(sorted([*self._sources, GENERIC]))
            raise Refusal(404, f"There is no source “{name[:40]}”; there are {known}.")
        if token.source not in (None, name):
            raise Refusal(401, WRONG_KEY)
        if source is not None:
            return source.parse
        config = self._running.process.integration(token.name)
        return lambda payload, _: alerts_of(payload, config.mapping if config else None)

    async def heartbeat(self, request: Request) -> Response:
        return await _answered(self._heartbeat(request))

    async def _heartbeat(self, request: Request) -> Response:
        token = await self._sender(request.path_params.get("key") or _key_in_headers(request))
        await asyncio.to_thread(self._heartbeats.heard, token.name)
        return JSONResponse({"status": "heard"}, 202)

    async def events(self, request: Request) -> Response:
        """The contract of PagerDuty's Events API, so that existing senders need only another address."""
        return await _answered(self._event(request), as_event=True)

    async def _event(self, request: Request) -> Response:
        payload, _ = await _payload(request)
        if not isinstance(payload, dict):
            raise Refusal(400, "the event is not a JSON object")
        key = payload.get("routing_key") or payload.get("service_key") or _key_in_headers(request)
        token = await self._sender(str(key))
        if token.source not in (None, EVENTS):
            raise Refusal(401, WRONG_KEY)
        try:
            alerts = self._sources[EVENTS].parse(payload, request.headers)
        except UnknownShape as unknown:
            raise Refusal(400, str(unknown)) from unknown
        await self._keep(token.name, EVENTS, alerts)
        told = {"status": "success", "message": "Event processed"}
        if "event_type" in payload:  # the first version had other words, and another status
            return JSONResponse({**told, "incident_key": alerts[0].dedup_key}, 200)
        return JSONResponse({**told, "dedup_key": alerts[0].dedup_key}, 202)

    # -- steps ----------------------------------------------------------------------------------------------------

    async def _sender(self, key: str) -> Token:
        """What we know of the keys is looked at here; only reading them anew is worth a thread."""
        if self._tokens.is_stale:
            await asyncio.to_thread(self._tokens.refresh)
        token = self._tokens.find(key, "integration")
        if token is None:
            raise Refusal(401, WRONG_KEY)
        return token

    async def _keep(self, integration: str, source: str, alerts: list[Alert]) -> None:
        if not alerts:
            return
        kept = asyncio.wrap_future(self._intake.accept(Arrived(integration, source, tuple(alerts))))
        try:
            await asyncio.wait_for(kept, PATIENCE)
        except TimeoutError as late:
            raise StoreUnavailable("The database is busy; send it again.") from late


WRONG_KEY = "This key is not valid here."


async def _answered(work: Awaitable[Response], as_event: bool = False) -> Response:
    """Every refusal as a sentence; never a traceback."""
    try:
        return await work
    except Refusal as refusal:
        if as_event and refusal.status < 500:
            told: dict[str, Any] = {
                "status": "invalid event",
                "message": "Event object is invalid",
                "errors": [refusal.told],
            }
            return JSONResponse(told, 400)
        return JSONResponse({"error": refusal.told}, refusal.status)
    except NotGenuine as forged:
        return JSONResponse({"error": str(forged)}, 403)
    except (StoreUnavailable, TryAgain) as trouble:
        return JSONResponse({"error": str(trouble)}, 429 if as_event else 503, LATER)
    except ClientDisconnect:
        return Response(status_code=400)


async def _payload(request: Request) -> tuple[object, bytes]:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise Refusal(413, "The body is longer than 1 MiB.")
    try:
        return strict_json(bytes(raw)), bytes(raw)
    except ValueError as wrong:
        raise Refusal(400, f"The body is not JSON: {wrong}"[:300]) from wrong


def _key_in_headers(request: Request) -> str:
    """A bearer token, X-Api-Key, or the password of basic auth (the user's name where there is no password)."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(given, validate=True).decode("utf-8", "replace").partition(":")
        except binascii.Error:
            return ""
        return password or user
    return request.headers.get("x-api-key", "")


def _understood(parse: Parse, payload: object, raw: bytes, headers: Mapping[str, str], integration: str) -> list[Alert]:
    """A shape that nobody knows is kept, with a ticket: a sender that changed its format must not silence a page."""
    try:
        return parse(payload, headers)
    except UnknownShape as unknown:
        shape = json.dumps(_shape(payload), sort_keys=True)
        key = hashlib.sha256(shape.encode()).hexdigest()[:16]
        kept = raw.decode("utf-8", "replace")[:KEPT_OF_UNPARSED]
        return [
            *unknown.understood,
            Alert.from_outside(
                key=f"{UNPARSED}:{key}",
                state=AlertState.FIRING,
                title=f"{integration} sends something that nobody understands",
                description=f"{unknown}\n\n{kept}",
                rule=UNPARSED,
            ),
        ]


def _shape(payload: object) -> object:
    """Names and types without the values, so that the same change of format is the same alert."""
    if isinstance(payload, dict):
        return {str(name): type(value).__name__ for name, value in payload.items()}
    return type(payload).__name__
