"""An acknowledgement against an escalation that comes due at the same moment: the acknowledgement wins."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from incidentbot.domain.escalation import Policy, Position, Step
from incidentbot.domain.page import PageState
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotPossible
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.pager import Pager
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once
from tests.pager_world import PagerWorld, pager_process, targets
from tests.world import P1, P3, FakeClock, in_force, said

POLICY = Policy("both", (Step(targets("person alice")), Step(targets("person bob"))), 5)


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


def prepared(world: PagerWorld, how_many: int) -> list[int]:
    """So many pages of one ticket, each with alice asked and bob due."""
    dave = world.person("dave").as_actor()
    ticket = world.incidents.declare(said("many pages", P3), dave).ticket
    with world.store.begin() as tx:
        return [
            tx.start_page(ticket.id, f"person {number}", None, Priority.P1, "", POLICY, dave, world.clock.now()).id
            for number in range(how_many)
        ]


def make_due(world: PagerWorld) -> None:
    due = {"state": PageState.OPEN, "cycle": 0, "step": 0, "next_due_at": world.clock.now(), "acknowledged_at": None}
    with world.store.engine.begin() as connection:
        connection.execute(tables.notification.delete())
        connection.execute(update(tables.page).values(**due, ended_at=None))


def race(world: PagerWorld, replica: Store, pages: list[int], dice: random.Random) -> tuple[int, int]:
    """Both at once, page by page, each in its own order of a few; how many steps came first, and how many after."""
    other = PageTimers(replica, world.clock, in_force(world.in_force.process))
    carol = world.person("carol").as_actor()
    make_due(world)

    def mixed() -> list[int]:
        threes = [pages[start : start + 3] for start in range(0, len(pages), 3)]
        return [page for three in threes for page in dice.sample(three, k=len(three))]

    mine, theirs = mixed(), mixed()

    def acknowledge() -> None:
        for page in mine:
            world.pager.acknowledge(page, carol)

    def escalate() -> None:
        for page in theirs:
            other.step(page, BOT)

    for outcome in at_once(acknowledge, escalate):
        assert outcome is None
    return _steps_taken(world, pages)


def _steps_taken(world: PagerWorld, pages: list[int]) -> tuple[int, int]:
    with world.store.engine.connect() as connection:
        states = set(connection.scalars(select(tables.page.c.state)))
        waiting = connection.scalar(
            select(func.count()).select_from(tables.notification).where(tables.notification.c.state == "waiting")
        )
        asked = connection.scalar(select(func.count(tables.notification.c.page_id.distinct()))) or 0
    assert states == {PageState.ACKNOWLEDGED}
    assert waiting == 0
    return asked, len(pages) - asked


def test_the_acknowledgement_wins_whoever_comes_first(world: PagerWorld, replica: Store) -> None:
    pages = prepared(world, 60)
    escalated, not_escalated = race(world, replica, pages, random.Random(7))
    assert escalated + not_escalated == 60


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_acknowledgement_wins_in_thousands_of_interleavings(world: PagerWorld, replica: Store) -> None:
    pages, dice = prepared(world, 250), random.Random(11)
    seen = [race(world, replica, pages, dice) for _ in range(20)]
    first, after = (sum(counts) for counts in zip(*seen, strict=True))
    print(f"{first + after} races: the step was first in {first}, the acknowledgement in {after}")
    assert first + after == 5000
    assert first > 10
    assert after > 10


def test_escalating_by_two_people_at_once_escalates_once(world: PagerWorld, replica: Store) -> None:
    other = Pager(replica, world.clock, in_force(world.in_force.process))
    pages = prepared(world, 30)
    make_due(world)
    alice, carol = world.person("alice").as_actor(), world.person("carol").as_actor()

    def press(pager: Pager, by: Actor) -> int:
        done = 0
        for page_id in pages:
            with suppress(NotPossible):
                pager.escalate(page_id, Position(0, 0), by)
                done += 1
        return done

    both = at_once(lambda: press(world.pager, alice), lambda: press(other, carol))
    assert sum(both) == 30
    with world.store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.notification)) == 30


def test_an_acknowledgement_is_taken_by_one_of_many(world: PagerWorld, replica: Store) -> None:
    other = Pager(replica, world.clock, in_force(world.in_force.process))
    [page_id] = prepared(world, 1)
    make_due(world)
    names = ("alice", "bob", "carol", "cto")
    acts = [
        lambda pager=pager, name=name: pager.acknowledge(page_id, world.person(name).as_actor())
        for name, pager in zip(names, [world.pager, other] * 2, strict=True)
    ]
    outcomes = at_once(*acts)
    assert sorted(isinstance(outcome, NotPossible) for outcome in outcomes) == [False, True, True, True]


def test_resolving_and_stepping_at_once_end_in_peace(world: PagerWorld, replica: Store) -> None:
    """Neither waits for the other in a circle."""
    other = PageTimers(replica, world.clock, in_force(world.in_force.process))
    incidents = []
    for number in range(20):
        world.clock.advance(minutes=1)
        incidents.append(world.declare(P1, title=f"number {number}"))
    pages = [world.page_of(incident) for incident in incidents]
    world.clock.advance(minutes=30)
    dave = world.person("dave").as_actor()

    def resolve() -> None:
        for incident in incidents:
            world.incidents.resolve(incident.id, "mended", None, dave)

    def step() -> None:
        for page in pages:
            other.step(page.id, BOT)

    def acknowledge() -> None:
        for page in pages:
            with suppress(NotPossible):
                world.pager.acknowledge(page.id, world.person("carol").as_actor())

    assert at_once(resolve, step, acknowledge) == [None, None, None]
    world.advance()
    later = world.clock.now() + timedelta(hours=1)
    world.rings()
    world.advance(hours=1)
    assert world.clock.now() == later
