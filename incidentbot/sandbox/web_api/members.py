"""conversations.join/leave/invite/kick/members: who is in a conversation."""

from __future__ import annotations

from incidentbot.sandbox.channels import add_member, refuse_archived, refuse_direct, remove_member
from incidentbot.sandbox.shapes import channel_json
from incidentbot.sandbox.web_api.found import joined_channel, visible_channel
from incidentbot.sandbox.web_api.paging import cursor_metadata, page
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel, Kind
from incidentbot.sandbox.world import World

MOST_INVITED = 100


def join(world: World, args: Json) -> Json:
    channel = visible_channel(world, args)
    if channel.kind is not Kind.PUBLIC:
        raise Refusal("method_not_supported_for_channel_type")
    refuse_archived(channel)
    if BOT_USER in channel.members:
        already = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel_json(channel), **already}
    add_member(world, channel, BOT_USER)
    return {"channel": channel_json(channel)}


def leave(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.leave")
    refuse_direct(channel)
    refuse_archived(channel)
    if BOT_USER not in channel.members:
        return {"not_in_channel": True}
    if channel.members == [BOT_USER]:
        raise Refusal("last_member")
    remove_member(world, channel, BOT_USER)
    return {}


def invite(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.invite")
    refuse_direct(channel)
    refuse_archived(channel)
    joined_channel(world, args)
    users = list(dict.fromkeys(user for user in args["users"].replace(" ", "").split(",") if user))
    if not users:
        raise Refusal("no_user")
    if len(users) > MOST_INVITED:
        raise Refusal("invalid_arguments", response_metadata={"messages": [f"more than {MOST_INVITED} users"]})
    errors = [(user, code) for user in users if (code := _why_not(world, channel, user))]
    # One bad id fails the whole batch, unless `force` says to go on without it.
    if errors and (len(users) == 1 or len(errors) == len(users) or not args.get("force", False)):
        raise Refusal(errors[0][1], errors=_listed(errors))
    refused = {user for user, _ in errors}
    for user in users:
        if user not in refused:
            add_member(world, channel, user, inviter=BOT_USER)
    return {"channel": channel_json(channel), **({"errors": _listed(errors)} if errors else {})}


def kick(world: World, args: Json) -> Json:
    channel = visible_channel(world, args, "conversations.kick")
    refuse_direct(channel)
    joined_channel(world, args)
    if args["user"] == BOT_USER:
        raise Refusal("cant_kick_self")
    if channel.is_general:
        raise Refusal("cant_kick_from_general")
    if args["user"] not in world.workspace.users:
        raise Refusal("user_not_found")
    if args["user"] not in channel.members:
        raise Refusal("not_in_channel")
    remove_member(world, channel, args["user"])
    return {}


def members(world: World, args: Json) -> Json:
    shown, cursor = page(visible_channel(world, args, "conversations.members").members, args)
    return {"members": shown, **cursor_metadata(cursor)}


def _why_not(world: World, channel: Channel, user_id: str) -> str:
    user = world.workspace.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == BOT_USER:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if user.deleted or user.is_bot:
        return "cant_invite"
    if user.is_ultra_restricted:
        return "ura_max_channels"  # a single-channel guest stays in its channel
    return "user_is_restricted" if user.is_restricted else ""


def _listed(errors: list[tuple[str, str]]) -> list[Json]:
    return [{"user": user, "ok": False, "error": code} for user, code in errors]
