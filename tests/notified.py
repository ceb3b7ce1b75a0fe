"""For stories about notifications: Alice with every telephone, rules of her own, and processes that die."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from incidentbot import failpoints
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import Notification
from incidentbot.domain.priority import Priority
from incidentbot.store import tables
from tests.pager_world import PagerWorld

__all__ = ("phoned",)  # what `import *` brings: the fixture

SMS, VOICE, PUSH = MethodKind.SMS, MethodKind.VOICE, MethodKind.PUSH


class Died(BaseException):
    """The process ends here."""


def _die() -> None:
    raise Died


@contextmanager
def dies_at(where: str) -> Iterator[None]:
    """The process ends when it comes to this point."""
    failpoints.arm({where: _die})
    try:
        with pytest.raises(Died):
            yield
    finally:
        failpoints.arm({})


@pytest.fixture
def phoned(world: PagerWorld) -> PagerWorld:
    """Alice has everything."""
    for kind in (PUSH, SMS, VOICE):
        world.give("alice", kind)
    return world


def notification_of(world: PagerWorld, kind: MethodKind, place: int = 0) -> Notification:
    """Of the newest page."""
    with world.store.read() as tx:
        newest = tx.open_pages()[-1]
    return [one for one in world.notified(newest) if one.kind == kind][place]


def own_rules(world: PagerWorld, person: str, *lines: tuple[Priority, MethodKind, int]) -> None:
    with world.store.begin() as tx:
        tx.connection.execute(
            tables.contact_wish.insert().values(person=person, has_own_rules=True, changed_at=world.clock.now())
        )
        for priority, kind, seconds in lines:
            tx.add(tables.notification_rule, person=person, priority=priority, kind=kind, after_seconds=seconds)
