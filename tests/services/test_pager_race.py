"""An acknowledgement against an escalation that comes due at the same moment: the acknowledgement wins.

RACES=10000 pytest tests/services/test_pager_race.py -k thousands -s   runs as many on each database.
"""

from __future__ import annotations

import os
import random
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from incidentbot.domain.escalation import Policy, Position, Step
from incidentbot.domain.page import PageState
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotPossible
from incidentbot.services.page_step import STEP, ask_timer
from incidentbot.services.page_timer import PageTimers
from incidentbot.services.pager import Pager
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld, targets
from tests.world import P1, P3, in_force, said

RACES = int(os.environ.get("RACES", "5000"))
LONGEST = 0.004  # seconds for which one of the two hesitates: about as long as either act takes
POLICY = Policy("both", (Step(targets("person alice")), Step(targets("person bob"))), 5)


def prepared(world: PagerWorld, how_many: int) -> list[int]:
    """So many pages of one ticket, each with alice asked and bob due."""
    dave = world.person("dave").as_actor()
    ticket = world.incidents.declare(said("many pages", P3), dave).ticket
    with world.store.begin() as tx:
        return [
            tx.start_page(ticket.id, f"person {number}", None, Priority.P1, "", POLICY, dave, world.clock.now()).id
            for number in range(how_many)
        ]


def make_due(world: PagerWorld, pages: list[int]) -> None:
    """Three of them each second from now on."""
    now, state = world.clock.now(), {"state": PageState.OPEN, "cycle": 0, "step": 0, "acknowledged_at": None}
    with world.store.begin() as tx:
        tx.connection.execute(tables.notification.delete())
        tx.connection.execute(tables.work.delete())
        tx.connection.execute(update(tables.page).values(**state, ended_at=None))
        for number, page in enumerate(tx.pages_with(pages).values()):
            due = now + timedelta(seconds=1 + number // 3)
            tx.change_page(page.id, next_due_at=due)
            ask_timer(tx, page, STEP, due, now)


def race(world: PagerWorld, replica: Store, pages: list[int], dice: random.Random) -> tuple[int, int]:
    """Both at once: three pages come due and are acknowledged at the same moment, then the next three. Now this one
    hesitates for a moment, now that one. How many steps came first, and how many after."""
    other = PageTimers(replica, world.clock, in_force(world.in_force.process))
    carol = world.person("carol").as_actor()
    make_due(world, pages)
    due_now = threading.Barrier(2, lambda: world.clock.advance(seconds=1) and None, timeout=20)
    threes = [pages[start : start + 3] for start in range(0, len(pages), 3)]
    mixed = [dice.sample(three, k=len(three)) for three in threes]
    hesitations = [dice.uniform(-LONGEST, LONGEST) for _ in threes]

    def acknowledge() -> None:
        for three, hesitation in zip(mixed, hesitations, strict=True):
            due_now.wait()
            time.sleep(max(0.0, hesitation))
            for page in three:
                world.pager.acknowledge(page, carol)

    def escalate() -> None:
        for three, hesitation in zip(threes, hesitations, strict=True):
            due_now.wait()
            time.sleep(max(0.0, -hesitation))
            assert sum(other.take_due_steps(1) for _ in three) == len(three)

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
    assert escalated > 0
    assert not_escalated > 0
    world.work()
    assert world.rings() == []  # what a step had asked for before it lost is not sent


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_acknowledgement_wins_in_thousands_of_interleavings(world: PagerWorld, replica: Store) -> None:
    pages, dice = prepared(world, 250), random.Random(11)
    seen = [race(world, replica, pages, dice) for _ in range(RACES // 250)]
    first, after = (sum(counts) for counts in zip(*seen, strict=True))
    name = world.store.engine.dialect.name
    print(f"\n{name}: {first + after} races: the step was first in {first}, the acknowledgement in {after}")
    assert first + after == RACES
    assert min(first, after) > RACES / 10


def test_escalating_by_two_people_at_once_escalates_once(world: PagerWorld, replica: Store) -> None:
    other = Pager(replica, world.clock, in_force(world.in_force.process))
    pages = prepared(world, 30)
    make_due(world, pages)
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
    make_due(world, [page_id])
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
        while other.take_due_steps(1):
            pass

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
