"""reactions.*: emoji under messages."""

from __future__ import annotations

import re

from incidentbot.sandbox.channels import refuse_archived
from incidentbot.sandbox.messages import react, unreact
from incidentbot.sandbox.shapes import message_json
from incidentbot.sandbox.web_api.found import pointed_message, visible_channel
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel
from incidentbot.sandbox.world import World

NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(world: World, args: Json) -> Json:
    channel = _reachable(world, args)
    refuse_archived(channel)
    react(world, channel, pointed_message(channel, args), BOT_USER, _name(args))
    return {}


def remove(world: World, args: Json) -> Json:
    channel = _reachable(world, args)
    unreact(world, channel, pointed_message(channel, args), BOT_USER, _name(args))
    return {}


def show(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    return {"type": "message", "channel": channel.id, "message": message_json(channel, pointed_message(channel, args))}


def _reachable(world: World, args: Json) -> Channel:
    channel = visible_channel(world, args)
    if BOT_USER not in channel.members:
        raise Refusal("no_access")
    return channel


def _name(args: Json) -> str:
    name: str = args["name"].strip(":")
    if not NAME.fullmatch(name):
        raise Refusal("invalid_name")
    return name
