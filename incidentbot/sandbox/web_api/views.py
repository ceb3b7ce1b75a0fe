"""views.*: modals and App Home."""

from __future__ import annotations

import json

from incidentbot.sandbox.block_kit import view_problems
from incidentbot.sandbox.interactions.triggers import Trigger
from incidentbot.sandbox.persona.showing import show_home, show_views
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.world import World

LARGEST_VIEW = 250_000


def open_view(world: World, args: Json) -> Json:
    trigger = _trigger(world, args)
    body = read_view(args["view"], "modal")
    view = world.modals.open(trigger.user, body)
    trigger.exchanged = True
    show_views(world, trigger.user)
    return {"view": view.json()}


def push_view(world: World, args: Json) -> Json:
    trigger = _trigger(world, args)
    if not trigger.view_id:
        raise Refusal("not_found")  # a form can only be laid upon the form whose button was pressed
    view = world.modals.push(trigger.user, read_view(args["view"], "modal"))
    trigger.exchanged = True
    show_views(world, trigger.user)
    return {"view": view.json()}


def update_view(world: World, args: Json) -> Json:
    if not (args.get("view_id") or args.get("external_id")):
        raise Refusal("invalid_arguments", response_metadata={"messages": ["view_id or external_id is required"]})
    view = world.modals.find(args.get("view_id", ""), args.get("external_id", ""))
    body = read_view(args["view"], view.body["type"])
    world.modals.update(view, body, args.get("hash", ""))
    if body["type"] == "home":
        show_home(world, view.user)
    else:
        show_views(world, view.user)
    return {"view": view.json()}


def publish_home(world: World, args: Json) -> Json:
    if not world.app.home_tab:
        raise Refusal("not_enabled")
    if args["user_id"] not in world.workspace.users:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["user_id is unknown"]})
    view = world.modals.publish(args["user_id"], read_view(args["view"], "home"), args.get("hash", ""))
    show_home(world, view.user)
    return {"view": view.json()}


def read_view(view: Json, kind: str) -> Json:
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise Refusal("view_too_large")
    problems = view_problems(view)
    if not problems and view["type"] != kind:
        problems = [f"[ERROR] a {kind} view is wanted here [json-pointer:/type]"]
    if problems:
        raise Refusal("invalid_arguments", response_metadata={"messages": problems})
    return view


def _trigger(world: World, args: Json) -> Trigger:
    return world.triggers.valid(args.get("trigger_id", ""))
