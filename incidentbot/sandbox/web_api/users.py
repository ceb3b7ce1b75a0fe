"""users.* and usergroups.*: who there is."""

from __future__ import annotations

from incidentbot.sandbox.shapes import user_json
from incidentbot.sandbox.web_api.found import known_user
from incidentbot.sandbox.web_api.paging import cursor_metadata, page
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World


def info(world: World, args: Json) -> Json:
    return {"user": _shown(world, known_user(world, args["user"]))}


def list_all(world: World, args: Json) -> Json:
    shown, cursor = page(list(world.workspace.users.values()), args, strict=False)
    return {"members": [_shown(world, user) for user in shown], "cache_ts": 0, **cursor_metadata(cursor)}


def lookup_by_email(world: World, args: Json) -> Json:
    people = world.workspace.people()
    found = next((user for user in people if user.email == args["email"].lower()), None)
    if found is None:
        raise Refusal("users_not_found")
    return {"user": _shown(world, found)}


def list_groups(world: World, args: Json) -> Json:
    """The sandbox's team has no user groups, as a team on Slack's free plan has none."""
    return {"usergroups": []}


def users_of_group(world: World, args: Json) -> Json:
    raise Refusal("no_such_subteam")


def _shown(world: World, user: User) -> Json:
    shown = user_json(user)
    if "users:read.email" in world.app.scopes and not user.is_bot:
        shown["profile"]["email"] = user.email
    return shown
