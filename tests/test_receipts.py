"""Who does not call back is asked: whether a message arrived, and whether somebody has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import BOT
from incidentbot.domain.work import Work
from incidentbot.errors import TryAgain
from incidentbot.ports import Became, Press, Receipt, Said
from incidentbot.receipts import ReceiptLooker
from incidentbot.services.receipt import LOOK, Receipts, look_for_receipt
from incidentbot.store.store import Store
from tests.telephones import Telephones
from tests.world import *  # noqa: F403
from tests.world import FakeClock
from tests.written import Asked


@dataclass
class Knowing(Telephones):
    knows: Became | None = None  # None: it does not answer

    def became(self, provider_id: str) -> Became:
        if self.knows is None:
            raise TryAgain("it does not answer")
        return self.knows


@dataclass
class Desk:
    heard: list[Receipt | Press] = field(default_factory=list)

    def receipt(self, receipt: Receipt) -> None:
        self.heard.append(receipt)

    def pressed(self, press: Press) -> Said:
        self.heard.append(press)
        return Said()


class World:
    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.pushover = Knowing(MethodKind.PUSH, "pushover")
        self.desk, self.asked, self.clock = Desk(), Asked(store), clock
        self.looker = ReceiptLooker(Receipts(store, clock), {MethodKind.PUSH: [self.pushover]}, self.desk)
        self.store = store

    def sent(self, notification_id: int = 7, provider: str = "pushover") -> None:
        with self.store.begin() as tx:
            look_for_receipt(tx, MethodKind.PUSH, provider, "r1", notification_id, self.clock.now())

    def looks(self, knows: Became | None) -> datetime | None:
        """When it looks again, if it does."""
        self.pushover.knows = knows
        row = self.last()
        self.clock.advance(seconds=(row.due_at - self.clock.now()).total_seconds())
        self.looker.perform(row, BOT)
        later = self.last()
        return later.due_at if later.id != row.id else None

    def last(self) -> Work:
        return self.asked.last(LOOK)


@pytest.fixture
def world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


def test_it_is_asked_until_somebody_has_it(world: World) -> None:
    world.sent()
    assert world.looks(Became()) is not None
    assert world.desk.heard == []
    assert world.looks(None) is not None, "who does not answer is asked again"
    assert world.looks(Became(is_delivered=True)) is not None
    assert world.desk.heard.pop() == Receipt("pushover", "r1", True, notification_id=7)
    assert world.looks(Became(is_delivered=True, is_acknowledged=True, is_over=True)) is None
    assert world.desk.heard[1:] == [Press("pushover", "r1", 7, "4")]


def test_an_emergency_that_ran_out_is_not_asked_for_any_more(world: World) -> None:
    world.sent()
    assert world.looks(Became(is_over=True)) is None
    assert world.desk.heard == []


def test_what_is_no_pages_is_acknowledged_by_nobody(world: World) -> None:
    world.sent(notification_id=0)
    world.looks(Became(is_delivered=True, is_acknowledged=True, is_over=True))
    assert world.desk.heard == [Receipt("pushover", "r1", True)]


def test_a_provider_that_is_not_set_up_any_more_ends_it(world: World) -> None:
    world.sent(provider="gone")
    assert world.looks(Became()) is None
