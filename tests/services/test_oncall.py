"""Who is on call: asked, told before it begins, handed on when it does, missed where there is nobody; and the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.schedule import Why
from incidentbot.errors import NotFound
from tests.oncall_world import ACTORS, MONDAY, POLICY, PRIMARY, PROCESS, WEEK, OncallWorld, weekly, world
from tests.world import FakeClock
from tests.written import count

__all__ = ["world"]

HOUR = timedelta(hours=1)
DIGESTS = ["U01ALICE handover/digest", "U02BOB handover/digest", "#team-payments handover/digest"]


# -- asking -----------------------------------------------------------------------------------------------------------


def test_who_until_when_and_who_is_next(world: OncallWorld) -> None:
    found = world.oncall.who("payments")["payments-primary"]
    assert (found.people, found.until) == (("alice",), MONDAY + WEEK)
    assert [duty.person for duty in found.next] == ["bob"]
    assert world.on_call(MONDAY + 2 * WEEK) == ("carol",)


@pytest.mark.parametrize("word", ["payments-primary", "PAYMENTS", "Payments", " payments "])
def test_a_schedule_and_a_team_are_found_by_their_names(world: OncallWorld, word: str) -> None:
    assert list(world.oncall.who(word)) == ["payments-primary"]


def test_a_word_that_is_none_of_them_is_told_with_the_nearest(world: OncallWorld) -> None:
    with pytest.raises(NotFound, match=r"“paymnets” is no schedule, team or service.*did you mean “payments"):
        world.oncall.who("paymnets")


def test_an_override_says_why(world: OncallWorld) -> None:
    world.covers.cover(["payments-primary"], "carol", "alice", MONDAY, MONDAY + 2 * HOUR, "dentist", ACTORS["alice"])
    [shift] = world.oncall.who()["payments-primary"].shifts
    assert (shift.person, shift.why, shift.instead_of, shift.end) == ("carol", Why.OVERRIDE, "alice", MONDAY + 2 * HOUR)


# -- the past stays ---------------------------------------------------------------------------------------------------


def test_editing_the_file_never_rewrites_past_shifts(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(days=10)  # bob's week
    world.changes_schedule(weekly("carol", "alice"))
    clock.advance(days=10)
    shifts = world.oncall.shifts("payments", MONDAY, MONDAY + 3 * WEEK)["payments-primary"]
    told = [(shift.person, shift.start, shift.end) for shift in shifts]
    edited = MONDAY + timedelta(days=10)
    assert told == [
        ("alice", MONDAY, MONDAY + WEEK),
        ("bob", MONDAY + WEEK, edited),
        ("alice", edited, MONDAY + 2 * WEEK),
        ("carol", MONDAY + 2 * WEEK, MONDAY + 3 * WEEK),
    ]
    assert world.on_call(MONDAY + timedelta(days=8)) == ("bob",)
    assert world.on_call(edited + HOUR) == ("alice",)


def test_the_same_file_read_again_records_nothing(world: OncallWorld) -> None:
    before = count(world.store, "schedule_version")
    world.take_over(PROCESS)
    world.take_over(replace(PROCESS, version="another text, the same schedules"))
    assert (before, count(world.store, "schedule_version")) == (1, 1)


def test_a_schedule_that_is_taken_out_ends_then(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(days=1)
    world.asked.forget()
    world.take_over(replace(PROCESS, schedules={}, escalations={}))
    clock.advance(days=1)
    world.take_over(PROCESS)
    shifts = world.oncall.shifts("payments", MONDAY, MONDAY + WEEK)["payments-primary"]
    assert [(shift.start, shift.end) for shift in shifts] == [
        (MONDAY, MONDAY + timedelta(days=1)),
        (MONDAY + timedelta(days=2), MONDAY + WEEK),
    ]


def test_an_edit_tells_everybody_whose_future_shifts_changed_and_nobody_else(
    world: OncallWorld, clock: FakeClock
) -> None:
    clock.advance(days=1)
    world.changes_schedule(weekly("alice", "bob", "carol"), weekly("dan", precedence=1, ends=MONDAY + 2 * WEEK))
    assert world.told() == ["U01ALICE oncall/changed", "U02BOB oncall/changed", "U04DAN oncall/changed"]
    assert world.last("oncall/changed") == {
        "schedule": "payments-primary",
        "person": {"key": "dan", "name": "Dan", "slack_id": "U04DAN"},
        "gained": [{"start": clock.now(), "end": MONDAY + 2 * WEEK}],
        "lost": [],
        "more": 0,
        "by": "Incidentbot",
        "why": "the process file was changed",
    }


# -- before a shift and at the handoff --------------------------------------------------------------------------------


def test_an_hour_before_the_shift_whoever_comes_hears_it(world: OncallWorld) -> None:
    world.moves_to(MONDAY + WEEK - HOUR - timedelta(seconds=1))
    assert world.told() == []
    world.moves_to(MONDAY + WEEK - HOUR)
    assert world.told() == ["U02BOB oncall/soon"]
    told = world.last("oncall/soon")
    assert (told["start"], told["end"]) == (MONDAY + WEEK, MONDAY + 2 * WEEK)
    assert told["queues"] == [{"team": "payments", "open": 0}]


def test_at_the_handoff_the_queue_changes_hands_and_the_next_one_is_planned(world: OncallWorld) -> None:
    world.moves_to(MONDAY + WEEK)
    assert world.told() == ["U02BOB oncall/soon", *DIGESTS]
    assert world.asked.last("oncall.topic").payload == {
        "channel": "#team-payments",
        "data": {
            "people": [{"key": "bob", "name": "Bob", "slack_id": "U02BOB"}],
            "until": MONDAY + 2 * WEEK,
            "until_said": "Mon 16 Mar 09:00 UTC",
            "schedule": "payments-primary",
        },
    }
    assert world.asked.last("oncall.usergroup").payload == {"usergroup": "S01PAYMENTS", "users": ["U02BOB"]}
    world.moves_to(MONDAY + 3 * WEEK)
    assert world.told().count("#team-payments handover/digest") == 2


def on_duty(world: OncallWorld) -> list[str]:
    """In the user group."""
    rows = [row for row in world.asked.rows() if row.kind == "oncall.usergroup"]
    return list(rows[-1].payload["users"]) if rows else []


def test_a_cover_that_begins_at_once_is_a_handoff_too(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(hours=1)
    now = clock.now()
    world.covers.cover(["payments-primary"], "dan", "alice", now, now + 2 * HOUR, "", ACTORS["alice"])
    world.runs()
    assert on_duty(world) == ["U04DAN"]
    assert world.asked.last("oncall.topic").payload["data"]["people"][0]["key"] == "dan"
    assert "#team-payments handover/digest" in world.told()
    world.moves_to(now + 2 * HOUR)
    assert on_duty(world) == ["U01ALICE"]


def test_whatever_changes_who_is_on_call_now_fills_the_user_group(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(hours=1)
    now = clock.now()
    [kept] = world.covers.cover(["payments-primary"], "dan", "alice", now, now + 2 * HOUR, "", ACTORS["alice"]).covers
    world.moves_to(now + HOUR)
    world.covers.remove(kept.id, ACTORS["dan"])
    world.runs()
    assert on_duty(world) == ["U01ALICE"]
    world.changes_schedule(weekly("carol", "alice"))
    world.runs()
    assert on_duty(world) == ["U03CAROL"]
    filled = count(world.store, "work WHERE kind = 'oncall.usergroup'")
    world.covers.cover(["payments-primary"], "dan", "carol", now + WEEK, now + 2 * WEEK, "", ACTORS["alice"])
    world.runs()
    assert count(world.store, "work WHERE kind = 'oncall.usergroup'") == filled, "nothing changed for now"


def test_a_bot_that_was_down_hands_over_once(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(days=16)  # over two handoffs, into carol's week
    world.runs()
    assert [told for told in world.told() if "digest" in told] == [
        "U01ALICE handover/digest",
        "U03CAROL handover/digest",
        "#team-payments handover/digest",
    ]


def test_a_shift_that_somebody_else_has_by_then_is_told_to_them(world: OncallWorld) -> None:
    world.covers.cover(["payments-primary"], "dan", "bob", MONDAY + WEEK, MONDAY + WEEK + HOUR, "", ACTORS["bob"])
    world.told()
    world.moves_to(MONDAY + WEEK - HOUR)
    assert world.told() == ["U04DAN oncall/soon"]


def test_planning_anew_repeats_nothing_that_was_told(world: OncallWorld) -> None:
    world.moves_to(MONDAY + WEEK - HOUR)
    world.told()
    world.covers.cover(["payments-primary"], "dan", None, MONDAY + 3 * WEEK, MONDAY + 4 * WEEK, "", ACTORS["bob"])
    assert world.told() == ["U04DAN oncall/changed"]
    world.moves_to(MONDAY + WEEK - timedelta(minutes=30))
    assert world.told() == []


def test_a_schedule_that_is_asked_second_hands_no_queue_over(world: OncallWorld, clock: FakeClock) -> None:
    second = replace(PRIMARY, key="payments-secondary")
    steps = (*POLICY.steps, replace(POLICY.steps[0], targets=(replace(POLICY.steps[0].targets[0], key=second.key),)))
    changed = replace(
        PROCESS,
        schedules={PRIMARY.key: replace(PRIMARY, layers=(weekly("alice"),)), second.key: second},
        escalations={"payments": replace(POLICY, steps=steps)},
    )
    world.take_over(changed)
    world.told()
    world.moves_to(MONDAY + WEEK)
    assert world.told() == ["U02BOB oncall/soon"]


def test_a_schedule_without_a_plan_gets_one(world: OncallWorld, clock: FakeClock) -> None:
    with world.store.begin() as tx:
        tx.bump_epoch("schedule:payments-primary")
    world.moves_to(MONDAY + HOUR)
    world.oncall.look()
    world.moves_to(MONDAY + WEEK)
    assert world.told()[-1] == "#team-payments handover/digest"


# -- gaps -------------------------------------------------------------------------------------------------------------


def test_a_gap_is_told_to_the_team_a_week_and_a_day_before(world: OncallWorld) -> None:
    start = MONDAY + timedelta(days=10)
    world.covers.day_off("bob", start, start + 2 * HOUR, "", ACTORS["bob"])
    told = {}
    for day in range(0, 11):
        world.moves_to(MONDAY + timedelta(days=day, minutes=1))
        world.told()
        world.oncall.look()
        told[day] = world.told()
    assert {day: lines for day, lines in told.items() if lines} == {
        3: ["#team-payments oncall/gap"],
        9: ["#team-payments oncall/gap"],
    }
    assert world.last("oncall/gap")["gaps"] == [{"start": start, "end": start + 2 * HOUR}]


def test_nights_without_anybody_are_told_once_and_not_each_night(world: OncallWorld, clock: FakeClock) -> None:
    office = Coverage((Window.daily(time(9), time(17)),))
    world.changes_schedule(weekly("alice", "bob", "carol", hours=office))
    world.told()
    assert world.oncall.look() == 7
    for _ in range(28 * 4):
        clock.advance(hours=6)
        assert world.oncall.look() == 0


def test_a_gap_that_is_on_is_told_at_once_and_only_once(world: OncallWorld, clock: FakeClock) -> None:
    world.covers.day_off("alice", MONDAY, MONDAY + timedelta(days=3), "", ACTORS["alice"])
    world.told()
    assert [world.oncall.look() for _ in range(3)] == [1, 0, 0]
    clock.advance(hours=12)
    assert world.oncall.look() == 0


def test_what_was_looked_at_at_the_same_moment_is_not_told_twice(world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", ends=MONDAY + timedelta(days=2)))
    assert (world.oncall.look(), world.oncall.look()) == (1, 0)


def test_shifts_of_a_person_over_a_clock_change(world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", "bob", start=date(2026, 3, 23)), zone="Europe/Prague")
    own = world.oncall.shifts_of("bob", datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC))
    assert [(one.shift.start, one.shift.end) for one in own] == [
        (datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 4, 6, 7, tzinfo=UTC))
    ]
