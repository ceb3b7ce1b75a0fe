"""conversations.history and conversations.replies: reading what was said."""

from __future__ import annotations

import re

from incidentbot.sandbox.shapes import message_json
from incidentbot.sandbox.web_api.found import joined_channel, visible_channel
from incidentbot.sandbox.web_api.paging import cursor_metadata, page
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Message
from incidentbot.sandbox.world import World

TS = re.compile(r"\d+(\.\d{1,6})?")


def history(world: World, args: Json) -> Json:
    """Newest first."""
    channel = joined_channel(world, args, "conversations.history")
    found = [m for m in reversed(channel.messages.values()) if m.is_in_channel and _within(m.ts, args)]
    shown, cursor = page(found, args, strict=False)
    return {**_shown(channel, shown, args, cursor), "pin_count": len(channel.pins)}


def replies(world: World, args: Json) -> Json:
    """The parent and its replies, oldest first. The parent is always there, whatever the limits of time."""
    channel = visible_channel(world, args, "conversations.replies")
    if BOT_USER not in channel.members:
        raise Refusal("channel_not_found")
    asked = channel.messages.get(args["ts"])
    parent = channel.messages.get(asked.thread_ts or asked.ts) if asked else None
    if parent is None:
        raise Refusal("thread_not_found")
    found = [channel.messages[ts] for ts in parent.replies if _within(ts, args)]
    shown, cursor = page([parent, *found], args, strict=False)
    return _shown(channel, shown, args, cursor)


def _shown(channel: Channel, messages: list[Message], args: Json, cursor: str) -> Json:
    with_metadata = args.get("include_all_metadata", False)
    return {
        "messages": [message_json(channel, m, with_metadata) for m in messages],
        "has_more": bool(cursor),
        **cursor_metadata(cursor),
    }


def _within(ts: str, args: Json) -> bool:
    oldest, latest = _microseconds(args, "oldest"), _microseconds(args, "latest")
    inclusive, at = args.get("inclusive", False), int(ts.replace(".", ""))
    if oldest is not None and (at < oldest or (at == oldest and not inclusive)):
        return False
    return not (latest is not None and (at > latest or (at == latest and not inclusive)))


def _microseconds(args: Json, name: str) -> int | None:
    ts = args.get(name)
    if not ts or ts == "now":
        return None
    if not TS.fullmatch(ts):
        raise Refusal(f"invalid_ts_{name}")
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0"))
