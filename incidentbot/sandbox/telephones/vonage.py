"""Vonage's Messages API as the bot sees it: /vonage/v1/messages, with signed callbacks."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.reading import read_json
from incidentbot.sandbox.telephones import calling
from incidentbot.sandbox.telephones.accounts import VONAGE_KEY, VONAGE_SECRET
from incidentbot.sandbox.telephones.exchange import bring, with_number
from incidentbot.sandbox.telephones.telephone import Item
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Json, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

SMS = "vonage_sms"
REPLIES = "/callbacks/vonage/inbound"
PROBLEM = "application/problem+json"


async def messages(world: World, request: Request) -> Response:
    asked = await read_json(request)

    def accept(fate: Fate) -> Response:
        if not str(asked.get("to", "")).isdigit() or not asked.get("text"):
            return _problem("Invalid params", "The value of one or more parameters is invalid.", 422)
        uuid = _uuid()
        world.background(_deliver(world, uuid, asked, fate))
        return JSONResponse({"message_uuid": uuid}, 202)

    known = base64.b64encode(f"{VONAGE_KEY}:{VONAGE_SECRET}".encode()).decode()
    if request.headers.get("authorization") != f"Basic {known}":
        return _problem("Unauthorized", "You did not provide correct credentials.", 401)
    return await in_the_weather(world, request, SMS, asked, _refusing(asked), accept)


async def _deliver(world: World, uuid: str, asked: Json, fate: Fate) -> None:
    to = with_number(world, asked["to"])
    if fate is Fate.DROPPED:
        return
    if to and fate is Fate.ARRIVES:
        url = urlsplit(str(asked.get("webhook_url", "")))
        wire = {"origin": f"{url.scheme}://{url.netloc}", "number": asked["from"]}
        bring(world, to, "sms", SMS, "received", asked["from"], text=asked["text"], wire=wire)
    arrived = bool(to) or fate is Fate.LIE
    for status in ("submitted", "delivered" if arrived else "undeliverable"):
        told = _told(world, uuid, asked["to"], asked["from"]) | {"status": status}
        told["client_ref"] = asked.get("client_ref")
        if status == "undeliverable":
            told["error"] = {"title": "1331", "detail": "Unknown subscriber."}
        if asked.get("webhook_url"):
            await calling.vonage(world, SMS, asked["webhook_url"], told)


async def reply(world: World, user: User, last: Item, text: str, number: str) -> None:
    bring(world, user, "sms", SMS, "sent", number, text=text, is_mine=True)
    told = _told(world, _uuid(), last.wire["number"], number.removeprefix("+"))
    told |= {"message_type": "text", "text": text, "sms": {"num_messages": "1"}}
    await calling.vonage(world, SMS, last.wire["origin"] + REPLIES, told)


def _told(world: World, uuid: str, to: str, sender: str) -> Json:
    return {
        "message_uuid": uuid,
        "channel": "sms",
        "to": to,
        "from": sender,
        "timestamp": world.clock.now().isoformat(),
    }


def _refusing(asked: Json) -> Callable[[str], Response]:
    said = f"The sandbox was told to refuse {asked.get('to', '')}."
    return lambda code: _problem(code or "Invalid params", said, 422)


def _problem(title: str, detail: str, status: int) -> Response:
    body = {"type": "https://developer.vonage.com/api-errors", "title": title, "detail": detail, "instance": opaque()}
    return JSONResponse(body, status, media_type=PROBLEM)


def _uuid() -> str:
    made = opaque(16)
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"
