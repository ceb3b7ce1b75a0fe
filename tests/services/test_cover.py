"""What people enter against a schedule: covers, days off, another plan for a while; and taking them back."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.schedule import ANYONE, Layer, TemporaryShift
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from tests.oncall_world import ACTORS, MONDAY, WEEK, OncallWorld, weekly, world
from tests.world import FakeClock
from tests.written import count

__all__ = ["world"]

KEY = ["payments-primary"]
HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)


def cover(world: OncallWorld, who: str = "bob", replaces: str | None = "alice", **more: Any) -> Any:
    wanted = {"schedules": KEY, "start": TUESDAY, "end": TUESDAY + 2 * HOUR, "reason": "", "by": ACTORS["alice"]}
    return world.covers.cover(who=who, replaces=replaces, **{**wanted, **more})


def test_a_cover_holds_from_its_start_to_before_its_end(world: OncallWorld) -> None:
    cover(world)
    moments = (TUESDAY - timedelta(seconds=1), TUESDAY, TUESDAY + 2 * HOUR - timedelta(seconds=1), TUESDAY + 2 * HOUR)
    assert [world.on_call(at) for at in moments] == [("alice",), ("bob",), ("bob",), ("alice",)]


def test_whoever_is_concerned_and_did_not_enter_it_is_told(world: OncallWorld) -> None:
    entered = cover(world, reason="dentist")
    assert world.told() == ["U02BOB oncall/changed"]
    assert [(change.person, change.gained, change.lost) for change in entered.changes] == [
        ("alice", (), ((TUESDAY, TUESDAY + 2 * HOUR),)),
        ("bob", ((TUESDAY, TUESDAY + 2 * HOUR),), ()),
    ]
    cover(world, who="carol", replaces="bob", by=ACTORS["dan"])
    assert world.told() == ["U02BOB oncall/changed", "U03CAROL oncall/changed"]


def test_covers_may_overlap_and_the_later_one_wins(world: OncallWorld) -> None:
    cover(world)
    cover(world, who="carol", start=TUESDAY + HOUR, end=TUESDAY + 3 * HOUR)
    at = [TUESDAY + timedelta(minutes=30), TUESDAY + 90 * timedelta(minutes=1), TUESDAY + 150 * timedelta(minutes=1)]
    assert [world.on_call(moment) for moment in at] == [("bob",), ("carol",), ("carol",)]


@pytest.mark.parametrize(
    ("replaces", "on_call"), [("alice", ("dan",)), (ANYONE, ("dan",)), (None, ("alice", "dan")), ("bob", ("alice",))]
)
def test_instead_of_somebody_of_anybody_or_besides(
    world: OncallWorld, replaces: str | None, on_call: tuple[str, ...]
) -> None:
    cover(world, who="dan", replaces=replaces)
    assert world.on_call(TUESDAY) == on_call


def test_a_cover_that_has_begun_ends_now_and_what_is_over_stays(world: OncallWorld, clock: FakeClock) -> None:
    [kept] = cover(world).covers
    clock.advance(days=1, hours=1)
    world.covers.remove(kept.id, ACTORS["bob"])
    assert world.on_call() == ("alice",)
    shifts = world.oncall.shifts("payments", TUESDAY, TUESDAY + 2 * HOUR)["payments-primary"]
    assert [(shift.person, shift.end - shift.start) for shift in shifts] == [("bob", HOUR), ("alice", HOUR)]
    with pytest.raises(NotPossible):
        world.covers.remove(kept.id, ACTORS["bob"])


def test_a_cover_that_has_not_begun_never_was(world: OncallWorld) -> None:
    [kept] = cover(world).covers
    world.told()
    world.covers.remove(kept.id, ACTORS["dan"])
    assert world.on_call(TUESDAY) == ("alice",)
    assert world.told() == ["U01ALICE oncall/changed", "U02BOB oncall/changed"]
    assert world.covers.coming(KEY) == []
    with pytest.raises(NotFound):
        world.covers.remove(99, ACTORS["dan"])


def test_a_day_off_that_leaves_nobody_says_so(world: OncallWorld) -> None:
    entered = world.covers.day_off("alice", TUESDAY, TUESDAY + HOUR, "", ACTORS["alice"])
    assert [(key, gap.start, gap.end) for key, gap in entered.gaps] == [("payments-primary", TUESDAY, TUESDAY + HOUR)]
    assert world.on_call(TUESDAY) == ()
    assert world.covers.day_off("bob", TUESDAY, TUESDAY + HOUR, "", ACTORS["bob"]).changes == ()


def test_only_gaps_that_come_of_it_are_told(world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", hours=Coverage((Window.daily(time(9), time(17)),))))
    entered = world.covers.day_off("alice", TUESDAY + HOUR, TUESDAY + 24 * HOUR, "", ACTORS["alice"])
    assert [(gap.start, gap.end) for _, gap in entered.gaps] == [(TUESDAY + HOUR, TUESDAY + 8 * HOUR)]
    assert cover(world, start=TUESDAY, end=TUESDAY + 24 * HOUR).gaps == ()


def test_a_day_off_is_stood_in_for_by_the_layer_below_and_those_concerned_are_told(world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", "bob", precedence=1), Layer("backup", ("dan",)))
    world.told()
    entered = world.covers.day_off("alice", TUESDAY, TUESDAY + HOUR, "", ACTORS["alice"])
    assert entered.gaps == ()
    assert world.told() == ["U04DAN oncall/changed"]
    assert [world.on_call(at) for at in (TUESDAY, TUESDAY + HOUR)] == [("dan",), ("alice",)]


def test_who_only_covers_can_have_a_day_off_too(world: OncallWorld) -> None:
    with pytest.raises(InvalidInput):
        world.covers.day_off("dan", TUESDAY, TUESDAY + HOUR, "", ACTORS["dan"])
    cover(world, who="dan")
    world.told()
    world.covers.day_off("dan", TUESDAY, TUESDAY + HOUR, "", ACTORS["dan"])
    assert world.on_call(TUESDAY) == ("alice",)
    assert world.told() == ["U01ALICE oncall/changed"]


def test_another_plan_takes_the_place_of_everything(world: OncallWorld) -> None:
    shifts = [
        TemporaryShift("dan", TUESDAY, TUESDAY + HOUR),
        TemporaryShift("carol", TUESDAY + 2 * HOUR, TUESDAY + WEEK),
    ]
    entered = world.covers.plan_for_a_while(KEY[0], TUESDAY, TUESDAY + 3 * HOUR, shifts, "launch", ACTORS["alice"])
    assert [world.on_call(TUESDAY + hours * HOUR) for hours in range(4)] == [("dan",), (), ("carol",), ("alice",)]
    assert [gap.start for _, gap in entered.gaps] == [TUESDAY + HOUR]
    assert world.told() == ["U03CAROL oncall/changed", "U04DAN oncall/changed"]
    assert entered.temporary_id
    world.covers.remove_plan(entered.temporary_id, ACTORS["alice"])
    assert world.on_call(TUESDAY) == ("alice",)
    with pytest.raises(NotFound):
        world.covers.remove_plan(entered.temporary_id, ACTORS["alice"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"who": "mallory"}, "who"),
        ({"replaces": "<!channel>"}, "replaces"),
        ({"who": "alice"}, "who"),
        ({"schedules": ["nights"]}, "schedule"),
        ({"schedules": []}, "schedule"),
        ({"end": TUESDAY}, "end"),
        ({"end": MONDAY}, "end"),
        ({"end": TUESDAY + timedelta(days=400)}, "end"),
    ],
)
def test_what_is_wrong_is_told_by_its_field_and_changes_nothing(
    world: OncallWorld, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        cover(world, **wrong)
    assert list(refused.value.fields) == [field]
    assert count(world.store, "override") == 0


def test_the_past_cannot_be_covered_afterwards(world: OncallWorld, clock: FakeClock) -> None:
    clock.advance(hours=3)
    [kept] = cover(world, start=MONDAY, end=MONDAY + 4 * HOUR).covers
    assert kept.override.start == clock.now()
    assert world.on_call(MONDAY + HOUR) == ("alice",)


def test_calendars_learn_of_what_was_taken_away(world: OncallWorld) -> None:
    cover(world, start=MONDAY + WEEK, end=MONDAY + 2 * WEEK, who="dan", replaces="bob")
    with world.store.read() as tx:
        changes = tx.shift_changes(KEY, MONDAY, MONDAY + 9 * WEEK)
    told = [(one.person, one.start, one.sequence, one.is_cancelled) for one in changes]
    assert told == [("bob", MONDAY + WEEK, 1, True), ("dan", MONDAY + WEEK, 1, False)]
