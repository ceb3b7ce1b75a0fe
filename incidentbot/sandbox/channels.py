"""Creating, renaming, archiving, joining, inviting, leaving, by whomever; tells the app and every open page."""

from __future__ import annotations

import re

from incidentbot.sandbox.delivery.events import announce
from incidentbot.sandbox.messages import CHANNEL_TYPES, post_notice
from incidentbot.sandbox.persona.showing import show_channel
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, TEAM_ID, Channel, Kind, Note
from incidentbot.sandbox.world import World

LONGEST_NAME, LONGEST_NOTE = 80, 250
ALLOWED_NAME = re.compile(r"[a-z0-9_-]+")


def create(world: World, name: str, user: str, is_private: bool = False) -> Channel:
    _refuse_bad_name(world, name)
    now = int(world.clock.epoch())
    id = world.workspace.new_id("C")
    channel = Channel(id, name, creator=user, created=now, is_private=is_private, members=[user])
    world.workspace.channels[id] = channel
    show_channel(world, channel)
    facts: Json = {"id": id, "name": name, "created": now, "creator": user, "context_team_id": TEAM_ID}
    announce(world, "channel_created", channel, {"channel": {**facts, "is_channel": True}})
    _announce_joining(world, channel, user)
    return channel


def rename(world: World, channel: Channel, name: str, user: str) -> None:
    refuse_archived(channel)
    _refuse_bad_name(world, name)
    before, channel.name = channel.name, name
    channel.previous_names = [before, *channel.previous_names]
    show_channel(world, channel)
    post_notice(world, channel, user, "name", f'<@{user}> has renamed the channel from "{before}" to "{name}"')
    renamed: Json = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    announce(world, "channel_rename", channel, {"channel": renamed})


def archive(world: World, channel: Channel, user: str) -> None:
    if channel.is_archived:
        raise Refusal("already_archived")
    if channel.is_general:
        raise Refusal("cant_archive_general")
    post_notice(world, channel, user, "archive", f"<@{user}> archived the channel")
    channel.is_archived = True
    show_channel(world, channel)
    announce(world, "channel_archive", channel, {"channel": channel.id, "user": user})


def unarchive(world: World, channel: Channel, user: str) -> None:
    """The app is not brought back with the channel: it has to look and to join again."""
    if not channel.is_archived:
        raise Refusal("not_archived")
    channel.is_archived = False
    announce(world, "channel_unarchive", channel, {"channel": channel.id, "user": user})
    if BOT_USER in channel.members:
        channel.members.remove(BOT_USER)
    show_channel(world, channel)
    post_notice(world, channel, user, "unarchive", f"<@{user}> un-archived the channel")


def add_member(world: World, channel: Channel, user: str, inviter: str = "") -> None:
    refuse_archived(channel)
    channel.members.append(user)
    show_channel(world, channel)
    post_notice(world, channel, user, "join", f"<@{user}> has joined the channel", inviter=inviter)
    _announce_joining(world, channel, user, inviter)


def remove_member(world: World, channel: Channel, user: str) -> None:
    if channel.is_general:
        raise Refusal("cant_leave_general")
    post_notice(world, channel, user, "leave", f"<@{user}> has left the channel")
    announce(world, "member_left_channel", channel, _membership(channel, user))
    channel.members.remove(user)
    show_channel(world, channel, left_by=user)
    if user == BOT_USER:
        announce(world, "channel_left", channel, {"channel": channel.id})


def set_topic(world: World, channel: Channel, value: str, user: str) -> None:
    channel.topic = _note(world, channel, value, user)
    show_channel(world, channel)
    post_notice(world, channel, user, "topic", f"<@{user}> set the channel topic: {value}")


def set_purpose(world: World, channel: Channel, value: str, user: str) -> None:
    channel.purpose = _note(world, channel, value, user)
    show_channel(world, channel)
    post_notice(world, channel, user, "purpose", f"<@{user}> set the channel description: {value}")


def open_direct(world: World, one: str, other: str) -> Channel:
    found = world.workspace.direct(one, other)
    if found:
        return found
    id = world.workspace.new_id("D")
    channel = Channel(id, "", creator=one, created=int(world.clock.epoch()), is_im=True, members=[one, other])
    world.workspace.channels[id] = channel
    show_channel(world, channel)
    return channel


def refuse_archived(channel: Channel) -> None:
    if channel.is_archived:
        raise Refusal("is_archived")


def refuse_direct(channel: Channel) -> None:
    if channel.kind is Kind.DIRECT:
        raise Refusal("method_not_supported_for_channel_type")


def _note(world: World, channel: Channel, value: str, user: str) -> Note:
    refuse_archived(channel)
    if len(value) > LONGEST_NOTE:
        raise Refusal("too_long")
    return Note(value, user, int(world.clock.epoch()))


def _refuse_bad_name(world: World, name: str) -> None:
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise Refusal("invalid_name_maxlength")
    if not ALLOWED_NAME.fullmatch(name):
        raise Refusal("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise Refusal("invalid_name_punctuation")
    if world.workspace.channel_named(name):
        raise Refusal("name_taken")


def _announce_joining(world: World, channel: Channel, user: str, inviter: str = "") -> None:
    joining = _membership(channel, user)
    announce(world, "member_joined_channel", channel, joining | ({"inviter": inviter} if inviter else {}))


def _membership(channel: Channel, user: str) -> Json:
    kind = "C" if CHANNEL_TYPES[channel.kind] == "channel" else "G"
    return {"user": user, "channel": channel.id, "channel_type": kind, "team": TEAM_ID}
