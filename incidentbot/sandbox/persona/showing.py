"""Telling every open page what has changed, each persona only what it may see."""

from __future__ import annotations

from incidentbot.sandbox.persona.shapes import page_channel, page_clock, page_message, page_user, page_views
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import Channel, Message, User
from incidentbot.sandbox.world import World


def show_message(world: World, channel: Channel, message: Message, changed: bool = False) -> None:
    kind = "message_changed" if changed else "message"
    shown: Json = {"type": kind, "channel": channel.id, "message": page_message(channel, message)}
    _to_onlookers(world, channel, shown, message.only_for)
    if not changed and not message.only_for:
        show_channel(world, channel)  # its unread count has moved


def show_deletion(world: World, channel: Channel, message: Message) -> None:
    shown: Json = {"type": "message_deleted", "channel": channel.id, "ts": message.ts}
    _to_onlookers(world, channel, shown, message.only_for)


def show_channel(world: World, channel: Channel, left_by: str = "") -> None:
    def build(persona: str) -> Json | None:
        if world.workspace.sees(persona, channel):
            return {"type": "channel", "channel": page_channel(channel, persona)}
        return {"type": "channel_gone", "channel": channel.id} if persona == left_by else None

    world.stream.tell(build)


def show_views(world: World, user: str) -> None:
    _to(world, user, {"type": "views", "views": page_views(world, user)})


def show_home(world: World, user: str) -> None:
    _to(world, user, {"type": "home", "view": world.modals.homes[user].json()})


def show_user(world: World, user: User) -> None:
    world.stream.tell_all({"type": "user", "user": page_user(user)})


def show_clock(world: World) -> None:
    world.stream.tell_all({"type": "clock", **page_clock(world)})


def show_faults(world: World) -> None:
    world.stream.tell_all({"type": "faults", "faults": world.faults.json()})
    show_bot(world)  # `down` disconnects it


def show_bot(world: World) -> None:
    world.stream.tell_all({"type": "bot", "connected": world.delivery.connected})


def show_violation(world: World, violation: Json) -> None:
    world.stream.tell_all({"type": "violation", "text": f"{violation['where']}: {violation['problem']}", **violation})


def _to(world: World, user: str, message: Json) -> None:
    world.stream.tell(lambda persona: message if persona == user else None)


def _to_onlookers(world: World, channel: Channel, message: Json, only_for: str) -> None:
    def build(persona: str) -> Json | None:
        allowed = persona == only_for if only_for else world.workspace.sees(persona, channel)
        return message if allowed else None

    world.stream.tell(build)
