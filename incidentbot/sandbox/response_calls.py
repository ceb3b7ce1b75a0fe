"""response_url: the app speaks up to five times into the place where somebody acted."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from incidentbot.sandbox.interactions.response_urls import ResponseUrl
from incidentbot.sandbox.messages import delete, edit, parent_of, post, post_ephemeral
from incidentbot.sandbox.web_api.arguments import read_arguments
from incidentbot.sandbox.web_api.chat import read_parts
from incidentbot.sandbox.web_api.weather import BrokenOff, Call, Reply, in_the_weather, slow_down
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Message
from incidentbot.sandbox.world import World

WHERE = "response_url"
UNDERSTOOD = {
    "text",
    "blocks",
    "attachments",
    "metadata",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
}
# Not the app's fault when time has passed; a sixth answer or bad blocks are.
HARMLESS = ("expired_url", "invalid_url")


async def answer_response_url(world: World, request: Request) -> Response:
    line = world.ledger.call(WHERE, {})
    try:
        args, _ = await read_arguments(request)
        line["args"] = args
        secret = request.path_params["secret"]
        reply = await in_the_weather(Call(world, request, WHERE, args), lambda: _reply(world, secret, args))
    except Refusal as refusal:
        reply = Reply({"ok": False, "error": refusal.code}, 400)
    except BrokenOff:
        line.update(ok=False, error="broken_off", status=0)
        return Response()
    line.update(ok=reply.body["ok"], error=reply.body.get("error"), status=reply.status)
    return PlainTextResponse("ok") if reply.body["ok"] else reply.response()


def _reply(world: World, secret: str, args: Json) -> Reply:
    if wait := world.rates.wait_for(WHERE, "per channel", secret):
        return slow_down(wait)
    for unknown in sorted(args.keys() - UNDERSTOOD):
        world.ledger.violation(WHERE, "unknown_argument", unknown)
    try:
        _speak(world, world.response_urls.use(secret), args)
    except Refusal as refusal:
        if refusal.code not in HARMLESS:
            messages = refusal.also.get("response_metadata", {}).get("messages", [])
            world.ledger.violation(WHERE, refusal.code, "; ".join(messages))
        return Reply({"ok": False, "error": refusal.code}, 404)
    return Reply({"ok": True})


def _speak(world: World, place: ResponseUrl, args: Json) -> None:
    channel = world.workspace.channels.get(place.channel)
    if channel is None:
        raise Refusal("invalid_url")
    original = channel.messages.get(place.message_ts) or channel.ephemerals.get(place.message_ts)
    if args.get("delete_original"):
        if original:
            delete(world, channel, original)
        return
    parts = read_parts(world, WHERE, args)
    if args.get("replace_original") and original:
        _replace(world, channel, original, parts)
        return
    if args.get("thread_ts"):
        parts["thread_ts"] = parent_of(channel, args["thread_ts"])
    if args.get("response_type") == "in_channel":
        post(world, channel, BOT_USER, **parts)
    else:
        post_ephemeral(world, channel, place.user, **parts)


def _replace(world: World, channel: Channel, original: Message, parts: dict[str, Any]) -> None:
    if original.user != BOT_USER:
        raise Refusal("cant_update_message")
    edit(world, channel, original, **parts)
