"""What begins a page, begins it again and ends it: tickets that get worse, come back, or are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.escalation import Target
from incidentbot.domain.incident import Incident
from incidentbot.domain.page import PageState
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotPossible
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PAYMENTS, PagerWorld, pager_process
from tests.world import P1, P2, P3, FakeClock, said
from tests.written import count


@pytest.fixture
def resolved(world: PagerWorld) -> Incident:
    incident = world.declare(P1)
    world.advance(minutes=1)
    world.incidents.resolve(incident.id, "mended", None, world.person("dave").as_actor())
    world.rings()
    return incident


def snoozed_at_night(world: PagerWorld, hours: float) -> Incident:
    """A P2 that waits for the morning, and that bob has snoozed until some hours after ten in the evening."""
    world.clock.advance(hours=13)
    incident = world.declare(P2)
    until = world.clock.now() + timedelta(hours=hours)
    world.pager.snooze(world.page_of(incident).id, until, world.person("bob").as_actor())
    return incident


def test_nobody_is_paged_about_what_is_resolved_because_nobody_could_take_it(
    world: PagerWorld, resolved: Incident
) -> None:
    with pytest.raises(NotPossible, match="T-1 is resolved"):
        world.pager.page(Target.read("person bob"), "look", world.person("dave").as_actor(), resolved.ticket_id)
    assert count(world.store, "page") == 1


def test_an_incident_that_is_reopened_asks_again(world: PagerWorld, resolved: Incident) -> None:
    world.incidents.reopen(resolved.id, "it is back", world.person("dave").as_actor())
    world.advance()
    assert world.rings() == ["alice by slack"]


def test_a_p2_that_is_reopened_at_night_waits_for_the_morning(world: PagerWorld, clock: FakeClock) -> None:
    incident = world.declare(P2)
    world.advance()
    dave = world.person("dave").as_actor()
    world.incidents.resolve(incident.id, "mended", None, dave)
    world.rings()
    clock.advance(hours=13)
    world.incidents.reopen(incident.id, "it is back", dave)
    world.advance()
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.WAITING)


def test_what_was_snoozed_as_a_p2_and_becomes_a_p1_asks_at_once(world: PagerWorld) -> None:
    incident = snoozed_at_night(world, hours=24)
    world.advance(hours=1)
    world.regrades.regrade(world.person("dave").as_actor(), 1, Priority.P1, "worse")
    world.advance()
    assert world.rings() == ["alice by slack", "bob by slack"]
    assert world.page_of(incident).state == PageState.OPEN


def test_what_was_snoozed_and_begins_to_grow_asks_at_once(world: PagerWorld) -> None:
    incident = snoozed_at_night(world, hours=24)
    world.regrades.mark_growing(world.person("dave").as_actor(), 1)
    world.advance()
    assert "alice by slack" in world.rings()
    assert world.page_of(incident).state == PageState.OPEN


def test_what_was_snoozed_as_a_p1_and_becomes_a_p2_stays_snoozed(world: PagerWorld, clock: FakeClock) -> None:
    incident = world.declare(P1)
    world.advance()
    page = world.page_of(incident)
    world.pager.snooze(page.id, clock.now() + timedelta(hours=1), world.person("bob").as_actor())
    world.rings()
    world.regrades.regrade(world.person("dave").as_actor(), 1, Priority.P2, "better")
    world.advance(minutes=59)
    assert world.rings() == []


def test_what_somebody_has_and_becomes_worse_stays_theirs(world: PagerWorld) -> None:
    incident = world.declare(P2)
    world.advance()
    world.acknowledge(world.page_of(incident), "alice")
    world.rings()
    world.regrades.regrade(world.person("dave").as_actor(), 1, Priority.P1, "worse")
    world.advance(hours=1)
    assert world.rings() == []


def test_a_page_that_waits_and_is_handed_on_still_asks_the_first_step_after_that(world: PagerWorld) -> None:
    policy = replace(PAYMENTS, steps=PAYMENTS.steps[:1], repeat=0)
    world.in_force.process = pager_process(escalations={"payments": policy})
    world.clock.advance(hours=13)
    incident = world.declare(P2)
    world.pager.reassign(world.page_of(incident).id, "carol", world.person("dave").as_actor())
    world.advance(minutes=4)
    assert world.rings() == ["carol by slack"]
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack"]


def test_a_ticket_that_becomes_an_incident_asks(world: PagerWorld) -> None:
    dave = world.person("dave").as_actor()
    ticket = world.incidents.declare(said("slow", P3, service="checkout"), dave).ticket
    world.incidents.got_worse(ticket.id, P1, dave)
    world.advance()
    assert world.rings() == ["alice by slack"]


def test_an_incident_that_is_downgraded_asks_nobody_any_more_and_when_it_comes_back_it_asks(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(minutes=1)
    world.rings()
    dave = world.person("dave").as_actor()
    world.regrades.regrade(dave, 1, Priority.P3, "it was a drill")
    world.advance(hours=1)
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.RESOLVED)
    world.regrades.regrade(dave, 1, Priority.P1, "it was not")
    world.advance()
    assert world.rings() == ["alice by slack"]


def test_a_p2_that_waits_and_becomes_a_p1_asks_at_once(world: PagerWorld, clock: FakeClock) -> None:
    clock.advance(hours=13)
    world.declare(P2)
    world.regrades.regrade(world.person("dave").as_actor(), 1, Priority.P1, "worse")
    world.advance()
    assert world.rings() == ["alice by slack"]
