"""pins.*: messages that stay at hand."""

from __future__ import annotations

from incidentbot.sandbox.messages import pin, unpin
from incidentbot.sandbox.shapes import message_json, permalink
from incidentbot.sandbox.web_api.found import joined_channel, pointed_message, visible_channel
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import BOT_USER
from incidentbot.sandbox.world import World


def add(world: World, args: Json) -> Json:
    channel = joined_channel(world, args)
    pin(world, channel, pointed_message(channel, args), BOT_USER)
    return {}


def remove(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    unpin(world, channel, pointed_message(channel, args), BOT_USER)
    return {}


def list_all(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    items = []
    for ts, pinned in channel.pins.items():
        message = channel.messages[ts]
        shown = {**message_json(channel, message), "permalink": permalink(world.public_url, channel, message)}
        items.append({"type": "message", "channel": channel.id, "message": shown, **pinned})
    return {"items": items}
