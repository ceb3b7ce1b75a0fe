"""The picture of the figures: asked for once, made of the same pages, and one row knows which file is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.people import BOT, Actor, Cause
from incidentbot.domain.work import IDLE, Work, WorkState
from incidentbot.errors import AlreadyActed, Fenced
from incidentbot.services.page_chart import DRAW, SHARE, PageCharts
from incidentbot.services.page_stats import PageStats
from incidentbot.store.store import Store
from tests.pager_world import PagerWorld, pager_process
from tests.services.test_page_stats import page_and_acknowledge
from tests.world import P1, FakeClock


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


@pytest.fixture
def stats(store: Store, clock: FakeClock, world: PagerWorld) -> PageStats:
    return PageStats(store, clock, world.in_force)


@pytest.fixture
def charts(store: Store, clock: FakeClock, stats: PageStats) -> PageCharts:
    return PageCharts(store, clock, stats, can_draw=True)


def taken_up(world: PagerWorld, kind: str) -> Work:
    """As the worker has it in its hand."""
    now = world.clock.now()
    with world.store.begin() as tx:
        claimed = tx.claim_work(now, "me", now + timedelta(seconds=6), now, 50, [])
    [work] = [work for work in claimed if work.kind == kind]
    return work


@pytest.fixture
def alice(world: PagerWorld) -> Actor:
    """With a request that was written down."""
    with world.store.begin() as tx:
        tx.receive(["trigger:1"], world.clock.now())
    return world.person("alice").as_actor(Cause("request", "trigger:1"))


def test_it_counts_what_the_figures_count(
    world: PagerWorld, stats: PageStats, charts: PageCharts, clock: FakeClock, alice: Actor
) -> None:
    page_and_acknowledge(world, "checkout", "alice", 2)
    page_and_acknowledge(world, "search", "dave", 1)
    clock.advance(minutes=1)
    counted = stats.of(team="payments")
    assert charts.can_be_drawn(counted)
    page_and_acknowledge(world, "checkout", "bob", 3)  # after the figures were told
    charts.ask(counted, "C1", alice)
    asked = world.asked.last(DRAW)
    assert asked.priority == IDLE, "pages go first"
    picture = charts.picture(asked)
    assert picture is not None
    assert picture.title == "Pages of payments, 31 Jan to 2 Mar 2026"
    assert picture.told == "1 page; acknowledged within 2 min (median), 2 min (nine of ten); 100% in time"
    assert picture.alt.endswith("By priority: P1 1. Most in one day: 1, on 2 Mar 2026. Days in UTC.")
    assert len(picture.chart.begins) == 31


def test_where_nobody_acknowledged_it_says_so(
    world: PagerWorld, stats: PageStats, charts: PageCharts, clock: FakeClock, alice: Actor
) -> None:
    world.declare(P1, service="checkout")
    clock.advance(minutes=1)
    charts.ask(stats.of(), None, alice)
    picture = charts.picture(world.asked.last(DRAW))
    assert picture is not None
    assert picture.told == "1 page; nobody has acknowledged any"


def test_a_request_that_comes_twice_asks_for_one_picture(
    world: PagerWorld, stats: PageStats, charts: PageCharts, alice: Actor
) -> None:
    charts.ask(stats.of(), "C1", alice)
    with pytest.raises(AlreadyActed):
        charts.ask(stats.of(), "C1", alice)


def test_without_pages_or_without_the_extra_there_is_nothing_to_draw(
    world: PagerWorld, stats: PageStats, charts: PageCharts, store: Store, clock: FakeClock, alice: Actor
) -> None:
    assert not charts.can_be_drawn(stats.of())
    charts.ask(stats.of(), "C1", alice)
    assert charts.picture(world.asked.last(DRAW)) is None
    page_and_acknowledge(world, "checkout", "alice", 1)
    clock.advance(minutes=1)
    assert not PageCharts(store, clock, stats, can_draw=False).can_be_drawn(stats.of())


def test_what_was_brought_ends_its_row_and_is_shown_by_another(
    world: PagerWorld, stats: PageStats, charts: PageCharts, alice: Actor
) -> None:
    charts.ask(stats.of(), "C1", alice)
    work = taken_up(world, DRAW)
    stale = replace(work, attempt=work.attempt - 1)
    with pytest.raises(Fenced):
        charts.brought(stale, "F0", "Pages", "D1", BOT.because_of(stale.cause))
    charts.brought(work, "F1", "Pages", "D1", BOT.because_of(work.cause))
    assert world.asked.last(DRAW).state == WorkState.DONE
    shared = world.asked.last(SHARE)
    assert (shared.lane, shared.payload["file"], shared.payload["where"]) == ("channel:D1", "F1", "D1")
    assert shared.payload["asked_by"] == alice.slack_id, "who hears when it cannot be shown"
    assert shared.payload["data"]["days"] == 30
