"""Who is asked when, what ends it, and what is said of it: on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from incidentbot.domain.escalation import Position, Target
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import PageState
from incidentbot.domain.priority import Condition, Customers, ImpactFacts, Priority
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.store.store import Store
from tests.pager_world import PAYMENTS, PEOPLE, PagerWorld, pager_process, schedule, targets
from tests.world import P1, P2, P3, FakeClock, judged, said
from tests.written import count

GROWING = judged(ImpactFacts(customers=Customers.SOME, condition=Condition.DEGRADED, growing=True))


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


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


# -- where nobody is --------------------------------------------------------------------------------------------------


def test_a_step_with_nobody_is_passed_over_at_once_and_said(store: Store, clock: FakeClock) -> None:
    empty = {"payments-primary": schedule("payments-primary"), "payments-secondary": schedule("s", "bob")}
    world = PagerWorld(store, clock, pager_process(schedules=empty))
    incident = world.declare(P1)
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert "Incidentbot: passed over step 1: schedule payments-primary has nobody" in world.told(incident)


def test_somebody_who_cannot_be_reached_by_anything_is_passed_over_at_once(store: Store, clock: FakeClock) -> None:
    people = {key: replace(person, slack=None) if key == "alice" else person for key, person in PEOPLE.items()}
    world = PagerWorld(store, clock, pager_process(people=people))
    incident = world.declare(P1)
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert any("alice cannot be reached: alice has no Slack" in line for line in world.told(incident))


def test_nobody_anywhere_is_a_red_line_in_the_channel_at_once(store: Store, clock: FakeClock) -> None:
    policy = replace(PAYMENTS, last_resort=targets("person nobody"))
    world = PagerWorld(store, clock, pager_process(schedules={}, escalations={"payments": policy}))
    incident = world.declare(P1)
    assert world.page_of(incident).state == PageState.EXHAUSTED
    said_there = [row.payload["template"] for row in world.asked.rows() if row.kind == "message.post"]
    assert said_there.count("page/exhausted") == 2  # in its channel and where incidents are announced


def test_a_team_without_a_policy_asks_its_owner_or_else_its_members(world: PagerWorld) -> None:
    world.declare(P1, "search")
    world.advance()
    assert world.rings() == ["dave by slack"]


def test_an_override_holds_at_the_moment_of_the_step(world: PagerWorld) -> None:
    world.declare(P1)
    world.advance(minutes=1)
    world.override("payments-secondary", "carol", hours=1)
    world.advance(minutes=4)
    assert world.rings() == ["alice by slack", "carol by slack"]


def test_round_robin_asks_another_one_each_time(store: Store, clock: FakeClock) -> None:
    step = replace(PAYMENTS.steps[0], round_robin=True)
    everybody = schedule("payments-primary", "alice", "bob", "carol")
    process = pager_process(
        schedules={"payments-primary": everybody}, escalations={"payments": replace(PAYMENTS, steps=(step,), repeat=0)}
    )
    world = PagerWorld(store, clock, process)
    for number in range(4):
        world.declare(P1, title=f"number {number}")
        world.advance()
    assert [address for address, _ in world.slack.rang] == [
        PEOPLE[name].slack for name in ("alice", "bob", "carol", "alice")
    ]


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


# -- the auditor ------------------------------------------------------------------------------------------------------


def test_a_timer_that_was_lost_is_found_and_set_anew(world: PagerWorld, clock: FakeClock) -> None:
    incident = world.declare(P1)
    world.advance()
    world.rings()
    world.forget_work("page.step")
    world.advance(minutes=5, seconds=59)
    assert (world.timers.audit().is_passed, world.rings()) == (True, [])
    world.advance(seconds=2)
    found = world.timers.audit()
    assert [page.ticket_id for page in found.repaired] == [incident.ticket_id]
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert world.timers.audit().is_passed


# -- what begins and ends pages elsewhere -----------------------------------------------------------------------------


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
