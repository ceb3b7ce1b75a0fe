"""Whose number it is, putting things on a telephone, and telling every open page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from incidentbot.sandbox.telephones.telephone import Item, Telephone, number_of, pushover_key_of, topic_of
from incidentbot.sandbox.wire import Refusal, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World


def telephone(world: World, user: User) -> Telephone:
    return world.telephones.setdefault(user.id, Telephone(user, world.url))


def telephones(world: World) -> list[Telephone]:
    return [telephone(world, user) for user in world.workspace.people()]


def with_number(world: World, number: str) -> User | None:
    return _whose(world, number_of, f"+{number.removeprefix('+')}")


def with_topic(world: World, topic: str) -> User | None:
    return _whose(world, topic_of, topic)


def with_pushover(world: World, key: str) -> User | None:
    return _whose(world, pushover_key_of, key)


def with_email(world: World, address: str) -> User | None:
    return _whose(world, lambda user: user.email, address)


def with_name(world: World, name: str) -> User | None:
    return _whose(world, lambda user: user.name, name)


def _whose(world: World, name_of: Callable[[User], str], wanted: str) -> User | None:
    return next((user for user in world.workspace.people() if name_of(user) == wanted), None)


def bring(world: World, user: User, kind: str, provider: str, state: str, sender: str, **more: Any) -> Item:
    at = world.clock.now().isoformat()
    item = Item(opaque(8), at, kind, provider, state, sender, **more)
    telephone(world, user).items.append(item)
    show(world, user)
    return item


def item_of(world: World, user_id: str, item_id: str) -> tuple[User, Item]:
    user = world.workspace.users[user_id]
    found = next((item for item in telephone(world, user).items if item.id == item_id), None)
    if found is None:
        raise Refusal("item_not_found", "That is not on this telephone.")
    return user, found


def change(world: World, user: User, item: Item, state: str, *said: str) -> None:
    item.state = state
    item.lines.extend(said)
    show(world, user)


def show(world: World, user: User) -> None:
    world.stream.tell_all({"type": "phone", "phone": telephone(world, user).json()})
