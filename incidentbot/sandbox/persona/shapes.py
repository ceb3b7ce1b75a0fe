"""The page's JSON: what one persona sees of users, channels, messages and views."""

from __future__ import annotations

from incidentbot.sandbox.shapes import reactions_json
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import BOT_USER, Channel, Message, User
from incidentbot.sandbox.world import World


def page_user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "is_bot": user.is_bot,
        "is_restricted": user.is_guest,
        "tz": user.tz,
        "deleted": user.deleted,
    }


def page_channel(channel: Channel, persona: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "user": channel.other(persona) if channel.is_im else None,
        "is_member": persona in channel.members,
        "is_archived": channel.is_archived,
        "topic": channel.topic.value,
        "purpose": channel.purpose.value,
        "creator": channel.creator,
        "members": list(channel.members),
        "bookmarks": channel.bookmarks,
        "pins": list(channel.pins),
        "unread": unread(channel, persona),
        "latest_ts": next(reversed(channel.messages), None),
    }


def unread(channel: Channel, persona: str) -> int:
    """Counted from the newest back to where the persona has read."""
    count, until = 0, channel.read_until.get(persona, "")
    for ts in reversed(channel.messages):
        if ts <= until:
            break
        message = channel.messages[ts]
        count += message.is_in_channel and message.user != persona
    return count


def page_message(channel: Channel, message: Message) -> Json:
    shown: Json = {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "reactions": reactions_json(message),
        "bot": message.user == BOT_USER,
        "pinned": message.ts in channel.pins,
        "is_ephemeral": bool(message.only_for),
        "reply_count": len(message.replies),
    }
    for name in ("thread_ts", "blocks", "subtype", "edited", "files", "attachments"):
        if value := getattr(message, name):
            shown[name] = value
    return shown


def page_views(world: World, persona: str) -> list[Json]:
    return [view.json() for view in world.modals.stack(persona)]


def page_clock(world: World) -> Json:
    due = world.clock.next_due()
    return {
        "now": world.clock.now().isoformat(),
        "offset_seconds": world.clock.offset_seconds,
        "next_due": due.isoformat() if due else None,
    }


def page_bot(world: World) -> Json:
    return {
        "user_id": BOT_USER,
        "name": world.app.name,
        "connected": world.delivery.connected,
        "commands": [command.json() for command in world.app.commands.values()],
        "shortcuts": [shortcut.json() for shortcut in world.app.shortcuts],
    }
