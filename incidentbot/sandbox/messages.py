"""Posting, editing, deleting, reacting and pinning, by whomever; tells the app and every open page."""

from __future__ import annotations

from typing import Any

from incidentbot.sandbox.delivery.events import announce
from incidentbot.sandbox.persona.showing import show_channel, show_deletion, show_message
from incidentbot.sandbox.shapes import message_json
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Kind, Message
from incidentbot.sandbox.world import World

CHANNEL_TYPES = {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.DIRECT: "im"}
MOST_PINS, MOST_REACTIONS = 100, 23
DELETED = "This message was deleted."


def post(world: World, channel: Channel, user: str, text: str, **parts: Any) -> Message:
    message = Message(world.clock.ts(), user, text, **parts)
    channel.messages[message.ts] = message
    if message.is_reply:
        parent = channel.messages[message.thread_ts]
        parent.thread_ts = parent.ts
        parent.replies.append(message.ts)
        show_message(world, channel, parent, changed=True)
    if user in channel.members:
        channel.read_until[user] = message.ts
    show_message(world, channel, message)
    announce(world, "message", channel, _event(channel, message))
    if user != BOT_USER and f"<@{BOT_USER}" in message.text and not channel.is_im:
        announce(world, "app_mention", channel, _mention(channel, message))
    return message


def post_notice(world: World, channel: Channel, user: str, subtype: str, text: str, **parts: Any) -> Message:
    """What Slack itself writes into a channel: somebody joined, the topic changed."""
    prefix = "group" if channel.is_private else "channel"
    return post(world, channel, user, text, subtype=f"{prefix}_{subtype}", **parts)


def post_ephemeral(world: World, channel: Channel, reader: str, text: str, **parts: Any) -> Message:
    """Only its reader sees it, and no event tells of it."""
    message = Message(world.clock.ts(), BOT_USER, text, only_for=reader, **parts)
    channel.ephemerals[message.ts] = message
    show_message(world, channel, message)
    return message


def parent_of(channel: Channel, thread_ts: str) -> str:
    """The first message of a thread, by that or by any reply's ts."""
    found = channel.messages.get(thread_ts)
    if found is None:
        raise Refusal("cannot_reply_to_message", "There is no message to reply to.")
    return found.thread_ts or found.ts


def find(channel: Channel, ts: str) -> Message:
    message = channel.messages.get(ts)
    if message is None:
        raise Refusal("message_not_found")
    return message


def edit(world: World, channel: Channel, message: Message, text: str, **parts: Any) -> None:
    before = message_json(channel, message)
    message.text = text
    for name, value in parts.items():
        setattr(message, name, value)
    message.edited = {"user": message.user, "ts": world.clock.ts()}
    show_message(world, channel, message, changed=True)
    if not message.only_for:
        change: Json = {"message": message_json(channel, message), "previous_message": before}
        announce(world, "message", channel, _about_message(world, channel, "message_changed", change))


def delete(world: World, channel: Channel, message: Message) -> None:
    before = message_json(channel, message)
    if message.only_for:
        del channel.ephemerals[message.ts]
        show_deletion(world, channel, message)
        return
    channel.pins.pop(message.ts, None)
    if message.replies:  # what hangs below it needs something to hang from
        message.subtype, message.text, message.blocks, message.metadata = "tombstone", DELETED, [], None
        show_message(world, channel, message, changed=True)
    else:
        del channel.messages[message.ts]
        show_deletion(world, channel, message)
    if message.is_reply:
        parent = channel.messages[message.thread_ts]
        parent.replies.remove(message.ts)
        show_message(world, channel, parent, changed=True)
    change: Json = {"deleted_ts": message.ts, "previous_message": before}
    announce(world, "message", channel, _about_message(world, channel, "message_deleted", change))


def react(world: World, channel: Channel, message: Message, user: str, name: str) -> None:
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise Refusal("already_reacted")
    if len(message.reactions) > MOST_REACTIONS:
        del message.reactions[name]
        raise Refusal("too_many_emoji")
    users.append(user)
    show_message(world, channel, message, changed=True)
    announce(world, "reaction_added", channel, _reaction(channel, message, user, name))


def unreact(world: World, channel: Channel, message: Message, user: str, name: str) -> None:
    users = message.reactions.get(name, [])
    if user not in users:
        raise Refusal("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    show_message(world, channel, message, changed=True)
    announce(world, "reaction_removed", channel, _reaction(channel, message, user, name))


def pin(world: World, channel: Channel, message: Message, user: str) -> None:
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise Refusal("too_many_pins")
    channel.pins[message.ts] = {"created": int(world.clock.epoch()), "created_by": user}
    _show_pin(world, channel, message)
    announce(world, "pin_added", channel, _pin(channel, message, user))


def unpin(world: World, channel: Channel, message: Message, user: str) -> None:
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    del channel.pins[message.ts]
    _show_pin(world, channel, message)
    announce(world, "pin_removed", channel, {**_pin(channel, message, user), "has_pins": bool(channel.pins)})


def _show_pin(world: World, channel: Channel, message: Message) -> None:
    show_message(world, channel, message, changed=True)
    show_channel(world, channel)


def _event(channel: Channel, message: Message) -> Json:
    return {
        **message_json(channel, message),
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }


def _mention(channel: Channel, message: Message) -> Json:
    facts = message_json(channel, message)
    del facts["type"]
    return {**facts, "channel": channel.id}


def _about_message(world: World, channel: Channel, subtype: str, change: Json) -> Json:
    return {
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "ts": world.clock.ts(),
        **change,
    }


def _reaction(channel: Channel, message: Message, user: str, name: str) -> Json:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    return {"user": user, "reaction": name, "item": item, "item_user": message.user}


def _pin(channel: Channel, message: Message, user: str) -> Json:
    item = {"type": "message", "channel": channel.id, "message": message_json(channel, message)}
    return {"user": user, "channel_id": channel.id, "item": item}
