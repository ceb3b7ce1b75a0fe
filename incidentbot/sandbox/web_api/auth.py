"""api.*, auth.*, apps.*, team.* and bots.*: who is calling, and where Socket Mode is."""

from __future__ import annotations

from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from incidentbot.sandbox.world import World


def api_test(world: World, args: Json) -> Json:
    if args.get("error"):
        raise Refusal(args["error"], args=args)
    return {"args": args}


def auth_test(world: World, args: Json) -> Json:
    return {
        "url": f"{world.public_url}/",
        "team": TEAM_NAME,
        "user": world.workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(world: World, args: Json) -> Json:
    return {"url": world.socket_mode.address()}


def team_info(world: World, args: Json) -> Json:
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "url": f"{world.public_url}/"}}


def bots_info(world: World, args: Json) -> Json:
    if args.get("bot", BOT_ID) != BOT_ID:
        raise Refusal("bot_not_found")
    name = world.workspace.users[BOT_USER].name
    return {"bot": {"id": BOT_ID, "deleted": False, "name": name, "user_id": BOT_USER, "app_id": APP_ID}}
