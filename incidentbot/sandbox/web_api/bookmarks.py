"""bookmarks.*: links at the top of a channel."""

from __future__ import annotations

from incidentbot.sandbox.persona.showing import show_channel
from incidentbot.sandbox.web_api.found import visible_channel
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import APP_ID, BOT_USER, Channel
from incidentbot.sandbox.world import World

MOST_BOOKMARKS = 100
EDITABLE = ("title", "link", "emoji")


def add(world: World, args: Json) -> Json:
    channel = _own_channel(world, args)
    if args["type"] != "link":
        raise Refusal("invalid_bookmark_type")
    _refuse_bad_link(args.get("link", ""))
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refusal("too_many_bookmarks")
    now = int(world.clock.epoch())
    bookmark = {
        "id": world.workspace.new_id("Bk"),
        "channel_id": channel.id,
        "title": args["title"],
        "link": args["link"],
        "emoji": args.get("emoji", ""),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": "i",
        "last_updated_by_user_id": BOT_USER,
        "last_updated_by_team_id": "",
        "shortcut_id": "",
        "app_id": APP_ID,
    }
    channel.bookmarks.append(bookmark)
    show_channel(world, channel)
    return {"bookmark": bookmark}


def edit(world: World, args: Json) -> Json:
    channel = _own_channel(world, args)
    bookmark = _bookmark(channel, args)
    if "link" in args:
        _refuse_bad_link(args["link"])
    bookmark.update({name: args[name] for name in EDITABLE if name in args}, date_updated=int(world.clock.epoch()))
    show_channel(world, channel)
    return {"bookmark": bookmark}


def remove(world: World, args: Json) -> Json:
    channel = _own_channel(world, args)
    channel.bookmarks.remove(_bookmark(channel, args))
    show_channel(world, channel)
    return {}


def list_all(world: World, args: Json) -> Json:
    return {"bookmarks": visible_channel(world, args, key="channel_id").bookmarks}


def _own_channel(world: World, args: Json) -> Channel:
    channel = visible_channel(world, args, key="channel_id")
    if BOT_USER not in channel.members or channel.is_archived:
        raise Refusal("permission_denied")
    return channel


def _bookmark(channel: Channel, args: Json) -> Json:
    for bookmark in channel.bookmarks:
        if bookmark["id"] == args["bookmark_id"]:
            return bookmark
    raise Refusal("not_found")


def _refuse_bad_link(link: str) -> None:
    if not link.startswith(("https://", "http://", "mailto:", "slack://")):
        raise Refusal("invalid_link")
