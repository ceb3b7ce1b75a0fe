"""What the arguments name: the conversation, the message, the person. Refuses what the bot may not see."""

from __future__ import annotations

import re

from incidentbot.sandbox.channels import open_direct
from incidentbot.sandbox.messages import find
from incidentbot.sandbox.web_api.tokens import check_scope_for
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Kind, Message, User
from incidentbot.sandbox.world import World

TS = re.compile(r"\d+\.\d{6}")


def visible_channel(world: World, args: Json, method: str = "", key: str = "channel") -> Channel:
    """A private conversation that the bot is not in does not exist for it. `method`: check its scope for that kind."""
    channel = world.workspace.channels.get(args[key])
    if channel is None or (channel.kind is not Kind.PUBLIC and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    if method:
        check_scope_for(world, method, channel.kind)
    return channel


def joined_channel(world: World, args: Json, method: str = "", key: str = "channel") -> Channel:
    channel = visible_channel(world, args, method, key)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def posting_channel(world: World, wanted: str) -> Channel:
    """Where a message goes: a conversation, a #name, or a person (then it is the direct conversation with them)."""
    if wanted in world.workspace.users:
        person = world.workspace.users[wanted]
        if person.is_bot or person.deleted:
            raise Refusal("channel_not_found")
        return open_direct(world, BOT_USER, wanted)
    named = world.workspace.channel_named(wanted.removeprefix("#"))
    return visible_channel(world, {"channel": named.id if named else wanted})


def pointed_message(channel: Channel, args: Json) -> Message:
    """Reactions and pins name a message by `timestamp`."""
    if not TS.fullmatch(args["timestamp"]):
        raise Refusal("bad_timestamp")
    return find(channel, args["timestamp"])


def known_user(world: World, id: str) -> User:
    user = world.workspace.users.get(id)
    if user is None:
        raise Refusal("user_not_found")
    return user
