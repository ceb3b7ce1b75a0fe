"""Pushover as the bot sees it: messages, receipts, and the emergency that sounds until somebody acknowledges it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.telephones import calling
from incidentbot.sandbox.telephones.accounts import PUSHOVER_TOKEN
from incidentbot.sandbox.telephones.exchange import bring, change, telephones, with_pushover
from incidentbot.sandbox.telephones.telephone import SOUNDING, Item, pushover_key_of
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Json, Refusal, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

PUSH = "pushover"
ACKNOWLEDGE = "Acknowledge"


async def messages(world: World, request: Request) -> Response:
    fields = await _fields(request)

    def accept(fate: Fate) -> Response:
        to = with_pushover(world, fields.get("user", ""))
        if fields.get("token") != PUSHOVER_TOKEN:
            return _error("application token is invalid", token="invalid")
        if to is None:
            return _error("user identifier is not a valid user, group, or subscribed user key", user="invalid")
        is_emergency = fields.get("priority") == "2"
        if is_emergency and not {"retry", "expire"} <= fields.keys():
            return _error("retry and expire are required for emergency-priority messages")
        receipt = opaque(15) if is_emergency else ""
        if receipt:
            _keep_receipt(world, receipt, fields, fate)
        if fate is Fate.ARRIVES:
            _bring(world, to, fields, receipt)
        return JSONResponse({"status": 1, "request": opaque(16), **({"receipt": receipt} if receipt else {})})

    return await in_the_weather(world, request, PUSH, fields, lambda code: _error(code or "refused"), accept)


def _bring(world: World, to: User, fields: dict[str, str], receipt: str) -> None:
    state, buttons = (SOUNDING, [ACKNOWLEDGE]) if receipt else ("received", [])
    wire = {"receipt": receipt, "callback": fields.get("callback", "")}
    more = {"title": fields.get("title", ""), "text": fields["message"], "buttons": buttons, "wire": wire}
    bring(world, to, "push", PUSH, state, "Pushover", **more)


def _keep_receipt(world: World, receipt: str, fields: dict[str, str], fate: Fate) -> None:
    now = int(world.clock.epoch())
    delivered = 0 if fate is Fate.DROPPED else now
    kept = {"acknowledged": 0, "acknowledged_at": 0, "acknowledged_by": "", "acknowledged_by_device": ""}
    world.receipts[receipt] = {**kept, "last_delivered_at": delivered, "expires_at": now + int(fields["expire"])}


async def receipt(world: World, request: Request) -> Response:
    """What became of an emergency; it may be asked for as often as once in five seconds."""
    kept = world.receipts.get(request.path_params["receipt"])
    world.ledger.call(PUSH, dict(request.path_params)).update(ok=kept is not None, status=200 if kept else 404)
    if request.query_params.get("token") != PUSHOVER_TOKEN:
        return _error("application token is invalid", token="invalid")
    if kept is None:
        return _error("receipt not found; may be invalid or expired", receipt="not found")
    expired = int(world.clock.epoch() >= kept["expires_at"])
    return JSONResponse({"status": 1, **kept, "expired": expired, "called_back": 0, "request": opaque(16)})


async def cancel(world: World, request: Request) -> Response:
    for telephone in telephones(world):
        for item in telephone.items:
            if item.wire.get("receipt") == request.path_params["receipt"] and item.state == SOUNDING:
                item.buttons = []
                change(world, telephone.user, item, "silenced")
    return JSONResponse({"status": 1, "request": opaque(16)})


async def press(world: World, user: User, item: Item, label: str) -> None:
    if item.state != SOUNDING or label != ACKNOWLEDGE:
        raise Refusal("no_such_button", f"There is no button {label!r} any more.")
    item.buttons = []
    change(world, user, item, "acknowledged", label)
    now = str(int(world.clock.epoch()))
    said = {"acknowledged": 1, "acknowledged_at": int(now), "acknowledged_by": pushover_key_of(user)}
    world.receipts[item.wire["receipt"]].update(said)
    told = {"receipt": item.wire["receipt"], "acknowledged": "1", "acknowledged_at": now}
    told |= {"acknowledged_by": pushover_key_of(user), "acknowledged_by_device": "telephone"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if item.wire["callback"]:
        await calling.call_back(world, PUSH, item.wire["callback"], urlencode(told).encode(), headers)


async def _fields(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _error(said: str, **also: str) -> Response:
    told: Json = {"status": 0, "errors": [said], "request": opaque(16), **also}
    return JSONResponse(told, 400)
