"""The world in which these stories happen, and two desks at which work is claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from incidentbot.store.store import Store
from tests.store.desk import Desk
from tests.world import *  # noqa: F403
from tests.world import FakeClock


@pytest.fixture
def desk(store: Store, clock: FakeClock) -> Desk:
    return Desk(store, clock, "me")


@pytest.fixture
def other(replica: Store, clock: FakeClock, desk: Desk) -> Desk:
    other = Desk(replica, clock, "somebody else")
    other.leases = desk.leases
    return other


@pytest.fixture
def ask(store: Store, clock: FakeClock) -> Callable[..., bool]:
    def ask(*kinds: str, **more: Any) -> bool:
        with store.begin() as tx:
            return [tx.ask(kind, clock.now(), **more) for kind in kinds][-1]

    return ask
