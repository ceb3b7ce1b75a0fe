"""users.* and usergroups.*: who there is."""

from __future__ import annotations

from incidentbot.sandbox.shapes import user_json
from incidentbot.sandbox.web_api.found import known_user
from incidentbot.sandbox.web_api.paging import cursor_metadata, page
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import User, UserGroup
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
    with_users = bool(args.get("include_users"))
    return {"usergroups": [_group_shown(group, with_users) for group in world.workspace.usergroups.values()]}


def users_of_group(world: World, args: Json) -> Json:
    return {"users": list(_known_group(world, args).users)}


def fill_group(world: World, args: Json) -> Json:
    """All of its users at once; a group without any cannot be made this way."""
    group = _known_group(world, args)
    wanted = [user for user in str(args["users"]).split(",") if user]
    if not wanted:
        raise Refusal("no_users_provided")
    if any(user not in world.workspace.users for user in wanted):
        raise Refusal("invalid_users")
    group.users[:] = list(dict.fromkeys(wanted))
    return {"usergroup": _group_shown(group, with_users=True)}


def _known_group(world: World, args: Json) -> UserGroup:
    found = world.workspace.usergroups.get(str(args["usergroup"]))
    if found is None:
        raise Refusal("no_such_subteam")
    return found


def _group_shown(group: UserGroup, with_users: bool) -> Json:
    shown: Json = {"id": group.id, "handle": group.handle, "name": group.name, "user_count": str(len(group.users))}
    return {**shown, **({"users": list(group.users)} if with_users else {})}


def _shown(world: World, user: User) -> Json:
    shown = user_json(user)
    if "users:read.email" in world.app.scopes and not user.is_bot:
        shown["profile"]["email"] = user.email
    return shown
