"""A webhook's receiver as people write one: it looks at the signature, and shows what came. One address a person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.reading import read_json
from incidentbot.sandbox.telephones import calling
from incidentbot.sandbox.telephones.accounts import WEBHOOK_SECRET
from incidentbot.sandbox.telephones.exchange import bring, change, telephone, with_name
from incidentbot.sandbox.telephones.telephone import Item
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

HOOK = "webhook"
KEY = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
STALE = 300.0  # seconds, as https://www.standardwebhooks.com recommends
BUTTONS = {"Acknowledge": "acknowledge_url", "Escalate": "escalate_url"}
SHOWN_HEADERS = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")


async def receive(world: World, request: Request) -> Response:
    told = await read_json(request)
    body = await request.body()
    to = with_name(world, request.path_params["name"])

    def accept(fate: Fate) -> Response:
        if to is None:
            return _refused("There is nobody of that name here.", 404)
        if wrong := _wrong_in(request, body):
            return _refused(wrong, 401)
        if fate is Fate.ARRIVES:
            _bring(world, to, request, told)
        return JSONResponse({"ok": True})

    return await in_the_weather(world, request, HOOK, told, lambda code: _refused(code or "refused", 400), accept)


def _wrong_in(request: Request, body: bytes) -> str | None:
    id, stamp = (request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp"))
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > STALE:
        return "This was signed too long ago, or nobody says when."
    digest = hmac.new(KEY, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(digest).decode()}".encode()
    given = request.headers.get("webhook-signature", "").encode().split()
    return None if any(hmac.compare_digest(expected, one) for one in given) else "The signature does not hold."


def _bring(world: World, to: User, request: Request, told: Json) -> None:
    """The same id again is the same message again: it is shown once."""
    id = request.headers["webhook-id"]
    for item in telephone(world, to).items:
        if item.wire.get("webhook_id") == id:
            change(world, to, item, item.state, "It came again, and was known by its webhook-id.")
            return
    buttons = [label for label, name in BUTTONS.items() if told.get(name)]
    headers = {name: request.headers.get(name, "") for name in SHOWN_HEADERS}
    raw = "\n".join(f"{name}: {value}" for name, value in headers.items())
    raw += "\n\n" + json.dumps(told, indent=2, ensure_ascii=False)
    wire = {"webhook_id": id, "told": told}
    title, text = str(told.get("text", "")), str(told.get("body", ""))
    bring(world, to, HOOK, HOOK, "received", "webhook", title=title, text=text, raw=raw, buttons=buttons, wire=wire)


async def press(world: World, user: User, item: Item, label: str) -> None:
    if label not in item.buttons:
        raise Refusal("no_such_button", f"There is no button {label!r}.")
    answer = await calling.call_back(world, HOOK, item.wire["told"][BUTTONS[label]], b"", {})
    if answer is None:
        change(world, user, item, "failed", f"{label} did not work.")
    else:
        item.buttons = []
        change(world, user, item, "pressed", label)


def _refused(said: str, status: int) -> Response:
    return JSONResponse({"ok": False, "error": said}, status)
