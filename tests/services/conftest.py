"""The world in which these stories happen; promises, and what the worker does with their reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from incidentbot.domain.action_item import ActionItem
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Person
from incidentbot.services.action_item import CHASE, ActionItems
from incidentbot.store.store import Store
from tests.world import *  # noqa: F403
from tests.world import FakeClock
from tests.written import Asked

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def promise(items: ActionItems, incident: Incident, alice: Person, asked: Asked) -> Callable[..., ActionItem]:
    """Alice promises something; what that asked for is not the story."""

    def promise(text: str = "rotate the keys", owner: Person | None = None, due: date = FRIDAY) -> ActionItem:
        item = items.promise(incident.id, text, owner, due, alice.as_actor())
        asked.forget()
        assert item
        return item

    return promise


@pytest.fixture
def fire_chases(store: Store, clock: FakeClock, items: ActionItems) -> Callable[[], int]:
    """The worker's part: performs the chases that are due; how many there were."""

    def fire_chases() -> int:
        with store.begin() as tx:
            claimed = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
        chases = [work for work in claimed if work.kind == CHASE]
        for work in chases:
            items.chase(work.payload["item_id"], BOT.because_of(work.cause))
        return len(chases)

    return fire_chases
