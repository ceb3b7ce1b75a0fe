"""For tests and tools: what happened, everything there is, more people, a new beginning, and a few switches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.channels import add_member
from incidentbot.sandbox.delivery.events import announce_to_app
from incidentbot.sandbox.persona.shapes import page_user
from incidentbot.sandbox.persona.showing import show_bot, show_user
from incidentbot.sandbox.reading import number, of_kind, read_json, words
from incidentbot.sandbox.seeds import acme
from incidentbot.sandbox.shapes import user_json
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import Channel, User
from incidentbot.sandbox.world import World

MODES = ("socket", "http")


async def list_violations(world: World, request: Request) -> Response:
    return JSONResponse(world.ledger.violations)


async def list_calls(world: World, request: Request) -> Response:
    return JSONResponse(_since(world.ledger.calls, request))


async def list_deliveries(world: World, request: Request) -> Response:
    return JSONResponse(_since(world.ledger.deliveries, request))


async def export(world: World, request: Request) -> Response:
    """Lists in the order of time, and everything that no single persona sees: metadata, all ephemeral messages."""
    return JSONResponse(
        {
            "users": {user.id: asdict(user) for user in world.workspace.users.values()},
            "channels": [_whole(channel) for channel in world.workspace.channels.values()],
            "views": {user: [v.json() for v in stack] for user, stack in world.modals.stacks.items() if stack},
            "homes": {user: view.json() for user, view in world.modals.homes.items()},
        }
    )


async def reset(world: World, request: Request) -> Response:
    """Acme as on the first day. Time does not go back, and the app stays connected."""
    world.workspace = acme(world.app.name, int(world.clock.epoch()))
    world.modals.stacks.clear()
    world.modals.homes.clear()
    world.telephones.clear()
    for kept in (world.pushed, world.receipts, world.sent):
        kept.clear()
    world.faults.lift_all()
    world.delivery.forget()
    world.rates.forget()
    world.rates.on, world.rates.scale = True, 1.0
    world.ledger.clear()
    world.stream.tell_all({"type": "reset"})
    return JSONResponse({"ok": True})


async def add_persona(world: World, request: Request) -> Response:
    wanted = await read_json(request)
    id = words(wanted, "id") or world.workspace.new_id("U")
    name = words(wanted, "name")
    if not name or id in world.workspace.users or world.workspace.user_named(name):
        raise Refusal("name_taken", "A new person needs a name and an id of their own.")
    user = User(
        id,
        name,
        words(wanted, "real_name", name.capitalize()),
        words(wanted, "title"),
        words(wanted, "tz", "UTC"),
        is_restricted=bool(wanted.get("is_restricted")),
        is_ultra_restricted=bool(wanted.get("is_ultra_restricted")),
    )
    places = of_kind(wanted, "channels", list) or []
    world.workspace.users[id] = user
    show_user(world, user)
    announce_to_app(world, "team_join", {"user": user_json(user)})
    for channel in world.workspace.channels.values():
        if channel.id in places or (channel.is_general and not user.is_guest):
            add_member(world, channel, id)
    return JSONResponse({"ok": True, "user": page_user(user)})


async def set_limits(world: World, request: Request) -> Response:
    wanted = await read_json(request)
    world.rates.on = bool(wanted.get("tiers", world.rates.on))
    world.rates.scale = number(wanted, "scale", world.rates.scale) or 1.0
    world.rates.forget()
    return JSONResponse({"ok": True, "tiers": world.rates.on, "scale": world.rates.scale})


async def set_delivery(world: World, request: Request) -> Response:
    """Socket Mode, or signed HTTP to an address; `verify` asks it as Slack does when an address is entered."""
    wanted = await read_json(request)
    mode = words(wanted, "mode", world.delivery.mode)
    if mode not in MODES:
        raise Refusal("invalid_mode", f"mode should be one of {', '.join(MODES)}.")
    if url := words(wanted, "url"):
        world.signed_http.deliver_to(url)
    if wanted.get("verify") and not await world.signed_http.answers_the_challenge():
        raise Refusal("challenge_failed", f"{world.signed_http.url} did not answer Slack's challenge.")
    world.delivery.mode = mode
    world.delivery.retry_scale = number(wanted, "retry_scale", world.delivery.retry_scale) or 1.0
    show_bot(world)
    return JSONResponse({"ok": True, "mode": mode, "url": world.signed_http.url})


def _whole(channel: Channel) -> Json:
    whole = asdict(channel)
    return {**whole, **{name: list(whole[name].values()) for name in ("messages", "ephemerals")}}


def _since(lines: Iterable[Json], request: Request) -> list[Json]:
    since = request.query_params.get("since", "0")
    return [line for line in lines if line["n"] > int(since if since.isdigit() else 0)]
