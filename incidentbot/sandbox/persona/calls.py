"""The page's API over HTTP and WebSocket: state, messages, acts and the stream."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from incidentbot.sandbox.persona import acts, forms
from incidentbot.sandbox.persona.finding import visible_channel
from incidentbot.sandbox.persona.shapes import (
    page_bot,
    page_channel,
    page_clock,
    page_message,
    page_user,
    page_views,
)
from incidentbot.sandbox.reading import of_kind, read_json, words
from incidentbot.sandbox.stream import Listener
from incidentbot.sandbox.telephones import acts as telephone_acts
from incidentbot.sandbox.telephones.exchange import telephones
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Message
from incidentbot.sandbox.world import World

PER_PAGE, MOST_PER_PAGE = 50, 500

Act = Callable[[World, str, Json], Awaitable[Json]]

TEXTS = "as channel text ts thread_ts message_ts user name command callback_id block_id action_id view_id value item"
ARGUMENTS = {**dict.fromkeys(TEXTS.split(), str), "container": dict, "action": dict, "state": dict, "files": list}

# What a person can do, and what has to be said for it.
ACTS: dict[str, tuple[Act, tuple[str, ...]]] = {
    "message": (acts.message, ("channel", "text")),
    "edit_message": (acts.edit_message, ("channel", "ts", "text")),
    "delete_message": (acts.delete_message, ("channel", "ts")),
    "command": (acts.command, ("channel", "command")),
    "shortcut": (acts.shortcut, ("callback_id",)),
    "block_action": (forms.block_action, ("container", "block_id", "action_id")),
    "suggest": (forms.suggest, ("container", "block_id", "action_id")),
    "view_submit": (forms.view_submit, ("view_id",)),
    "view_close": (forms.view_close, ("view_id",)),
    "react": (acts.react, ("channel", "ts", "name")),
    "unreact": (acts.unreact, ("channel", "ts", "name")),
    "pin": (acts.pin, ("channel", "ts")),
    "unpin": (acts.unpin, ("channel", "ts")),
    "open_home": (acts.open_home, ()),
    "open_channel": (acts.open_channel, ("channel",)),
    "join": (acts.join, ("channel",)),
    "leave": (acts.leave, ("channel",)),
    "create_channel": (acts.create_channel, ("name",)),
    "rename": (acts.rename, ("channel", "name")),
    "archive": (acts.archive, ("channel",)),
    "unarchive": (acts.unarchive, ("channel",)),
    "invite": (acts.invite, ("channel", "user")),
    "kick": (acts.kick, ("channel", "user")),
    "open_dm": (acts.open_dm, ("user",)),
    "answer": (telephone_acts.answer, ("item",)),
    "digit": (telephone_acts.digit, ("item", "value")),
    "hang_up": (telephone_acts.hang_up, ("item",)),
    "reply_sms": (telephone_acts.reply_sms, ("text",)),
    "push_action": (telephone_acts.push_action, ("item", "value")),
}


async def state(world: World, request: Request) -> Response:
    me = _persona(world, request.query_params.get("as", ""))
    workspace = world.workspace
    home = world.modals.homes.get(me)
    return JSONResponse(
        {
            "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
            "me": me,
            **page_clock(world),
            "users": {user.id: page_user(user) for user in workspace.users.values()},
            "channels": [page_channel(c, me) for c in workspace.channels.values() if workspace.sees(me, c)],
            "personas": [user.id for user in workspace.people()],
            "bot": page_bot(world),
            "views": page_views(world, me),
            "home": home.json() if home else None,
            "faults": world.faults.json(),
            "violations": len(world.ledger.violations),
            "phones": [phone.json() for phone in telephones(world)],
        }
    )


async def messages(world: World, request: Request) -> Response:
    """Oldest first; the last ones before `before_ts`. A thread starts with its first message."""
    query = request.query_params
    me = _persona(world, query.get("as", ""))
    channel = visible_channel(world, me, {"channel": request.path_params["channel"]})
    thread, before = query.get("thread_ts", ""), query.get("before_ts", "")

    def wanted(message: Message) -> bool:
        if before and message.ts >= before:
            return False
        return message.ts == thread or message.thread_ts == thread if thread else message.is_in_channel

    mine = [m for m in channel.ephemerals.values() if m.only_for == me]
    found = sorted((m for m in (*channel.messages.values(), *mine) if wanted(m)), key=lambda m: m.ts)
    limit = min(max(_number(query.get("limit"), PER_PAGE), 1), MOST_PER_PAGE)
    shown = [page_message(channel, message) for message in found[-limit:]]
    return JSONResponse({"messages": shown, "has_more": len(found) > limit})


async def act(world: World, request: Request) -> Response:
    said = await read_json(request)
    if words(said, "do") not in ACTS:
        raise Refusal("unknown_act", f"There is nothing called {said.get('do')!r} to do.")
    do, needed = ACTS[said["do"]]
    for name, kind in ARGUMENTS.items():
        of_kind(said, name, kind)
    if missing := [name for name in needed if said.get(name) is None]:
        raise Refusal("missing_argument", f"{said['do']} needs {', '.join(missing)}.")
    done = await do(world, _persona(world, words(said, "as")), said)
    return JSONResponse({"ok": True, **done})


async def stream(world: World, socket: WebSocket) -> None:
    try:
        listener = Listener(_persona(world, socket.query_params.get("as", "")))
    except Refusal:
        await socket.close()
        return
    await socket.accept()
    world.stream.listeners.add(listener)
    sending = asyncio.create_task(_send_all(socket, listener))
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        world.stream.listeners.discard(listener)
        sending.cancel()


async def _send_all(socket: WebSocket, listener: Listener) -> None:
    try:
        while message := await listener.waiting.get():
            await socket.send_json(message)
        await socket.close(1013)  # it has fallen behind: it shall come back and read everything anew
    except (WebSocketDisconnect, RuntimeError):  # the page was closed; the reading side ends too
        return


def _persona(world: World, id: str) -> str:
    people = world.workspace.people()
    if not id and people:
        return people[0].id
    if id not in {user.id for user in people}:
        raise Refusal("user_not_found", f"There is nobody called {id!r} here.")
    return id


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise
