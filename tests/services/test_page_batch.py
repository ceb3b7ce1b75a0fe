"""Taking a step: turns of a round robin, people who only watch, groups and channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incidentbot.domain.catalog import Team
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.store.store import Store
from tests.at_once import at_once
from tests.pager_world import OFFICE, PAYMENTS, PEOPLE, PagerWorld, pager_process, schedule, targets
from tests.world import P1, FakeClock


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


def taking_turns(*reachable: str) -> Process:
    step = replace(PAYMENTS.steps[0], round_robin=True)
    people = {key: person if key in reachable else replace(person, slack=None) for key, person in PEOPLE.items()}
    return pager_process(
        people=people,
        schedules={"payments-primary": schedule("payments-primary", "alice", "bob", "carol")},
        escalations={"payments": replace(PAYMENTS, steps=(step,), repeat=0)},
    )


def test_a_turn_of_somebody_who_cannot_be_reached_goes_to_the_next_of_them(store: Store, clock: FakeClock) -> None:
    world = PagerWorld(store, clock, taking_turns("bob", "carol", "cto", "dave"))
    incident = world.declare(P1)
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert any("alice cannot be reached" in line for line in world.told(incident))


def test_where_none_of_them_can_be_reached_the_last_resort_is_asked_at_once(store: Store, clock: FakeClock) -> None:
    world = PagerWorld(store, clock, taking_turns("cto", "dave"))
    world.declare(P1)
    world.advance()
    assert world.rings() == ["cto by slack"]


def test_whoever_shadows_is_told_and_not_asked(store: Store, clock: FakeClock) -> None:
    shadowed = Schedule("payments-primary", "UTC", (Layer("always", ("alice",), shadows=("carol",)),), OFFICE)
    process = pager_process(schedules={"payments-primary": shadowed, "payments-secondary": schedule("s", "bob")})
    world = PagerWorld(store, clock, process)
    incident = world.declare(P1)
    world.advance()
    assert world.rings() == ["alice by slack"]
    told = [row.payload for row in world.asked.rows() if row.payload.get("template") == "page/shadowed"]
    assert [one["where"] for one in told] == [PEOPLE["carol"].slack]
    assert {one.person for one in world.notified(world.page_of(incident))} == {"alice"}


def test_a_user_group_is_named_where_incidents_are_announced(store: Store, clock: FakeClock) -> None:
    step = replace(PAYMENTS.steps[0], targets=targets("usergroup S01ONCALL"))
    world = PagerWorld(store, clock, pager_process(escalations={"payments": replace(PAYMENTS, steps=(step,))}))
    world.declare(P1)
    [said] = [row.payload for row in world.asked.rows() if row.payload.get("template") == "page/asked_in_channel"]
    assert (said["where"], said["data"]["usergroups"]) == ("#incidents", ["S01ONCALL"])


def test_replicas_that_take_turns_by_the_same_policies_do_not_wait_in_a_circle(
    store: Store, replica: Store, clock: FakeClock
) -> None:
    turns = replace(PAYMENTS.steps[0], round_robin=True)
    both = {key: replace(PAYMENTS, key=key, steps=(turns, turns), repeat=9) for key in ("payments", "search")}
    everybody = {"payments-primary": schedule("payments-primary", "alice", "bob", "carol")}
    teams = {key: Team(key, members=("alice",), escalation=key) for key in both}
    process = pager_process(schedules=everybody, escalations=both, teams=teams)
    world, other = PagerWorld(store, clock, process), PagerWorld(replica, clock, process)
    dave = world.person("dave").as_actor()
    for number in range(30):
        world.pager.page(targets("team search" if number % 2 else "team payments")[0], "look", dave)
    for _ in range(5):
        clock.advance(minutes=5)
        assert at_once(lambda: world.timers.take_due_steps(15), lambda: other.timers.take_due_steps(15)) == [15, 15]
