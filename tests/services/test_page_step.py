"""Whom a step asks where somebody is missing, has another shift, or takes turns: on both databases."""

from __future__ import annotations

from dataclasses import replace

from incidentbot.domain.page import PageState
from incidentbot.store.store import Store
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PAYMENTS, PEOPLE, PagerWorld, pager_process, schedule, targets
from tests.world import P1, FakeClock


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
