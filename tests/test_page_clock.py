"""The clock that takes the steps of pages: in time, and past one that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from incidentbot.clock import SystemClock
from incidentbot.domain.page import PageState
from incidentbot.page_clock import PageClock
from incidentbot.services.page_step import STEP, ask_timer
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import eventually
from tests.pager_world import PagerWorld, pager_process
from tests.world import *  # noqa: F403
from tests.world import P1


@pytest.fixture
def world(store: Store) -> PagerWorld:
    return PagerWorld(store, SystemClock(), pager_process())  # type: ignore[arg-type]  # real time passes here


@pytest.fixture
def page_clock(world: PagerWorld) -> Iterator[PageClock]:
    clock = PageClock(world.store, SystemClock(), world.timers)
    clock.start()
    yield clock
    clock.stop()
    assert not clock.is_alive


def due_in(world: PagerWorld, page_id: int, seconds: float) -> None:
    now = SystemClock().now()
    with world.store.begin() as tx:
        tx.change_page(page_id, next_due_at=now + timedelta(seconds=seconds))
        ask_timer(tx, tx.page(page_id), STEP, now + timedelta(seconds=seconds), now)


def step_of(world: PagerWorld, page_id: int) -> int | None:
    position = world.pager.one(page_id).page.position
    return position.step if position else None


def test_a_step_is_taken_when_it_is_due_and_a_commit_wakes_the_clock(world: PagerWorld, page_clock: PageClock) -> None:
    page = world.page_of(world.declare(P1))
    due_in(world, page.id, 0.15)
    due = SystemClock().now() + timedelta(seconds=0.15)
    assert eventually(lambda: step_of(world, page.id) == 1)
    asked_at = world.pager.one(page.id).page.last_asked_at
    assert asked_at is not None
    assert timedelta(seconds=-0.05) < asked_at - due < timedelta(seconds=0.5)


def test_a_step_that_cannot_be_taken_is_put_off_and_holds_up_no_other(world: PagerWorld, page_clock: PageClock) -> None:
    broken, sound = (world.page_of(world.declare(P1, title=title)) for title in ("broken", "sound"))
    with world.store.engine.begin() as connection:
        connection.execute(update(tables.page).where(tables.page.c.id == broken.id).values(policy={"key": "odd"}))
    now = SystemClock().now()
    with world.store.begin() as tx:
        tx.change_page(sound.id, next_due_at=now)
        ask_timer(tx, tx.page(sound.id), STEP, now, now)
        tx.connection.execute(
            update(tables.work).where(tables.work.c.subject == broken.subject).values(due_at=now - timedelta(seconds=1))
        )
    assert eventually(lambda: step_of(world, sound.id) == 1)
    assert page_clock.is_alive
    assert world.pager.one(sound.id).page.state == PageState.OPEN
