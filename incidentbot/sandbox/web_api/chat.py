"""chat.*: posting, updating and deleting messages."""

from __future__ import annotations

import json
from typing import Any

from incidentbot.sandbox.block_kit import block_problems
from incidentbot.sandbox.interactions.elements import with_ids
from incidentbot.sandbox.messages import delete, edit, find, parent_of, post, post_ephemeral
from incidentbot.sandbox.shapes import message_json, permalink
from incidentbot.sandbox.web_api.found import posting_channel, visible_channel
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Kind
from incidentbot.sandbox.world import World

LONGEST_TEXT, LONGEST_UPDATE, LONGEST_MARKDOWN = 40_000, 4_000, 12_000
LARGEST_METADATA = 16_000
MOST_ATTACHMENTS = 100


def post_message(world: World, args: Json) -> Json:
    channel = _open_channel(world, args)
    parts = read_parts(world, "chat.postMessage", args)
    text = parts.pop("text")
    if args.get("thread_ts"):
        parts["thread_ts"] = parent_of(channel, args["thread_ts"])
        parts["subtype"] = "thread_broadcast" if args.get("reply_broadcast") else ""
    message = post(world, channel, BOT_USER, text, metadata=_metadata(args), **parts)
    shown = message_json(channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral_message(world: World, args: Json) -> Json:
    channel = _open_channel(world, args)
    if args["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    parts = read_parts(world, "chat.postEphemeral", args)
    if args.get("thread_ts"):
        parts["thread_ts"] = parent_of(channel, args["thread_ts"])
    return {"message_ts": post_ephemeral(world, channel, args["user"], **parts).ts}


def update_message(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    message = find(channel, args["ts"])
    if message.user != BOT_USER or message.subtype not in ("", "thread_broadcast"):
        raise Refusal("cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    if len(args.get("text") or "") > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    parts = read_parts(world, "chat.update", args)
    for kept in {"blocks", "attachments"} - args.keys():
        del parts[kept]  # Slack leaves alone what is not mentioned; an empty list takes it away
    if "metadata" in args:
        parts["metadata"] = _metadata(args)
    edit(world, channel, message, **parts)
    shown = message_json(channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete_message(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    message = find(channel, args["ts"])
    if message.user != BOT_USER:
        raise Refusal("cant_delete_message")
    delete(world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def link_to_message(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    message = find(channel, args["message_ts"])
    return {"channel": channel.id, "permalink": permalink(world.public_url, channel, message)}


def read_parts(world: World, where: str, args: Json) -> dict[str, Any]:
    """Text, blocks and attachments as Slack takes them; what it would refuse is refused."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    attachments = args.get("attachments") or []
    if args.get("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        text = args["markdown_text"]
        if len(text) > LONGEST_MARKDOWN:
            raise Refusal("msg_too_long")
    if not (text or blocks or attachments):
        raise Refusal("no_text")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    if problems := block_problems(blocks):
        raise Refusal("invalid_blocks", response_metadata={"messages": problems})
    if blocks and not text:
        world.ledger.violation(where, "no_top_level_text", "blocks without text: nothing to notify with or to read out")
    if len(text) > LONGEST_TEXT:
        world.ledger.violation(where, "text_truncated", f"{len(text)} characters")
    return {"text": text[:LONGEST_TEXT], "blocks": with_ids(blocks), "attachments": attachments}


def _open_channel(world: World, args: Json) -> Channel:
    channel = posting_channel(world, args["channel"])
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.is_im and not world.app.messages_tab:
        raise Refusal("messages_tab_disabled")
    may_post_anywhere = channel.kind is Kind.PUBLIC and "chat:write.public" in world.app.scopes
    if BOT_USER not in channel.members and not may_post_anywhere:
        raise Refusal("not_in_channel")
    return channel


def _metadata(args: Json) -> Json | None:
    metadata: Json | None = args.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise Refusal("metadata_too_large")
    return metadata
