"""What people do with a page: acknowledge it, escalate it, snooze it, hand it on; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from incidentbot.domain.escalation import Position
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import PageState
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.store.store import Store
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PAYMENTS, PEOPLE, PagerWorld, pager_process
from tests.world import P1, FakeClock

# -- acknowledging ----------------------------------------------------------------------------------------------------


def test_acknowledging_stops_it_cancels_what_is_unsent_and_tells_those_who_were_asked(world: PagerWorld) -> None:
    world.give("bob", MethodKind.VOICE)
    incident = world.declare(P1)
    world.advance(minutes=6)
    world.rings()
    page = world.acknowledge(world.page_of(incident), "bob")
    assert (page.state, page.acknowledged_by, page.acknowledged_how) == (PageState.ACKNOWLEDGED, "bob", "Slack")
    world.advance(hours=3)
    assert world.rings() == []
    assert [str(one.state) for one in world.notified(page)] == ["sent", "sent", "cancelled"]
    stood_down = [
        row.payload["where"] for row in world.asked.rows() if row.payload.get("template") == "page/stood_down"
    ]
    assert stood_down == [PEOPLE["alice"].slack]


def test_whoever_is_first_commands_where_nobody_does(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.acknowledge(world.page_of(incident), "alice")
    commander = world.incidents.incident(incident.id).commander
    assert commander is not None
    assert commander.name == "alice"
    other = world.declare(P1, title="another one")
    world.incidents.take_command(other.id, world.person("bob").as_actor())
    world.acknowledge(world.page_of(other), "alice")
    commander = world.incidents.incident(other.id).commander
    assert commander is not None
    assert commander.name == "bob"


def test_the_second_one_is_told_who_has_it(world: PagerWorld) -> None:
    incident = world.declare(P1)
    page = world.acknowledge(world.page_of(incident), "alice")
    with pytest.raises(NotPossible, match="alice has it since 09:00 UTC"):
        world.acknowledge(page, "bob")


def test_a_page_that_was_exhausted_can_still_be_taken(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(hours=2)
    page = world.page_of(incident)
    assert page.state == PageState.EXHAUSTED
    assert world.acknowledge(page, "alice").state == PageState.ACKNOWLEDGED


def test_what_was_exhausted_and_then_resolved_can_not_be_taken(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(hours=2)
    world.incidents.resolve(incident.id, "mended", None, world.person("dave").as_actor())
    with pytest.raises(NotPossible, match="T-1 is resolved"):
        world.acknowledge(world.page_of(incident), "alice")


def test_what_was_exhausted_and_has_a_newer_page_is_neither_taken_nor_handed_on(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(hours=2)
    old = world.page_of(incident)
    world.start_again(incident)
    alice = world.person("alice").as_actor()
    with pytest.raises(NotPossible, match="T-1 has a newer page"):
        world.pager.reassign(old.id, "bob", alice)
    with pytest.raises(NotPossible, match="T-1 has a newer page"):
        world.pager.acknowledge(old.id, alice)


def test_resolving_ends_everything(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(minutes=1)
    world.rings()
    world.incidents.resolve(incident.id, "mended", None, world.person("dave").as_actor())
    world.advance(hours=2)
    assert (world.rings(), world.page_of(incident).state) == ([], PageState.RESOLVED)


def test_a_telephone_acknowledges_by_the_code_of_the_page(world: PagerWorld) -> None:
    incident = world.declare(P1)
    [page] = world.pager.acknowledge_by_code(" 1001 ", "alice", "SMS")
    assert (page.acknowledged_by, page.acknowledged_how) == ("alice", "SMS")
    commander = world.incidents.incident(incident.id).commander
    assert commander is not None
    assert "alice: acknowledged by SMS: page 1001 (T-1)" in world.told(incident)
    with pytest.raises(NotFound, match="There is no page 4711"):
        world.pager.acknowledge_by_code("4711", "alice", "SMS")


def lasting(minutes: float) -> Any:
    policy = replace(PAYMENTS, acknowledgement_lasts=timedelta(minutes=minutes))
    return pager_process(escalations={"payments": policy})


def test_an_acknowledgement_that_runs_out_asks_its_giver_and_whoever_is_on_call_now(
    store: Store, clock: FakeClock
) -> None:
    world = PagerWorld(store, clock, lasting(30))
    incident = world.declare(P1)
    world.advance(minutes=5)
    world.acknowledge(world.page_of(incident), "bob")
    world.rings()
    world.advance(minutes=29)
    assert world.rings() == []
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack", "bob by slack"]
    assert world.page_of(incident).state == PageState.OPEN
    world.advance(minutes=5)
    assert world.rings() == ["bob by slack"]


def test_activity_in_the_channel_renews_an_acknowledgement(store: Store, clock: FakeClock) -> None:
    world = PagerWorld(store, clock, lasting(30))
    incident = world.declare(P1)
    world.advance()
    world.acknowledge(world.page_of(incident), "alice")
    world.rings()
    world.advance(minutes=20)
    world.pager.renew(incident.ticket_id)
    world.advance(minutes=29)
    assert world.rings() == []
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack"]


# -- escalating, snoozing, handing on ---------------------------------------------------------------------------------


def test_two_people_who_press_escalate_escalate_once(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(minutes=1)
    page = world.page_of(incident)
    world.pager.escalate(page.id, page.position, world.person("alice").as_actor())
    with pytest.raises(NotPossible, match="escalated a moment ago"):
        world.pager.escalate(page.id, page.position, world.person("carol").as_actor())
    world.advance(minutes=9)
    assert world.rings() == ["alice by slack", "bob by slack"]
    assert world.page_of(incident).position == Position(0, 1)


def test_after_the_last_resort_there_is_nobody_to_escalate_to(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance(minutes=30)
    page = world.page_of(incident)
    with pytest.raises(NotPossible, match="everybody has been asked"):
        world.pager.escalate(page.id, page.position, world.person("alice").as_actor())


def test_escalating_what_somebody_has_asks_the_next_ones_all_the_same(world: PagerWorld) -> None:
    incident = world.declare(P1)
    page = world.acknowledge(world.page_of(incident), "alice")
    world.pager.escalate(page.id, page.position, world.person("alice").as_actor())
    world.advance()
    assert world.rings() == ["bob by slack"]


def test_a_snooze_has_an_end_and_then_it_asks_from_the_beginning(world: PagerWorld, clock: FakeClock) -> None:
    incident = world.declare(P1)
    world.advance(minutes=5)
    world.rings()
    page = world.page_of(incident)
    world.pager.snooze(page.id, clock.now() + timedelta(hours=1), world.person("bob").as_actor())
    world.advance(minutes=59)
    assert world.rings() == []
    world.advance(minutes=1)
    assert world.rings() == ["alice by slack", "bob by slack"]


@pytest.mark.parametrize("hours", [0, -1, 24 * 7.1])
def test_a_snooze_without_a_reasonable_end_is_refused(world: PagerWorld, clock: FakeClock, hours: float) -> None:
    page = world.page_of(world.declare(P1))
    with pytest.raises(InvalidInput, match="within a week"):
        world.pager.snooze(page.id, clock.now() + timedelta(hours=hours), world.person("bob").as_actor())


def test_a_page_that_is_handed_on_asks_the_new_person_and_then_those_who_come_next(world: PagerWorld) -> None:
    incident = world.declare(P1)
    world.advance()
    page = world.acknowledge(world.page_of(incident), "alice")
    world.rings()
    world.pager.reassign(page.id, "carol", world.person("alice").as_actor())
    world.advance(minutes=4)
    assert world.rings() == ["carol by slack"]
    world.advance(minutes=1)
    assert world.rings() == ["bob by slack"]


def test_a_page_is_not_handed_to_somebody_who_cannot_be_reached(world: PagerWorld) -> None:
    page = world.page_of(world.declare(P1))
    with pytest.raises(NotPossible, match="eve cannot be reached: eve has no Slack"):
        world.pager.reassign(page.id, "eve", world.person("alice").as_actor())
    assert world.pager.one(page.id).page == page
