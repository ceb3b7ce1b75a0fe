"""conversations.*: the life of a conversation, and lists of them."""

from __future__ import annotations

from incidentbot.sandbox import channels
from incidentbot.sandbox.shapes import channel_json
from incidentbot.sandbox.web_api.found import joined_channel, known_user, visible_channel
from incidentbot.sandbox.web_api.paging import cursor_metadata, page
from incidentbot.sandbox.web_api.tokens import check_scope_for
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Kind
from incidentbot.sandbox.world import World

TYPES = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.DIRECT, "mpim": None}


def create(world: World, args: Json) -> Json:
    is_private = args.get("is_private", False)
    check_scope_for(world, "conversations.create", Kind.PRIVATE if is_private else Kind.PUBLIC)
    return {"channel": channel_json(channels.create(world, args["name"], BOT_USER, is_private))}


def rename(world: World, args: Json) -> Json:
    channel = joined_channel(world, args, "conversations.rename")
    channels.refuse_direct(channel)
    if channel.creator != BOT_USER:
        raise Refusal("not_authorized")
    channels.rename(world, channel, args["name"], BOT_USER)
    return {"channel": channel_json(channel)}


def archive(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.archive")
    channels.refuse_direct(channel)
    if channel.is_archived:
        raise Refusal("already_archived")
    channels.archive(world, joined_channel(world, args), BOT_USER)
    return {}


def unarchive(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.unarchive")
    channels.refuse_direct(channel)
    channels.unarchive(world, channel, BOT_USER)
    return {}


def set_topic(world: World, args: Json) -> Json:
    channel = _describable(world, args, "conversations.setTopic")
    channels.set_topic(world, channel, args["topic"], BOT_USER)
    return {"channel": channel_json(channel)}


def set_purpose(world: World, args: Json) -> Json:
    channel = _describable(world, args, "conversations.setPurpose")
    channels.set_purpose(world, channel, args["purpose"], BOT_USER)
    return {"channel": channel_json(channel)}


def info(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.info")
    return {"channel": channel_json(channel, args.get("include_num_members", False))}


def list_all(world: World, args: Json) -> Json:
    found = [c for c in _of_types(world, "conversations.list", args) if _bot_sees(c)]
    return _page_of_channels(found, args, with_member_count=True)


def list_of_user(world: World, args: Json) -> Json:
    user = args.get("user", BOT_USER)
    if user not in world.workspace.users:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["[ERROR] user is unknown"]})
    found = [c for c in _of_types(world, "users.conversations", args) if user in c.members and _bot_sees(c)]
    return _page_of_channels(found, args)


def open_direct(world: World, args: Json) -> Json:
    if args.get("channel"):
        return _opened(visible_channel(world, args, "conversations.open"), args, already_open=True)
    users = [user for user in args.get("users", "").split(",") if user]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:  # group conversations are not played here
        raise Refusal("too_many_users")
    if known_user(world, users[0]).deleted:
        raise Refusal("user_disabled")
    check_scope_for(world, "conversations.open", Kind.DIRECT)
    known = world.workspace.direct(BOT_USER, users[0])
    if known is None and args.get("prevent_creation"):
        raise Refusal("channel_not_found")
    return _opened(channels.open_direct(world, BOT_USER, users[0]), args, already_open=known is not None)


def _opened(channel: Channel, args: Json, already_open: bool) -> Json:
    shown = channel_json(channel) if args.get("return_im") else {"id": channel.id}
    again = {"no_op": True, "already_open": True} if already_open else {}
    return {"channel": shown, **again}


def _describable(world: World, args: Json, method: str) -> Channel:
    channel = visible_channel(world, args, method)
    channels.refuse_direct(channel)
    return joined_channel(world, args)


def _bot_sees(channel: Channel) -> bool:
    return channel.kind is Kind.PUBLIC or BOT_USER in channel.members


def _of_types(world: World, method: str, args: Json) -> list[Channel]:
    names = [name.strip() for name in args.get("types", "public_channel").split(",")]
    if not set(names) <= set(TYPES):
        raise Refusal("invalid_types")
    kinds = {kind for name in names if (kind := TYPES[name])}
    for kind in kinds:
        check_scope_for(world, method, kind)
    archived_too = not args.get("exclude_archived", False)
    return [c for c in world.workspace.channels.values() if c.kind in kinds and (archived_too or not c.is_archived)]


def _page_of_channels(found: list[Channel], args: Json, with_member_count: bool = False) -> Json:
    shown, cursor = page(found, args)
    return {"channels": [channel_json(c, with_member_count) for c in shown], **cursor_metadata(cursor)}
