"""ntfy as the bot sees it: publishing as JSON, and reading what a topic keeps."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from incidentbot.sandbox.reading import read_json
from incidentbot.sandbox.telephones import calling
from incidentbot.sandbox.telephones.accounts import NTFY_TOKEN
from incidentbot.sandbox.telephones.exchange import bring, change, with_topic
from incidentbot.sandbox.telephones.telephone import Item
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Json, Refusal, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

PUSH = "ntfy"
KEPT = 500


async def publish(world: World, request: Request) -> Response:
    asked = await read_json(request)

    def accept(fate: Fate) -> Response:
        topic = str(asked.get("topic", ""))
        if not topic:
            return _error(40009, "invalid request: topic invalid", 400)
        stamp = int(world.clock.epoch())
        message = {"id": opaque(6), "time": stamp, "expires": stamp + 43200, "event": "message", **asked}
        if fate is not Fate.DROPPED:
            world.pushed.append(message)
            del world.pushed[:-KEPT]
        to = with_topic(world, topic)
        if to and fate is Fate.ARRIVES:
            actions = asked.get("actions") or []
            buttons = [str(action["label"]) for action in actions]
            more = {"title": str(asked.get("title", "")), "text": str(asked.get("message", "")), "buttons": buttons}
            bring(world, to, "push", PUSH, "received", "ntfy", wire={"actions": actions}, **more)
        return JSONResponse(message)

    return _barred(request) or await in_the_weather(world, request, PUSH, asked, _refusal, accept)


async def poll(world: World, request: Request) -> Response:
    topic = request.path_params["topic"]
    kept = [message for message in world.pushed if message["topic"] == topic]
    lines = "".join(json.dumps(message) + "\n" for message in kept)
    return _barred(request) or PlainTextResponse(lines, media_type="application/x-ndjson")


async def press(world: World, user: User, item: Item, label: str) -> None:
    action = next((one for one in item.wire["actions"] if one.get("label") == label), None)
    if action is None:
        raise Refusal("no_such_button", f"There is no button {label!r}.")
    body = str(action.get("body", "")).encode()
    headers = {str(name): str(value) for name, value in action.get("headers", {}).items()}
    answer = await calling.call_back(world, PUSH, action["url"], body, headers, action.get("method", "POST"))
    if answer is None:
        change(world, user, item, "failed", f"{label} did not work.")
    else:
        item.buttons = [] if action.get("clear") else item.buttons
        change(world, user, item, "pressed", label)


def _barred(request: Request) -> Response | None:
    given = request.headers.get("authorization")
    return None if given in (None, f"Bearer {NTFY_TOKEN}") else _error(40101, "unauthorized", 401)


def _refusal(code: str) -> Response:
    return _error(int(code) if code.isdigit() else 40009, "the sandbox was told to refuse this", 400)


def _error(code: int, said: str, status: int) -> Response:
    told: Json = {"code": code, "http": status, "error": said}
    return JSONResponse(told, status)
