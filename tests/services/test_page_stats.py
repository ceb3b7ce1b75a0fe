"""Figures out of real pages, on both databases; and as a file that runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from incidentbot.errors import InvalidInput
from incidentbot.services.page_stats import PageStats, as_csv
from incidentbot.store.store import Store
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld
from tests.world import P1, FakeClock


@pytest.fixture
def stats(store: Store, clock: FakeClock, world: PagerWorld) -> PageStats:
    return PageStats(store, clock, world.in_force)


def page_and_acknowledge(world: PagerWorld, service: str, by: str, minutes: float) -> None:
    incident = world.declare(P1, service=service)
    world.advance(minutes=minutes)
    page = world.pager.pages_of(incident.ticket_id)[0].page
    world.pager.acknowledge(page.id, world.person(by).as_actor())


def test_pages_are_counted_with_what_they_sent(world: PagerWorld, stats: PageStats) -> None:
    page_and_acknowledge(world, "checkout", "alice", 2)
    page_and_acknowledge(world, "checkout", "bob", 7)
    page_and_acknowledge(world, "search", "dave", 1)
    found = stats.of().figures
    assert (found.total.pages, found.total.acknowledged, found.total.in_time) == (3, 3, 2)
    assert (found.total.median, found.total.p90) == (120, 420)
    assert found.total.notifications == 4, "three first ones, and bob"
    assert [(line.key, line.pages) for line in found.by["service"]] == [("checkout", 2), ("search", 1)]
    assert [line.key for line in found.by["person"]] == ["alice", "bob", "dave"]
    assert [line.key for line in stats.of(team="search").figures.by["service"]] == ["search"]
    assert found.nights == {}, "it is nine in the morning"


def test_what_is_out_of_the_range_is_not_counted(world: PagerWorld, stats: PageStats, clock: FakeClock) -> None:
    page_and_acknowledge(world, "checkout", "alice", 2)
    clock.advance(days=31)
    assert stats.of().figures.total.pages == 0
    assert stats.of(since=clock.now() - timedelta(days=40)).figures.total.pages == 1
    for since in (clock.now(), clock.now() - timedelta(days=401)):
        with pytest.raises(InvalidInput):
            stats.of(since=since)


def test_the_first_acknowledgement_counts_whatever_comes_after_it(world: PagerWorld, stats: PageStats) -> None:
    incident = world.declare(P1, service="checkout")
    world.advance(minutes=2)
    page = world.pager.pages_of(incident.ticket_id)[0].page
    world.acknowledge(page, "alice")
    world.pager.reassign(page.id, "bob", world.person("alice").as_actor())
    world.advance(minutes=3)
    assert stats.of().figures.total.acknowledged == 1, "handed on, and not taken again yet"
    world.acknowledge(page, "bob")
    found = stats.of().figures
    assert (found.total.median, found.total.in_time) == (120, 1)
    assert [line.key for line in found.by["person"]] == ["alice"]


def test_in_time_is_what_the_first_step_gave_else_five_minutes(
    world: PagerWorld, stats: PageStats, store: Store
) -> None:
    page_and_acknowledge(world, "checkout", "alice", 6)
    assert stats.of().figures.total.in_time == 0, "the first step gave five"
    first = {"targets": ["person alice"], "within": 600.5, "round_robin": False}
    for steps, in_time in (([first, {**first, "within": 1}], 1), ([], 0)):
        with store.begin() as tx:
            tx.change_page(1, policy={"name": "x", "steps": steps, "repeat": 0, "last_resort": []})
        assert stats.of().figures.total.in_time == in_time


def test_a_night_is_counted_on_the_wall_of_whoever_slept(world: PagerWorld, stats: PageStats, clock: FakeClock) -> None:
    clock.advance(hours=-6)  # three in the morning
    page_and_acknowledge(world, "checkout", "alice", 1)
    assert stats.of().figures.nights == {"alice": 1}


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "\r=1"])
def test_nothing_in_the_file_is_a_formula(world: PagerWorld, stats: PageStats, store: Store, hostile: str) -> None:
    page_and_acknowledge(world, "checkout", "alice", 1)
    with store.begin() as tx:
        tx.connection.exec_driver_sql("UPDATE ticket SET service = 'x'")
        tx.change_page(1, first_acknowledged_by=hostile)
    rows = list(csv.reader(io.StringIO(as_csv(stats.of()))))
    assert rows[0][:3] == ["what", "which", "pages"]
    assert ["service", "x", "1", "1", "1", "1", "60.0", "60.0", ""] in rows
    cells = [cell for row in rows for cell in row]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
