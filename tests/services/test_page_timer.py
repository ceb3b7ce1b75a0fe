"""What comes due by itself: snoozes and acknowledgements that end, at night too, and timers that do not fire."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.page import PageState
from incidentbot.domain.process import Process
from incidentbot.domain.work import TIMER
from incidentbot.errors import NotPossible
from incidentbot.services.page_timer import PUT_OFF
from incidentbot.services.pager import Pager
from incidentbot.store.store import Store
from tests.pager_world import PAYMENTS, PEOPLE, PagerWorld, pager_process
from tests.world import P1, P2, FakeClock
from tests.written import count


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


def lasting(hours: float) -> Process:
    return pager_process(escalations={"payments": replace(PAYMENTS, acknowledgement_lasts=timedelta(hours=hours))})


def test_a_snooze_that_ends_at_night_lets_a_p2_wait_for_coverage_hours(world: PagerWorld) -> None:
    incident = world.declare(P2)
    world.advance(hours=8)  # five in the afternoon
    page = world.page_of(incident)
    world.rings()
    world.acknowledge(page, "alice")
    world.pager.snooze(page.id, world.clock.now() + timedelta(hours=4), world.person("bob").as_actor())
    world.advance(hours=14, minutes=59)
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.SNOOZED)
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack", "bob by slack"]
    assert "Incidentbot: P2: nobody is asked before coverage hours" in world.told(incident)


def test_a_p2_that_waits_and_is_snoozed_meanwhile_wakes_nobody_in_the_night(world: PagerWorld) -> None:
    world.clock.advance(hours=13)  # ten in the evening
    incident = world.declare(P2)
    until = world.clock.now() + timedelta(hours=4)
    world.pager.snooze(world.page_of(incident).id, until, world.person("bob").as_actor())
    world.advance(hours=9, minutes=59)
    assert world.rings() == []
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack", "bob by slack"]


def test_a_snooze_that_ends_at_night_asks_at_once_about_a_p1(world: PagerWorld) -> None:
    world.clock.advance(hours=13)
    incident = world.declare(P1)
    world.advance()
    world.rings()
    until = world.clock.now() + timedelta(hours=4)
    world.pager.snooze(world.page_of(incident).id, until, world.person("bob").as_actor())
    world.advance(hours=4)
    assert world.rings() == ["alice by slack", "bob by slack"]


def test_an_acknowledgement_of_a_p2_that_runs_out_at_night_holds_until_coverage_hours(
    store: Store, clock: FakeClock
) -> None:
    world = PagerWorld(store, clock, lasting(hours=2))
    clock.advance(hours=8)
    incident = world.declare(P2)
    world.advance()
    world.acknowledge(world.page_of(incident), "alice")
    world.rings()
    world.advance(hours=14, minutes=59)
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.ACKNOWLEDGED)
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack"]


def test_whoever_acknowledged_is_asked_again_also_where_the_process_file_does_not_name_them(
    store: Store, clock: FakeClock
) -> None:
    world = PagerWorld(store, clock, lasting(hours=2))
    incident = world.declare(P1)
    world.advance()
    without_dave = {key: person for key, person in PEOPLE.items() if key != "dave"}
    world.in_force.process = replace(lasting(hours=2), people=without_dave)
    page = world.acknowledge(world.page_of(incident), "dave")
    with pytest.raises(NotPossible, match="dave has it since"):
        world.acknowledge(page, "alice")
    world.rings()
    world.advance(hours=2)
    assert world.rings() == ["alice by slack", "dave by slack"]
    assert any("the acknowledgement by dave has run out" in line for line in world.told(incident))
    assert page.acknowledged_by == "slack:U04DAVE"


def test_a_step_that_cannot_be_taken_gets_no_further_timer_at_each_audit(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance()
    world.clock.advance(minutes=10)
    for _ in range(5):
        with world.store.begin() as tx:
            tx.put_off_due(TIMER, world.clock.now(), world.clock.now() + PUT_OFF)
        world.timers.audit()
        world.clock.advance(seconds=30)
    page = world.page_of(incident)
    assert count(world.store, f"work WHERE subject = '{page.subject}' AND kind = 'page.step'") == 1


def test_nobody_can_renew_what_nobody_has(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance()
    before = world.page_of(incident)
    Pager(world.store, world.clock, world.in_force).renew(incident.ticket_id)
    assert world.page_of(incident) == before
