"""When a page begins, by itself or because a person asks: on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from incidentbot.domain.escalation import Target
from incidentbot.domain.page import PageState
from incidentbot.domain.priority import Condition, Customers, ImpactFacts
from incidentbot.errors import NotPossible
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PAYMENTS, PagerWorld, pager_process
from tests.world import P1, P2, P3, FakeClock, judged, said
from tests.written import count

GROWING = judged(ImpactFacts(customers=Customers.SOME, condition=Condition.DEGRADED, growing=True))


# -- beginning --------------------------------------------------------------------------------------------------------


def test_a_p1_asks_whoever_is_on_call_at_once_and_then_the_next_ones_until_nobody_is_left(world: PagerWorld) -> None:
    incident = world.declare(P1)
    heard = []
    for minutes in (0, 5, 10, 5, 10, 10):
        world.advance(minutes=minutes)
        heard.append(world.rings())
    assert heard == [
        ["alice by slack"],
        ["bob by slack"],
        ["alice by slack"],
        ["bob by slack"],
        ["cto by slack"],
        [],
    ]
    assert world.page_of(incident).state == PageState.EXHAUSTED
    assert world.told(incident) == [
        "Incidentbot: asked alice (on call in payments-primary) by Slack at once",
        "Incidentbot: asked bob (on call in payments-secondary) by Slack at once",
        "Incidentbot: asked alice (on call in payments-primary) by Slack at once",
        "Incidentbot: asked bob (on call in payments-secondary) by Slack at once",
        "Incidentbot: asked cto (named by the policy) by Slack at once; channel #incidents",
        "Incidentbot: page 1001 (T-1): nobody has acknowledged, and nobody is left",
    ]


def test_not_a_second_too_early(world: PagerWorld) -> None:
    world.declare(P1)
    world.advance(minutes=4, seconds=59.999)
    assert world.rings() == ["alice by slack"]
    world.advance(seconds=0.001)
    assert world.rings() == ["bob by slack"]


@pytest.mark.parametrize("judgement", [P3])
def test_what_is_no_incident_asks_nobody(world: PagerWorld, judgement: Any) -> None:
    world.incidents.declare(said("noise", judgement, service="checkout"), world.person("dave").as_actor())
    world.advance(hours=2)
    assert (world.rings(), count(world.store, "page")) == ([], 0)


def test_a_p2_in_coverage_hours_asks_at_once(world: PagerWorld) -> None:
    world.declare(P2)
    world.advance()
    assert world.rings() == ["alice by slack"]


def test_a_p2_at_night_waits_for_coverage_hours(world: PagerWorld, clock: FakeClock) -> None:
    clock.advance(hours=13)  # ten in the evening
    incident = world.declare(P2)
    world.advance(hours=9, minutes=59)
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.WAITING)
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack"]
    assert world.told(incident)[0] == "Incidentbot: P2: nobody is asked before coverage hours"


def test_a_p2_that_grows_does_not_wait(world: PagerWorld, clock: FakeClock) -> None:
    clock.advance(hours=13)
    world.declare(GROWING)
    world.advance()
    assert world.rings() == ["alice by slack"]


def test_a_p2_that_begins_to_grow_at_night_is_asked_then_and_not_again_in_the_morning(
    world: PagerWorld, clock: FakeClock
) -> None:
    clock.advance(hours=13)
    incident = world.declare(P2)
    world.advance(hours=1)
    world.regrades.mark_growing(world.person("bob").as_actor(), 1)
    world.advance()
    assert world.rings() == ["alice by slack"]
    world.acknowledge(world.page_of(incident), "alice")
    world.advance(hours=12)
    assert world.rings() == []


def test_a_duplicate_never_pages_again_while_it_goes_on(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance()
    world.rings()
    for _ in range(3):
        world.start_again(incident)
    world.acknowledge(world.page_of(incident), "alice")
    world.start_again(incident)
    world.advance(minutes=4)
    assert (world.rings(), count(world.store, "page")) == ([], 1)


def test_a_page_goes_by_the_policy_that_it_began_with(world: PagerWorld) -> None:
    incident = world.declare(P1)
    other = replace(PAYMENTS, steps=PAYMENTS.steps[:1], last_resort=())
    world.in_force.process = pager_process(escalations={"payments": other})
    world.advance(minutes=5)
    assert "bob by slack" in world.rings()
    assert world.page_of(incident).policy == PAYMENTS


# -- a person pages ---------------------------------------------------------------------------------------------------


def test_a_person_pages_a_team_before_there_is_an_incident(world: PagerWorld, clock: FakeClock) -> None:
    clock.advance(hours=13)
    page = world.pager.page(Target.read("team payments"), "the ledger looks odd", world.person("dave").as_actor())
    world.advance()
    assert world.rings() == ["alice by slack"]
    assert (page.ticket_label, page.title, page.team) == ("T-1", "the ledger looks odd", "payments")


def test_a_person_pages_another_team_into_an_incident_once(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance()
    world.acknowledge(world.page_of(incident), "alice")
    world.rings()
    dave = world.person("alice").as_actor()
    world.pager.page(Target.read("team search"), "", dave, incident.ticket_id)
    with pytest.raises(NotPossible, match="team search is asked about T-1 already"):
        world.pager.page(Target.read("team search"), "", dave, incident.ticket_id)
    world.advance()
    assert world.rings() == ["dave by slack"]


def test_a_person_pages_somebody_whom_the_process_file_does_not_name(world: PagerWorld) -> None:
    world.pager.page(Target.read("person slack:U0ZOE"), "please look", world.person("alice").as_actor())
    world.advance()
    assert world.rings() == ["U0ZOE by slack"]


@pytest.mark.parametrize(
    ("target", "why", "message"), [("team nobody", "x", "no team nobody"), ("person bob", " ", "Say")]
)
def test_a_page_to_nobody_or_for_nothing_is_refused(world: PagerWorld, target: str, why: str, message: str) -> None:
    with pytest.raises(NotPossible, match=message):
        world.pager.page(Target.read(target), why, world.person("alice").as_actor())
    assert count(world.store, "ticket") == 0
