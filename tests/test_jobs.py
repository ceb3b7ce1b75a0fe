"""The clock edge: a clock that is turned forward brings along what would have run meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from incidentbot.jobs import Job, Jobs
from incidentbot.store.store import Store
from tests.hands import eventually
from tests.world import FakeClock, clock

__all__ = ["clock"]

pytestmark = pytest.mark.slow  # it ticks once a second


@pytest.fixture
def looked(store: Store, clock: FakeClock) -> Iterator[list[str]]:
    """When a job that runs every hour has run, while it ticks."""
    found: list[str] = []
    hourly = Job("look", timedelta(hours=1), lambda: found.append(f"{clock.now():%H:%M}"))
    jobs = Jobs(store, clock, lambda: None, [hourly])
    jobs.start()
    yield found
    jobs.stop()


def test_what_would_have_run_meanwhile_runs_at_once(looked: list[str], clock: FakeClock) -> None:
    assert looked == []
    clock.advance(hours=5)
    eventually(lambda: looked == ["14:00"], "it has run, and once")
    clock.advance(days=1)
    eventually(lambda: looked == ["14:00", "14:00"], "and again")
