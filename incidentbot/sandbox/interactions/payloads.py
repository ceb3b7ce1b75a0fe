"""The shapes in which commands, shortcuts, presses and submissions travel to the app."""

from __future__ import annotations

from typing import Any

from incidentbot.sandbox.interactions.form_state import Values
from incidentbot.sandbox.interactions.modals import View
from incidentbot.sandbox.shapes import message_json, named
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Kind, Message
from incidentbot.sandbox.world import World

CHANNEL_NAMES = {Kind.DIRECT: "directmessage", Kind.PRIVATE: "privategroup"}


def command_payload(world: World, user: str, channel: Channel, command: str, text: str) -> Json:
    """Flat strings, because over HTTP it travels as a form."""
    return {
        "token": "sandbox",
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": name_of(channel),
        "user_id": user,
        "user_name": world.workspace.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": world.response_urls.new(user, channel.id),
        "trigger_id": world.triggers.new(user),
    }


def shortcut_payload(world: World, user: str, callback_id: str) -> Json:
    payload = _interaction(world, "shortcut", user)
    return {
        **payload,
        "callback_id": callback_id,
        "action_ts": world.clock.ts(),
        "trigger_id": world.triggers.new(user),
    }


def message_action_payload(world: World, user: str, channel: Channel, message: Message, callback_id: str) -> Json:
    return {
        **_interaction(world, "message_action", user),
        "callback_id": callback_id,
        "action_ts": world.clock.ts(),
        "trigger_id": world.triggers.new(user),
        "response_url": world.response_urls.new(user, channel.id),
        "channel": _channel(channel),
        "message_ts": message.ts,
        "message": message_json(channel, message),
    }


def message_press_payload(
    world: World, user: str, channel: Channel, message: Message, action: Json, values: Values
) -> Json:
    return {
        **_interaction(world, "block_actions", user),
        **_in_message(channel, message),
        "trigger_id": world.triggers.new(user),
        "response_url": world.response_urls.new(user, channel.id, message.ts),
        "state": {"values": values},
        "actions": [{**action, "action_ts": world.clock.ts()}],
    }


def view_press_payload(world: World, view: View, action: Json) -> Json:
    return {
        **_interaction(world, "block_actions", view.user),
        **_in_view(view),
        "trigger_id": world.triggers.new(view.user, "" if view.body["type"] == "home" else view.id),
        "actions": [{**action, "action_ts": world.clock.ts()}],
    }


def message_suggestion_payload(world: World, user: str, channel: Channel, message: Message, asked: Json) -> Json:
    return {**_interaction(world, "block_suggestion", user), **_in_message(channel, message), **asked}


def view_suggestion_payload(world: World, view: View, asked: Json) -> Json:
    return {**_interaction(world, "block_suggestion", view.user), **_in_view(view), **asked}


def submission_payload(world: World, view: View) -> Json:
    return {
        **_interaction(world, "view_submission", view.user),
        "trigger_id": world.triggers.new(view.user, view.id),
        "view": view.json(),
        "response_urls": [],
    }


def closing_payload(world: World, view: View, is_cleared: bool) -> Json:
    return {**_interaction(world, "view_closed", view.user), "view": view.json(), "is_cleared": is_cleared}


def name_of(channel: Channel) -> str:
    return CHANNEL_NAMES.get(channel.kind, channel.name)


def _interaction(world: World, kind: str, user: str) -> Json:
    return {
        "type": kind,
        "token": "sandbox",
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": named(world.workspace, user),
        "api_app_id": APP_ID,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _in_message(channel: Channel, message: Message) -> Json:
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    found: Json = {"container": container, "channel": _channel(channel)}
    # Slack does not hand back an ephemeral message: the app never gets to see it again.
    return found if message.only_for else {**found, "message": message_json(channel, message)}


def _in_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.json()}


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": name_of(channel)}
