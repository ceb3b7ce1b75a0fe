"""Asking others to take a shift: one has it, reminders, and shifts that move meanwhile."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import time, timedelta

import pytest

from incidentbot.domain.schedule import Why
from incidentbot.domain.swap import Swap, SwapState
from incidentbot.errors import IncidentbotError, InvalidInput, NotPossible
from incidentbot.store.store import Store
from tests.oncall_world import ACTORS, MONDAY, PROCESS, WEEK, OncallWorld, weekly, world
from tests.world import FakeClock

__all__ = ["world"]

KEY = "payments-primary"
BOBS = MONDAY + WEEK


def asked(world: OncallWorld, of: str | None = None) -> Swap:
    swap = world.swaps.ask(KEY, BOBS, of, "holiday", ACTORS["bob"])
    return swap


def state(world: OncallWorld, swap: Swap) -> SwapState:
    with world.store.read() as tx:
        return tx.swap(swap.id).state


def test_a_person_who_is_asked_takes_it_and_both_hear_it(world: OncallWorld) -> None:
    swap = asked(world, "carol")
    assert world.told() == ["U03CAROL swap/asked"]
    taken = world.swaps.take(swap.id, ACTORS["carol"])
    assert (taken.state, taken.taken_by) == (SwapState.TAKEN, "carol")
    [shift] = world.oncall.who(KEY, BOBS)[KEY].shifts
    assert (shift.person, shift.why, shift.instead_of) == ("carol", Why.SWAP, "bob")
    assert world.told() == ["U02BOB oncall/changed", "U02BOB swap/ended", "U03CAROL swap/ended"]


def test_the_team_is_asked_in_its_channel_and_one_of_them_has_it(world: OncallWorld) -> None:
    swap = asked(world)
    assert world.told() == ["#team-payments swap/asked"]
    world.swaps.take(swap.id, ACTORS["alice"])
    with pytest.raises(NotPossible, match="was taken by Alice"):
        world.swaps.take(swap.id, ACTORS["carol"])
    assert world.on_call(BOBS) == ("alice",)


def test_two_people_press_take_at_the_same_moment(world: OncallWorld, replica: Store, clock: FakeClock) -> None:
    swap = asked(world)
    other = OncallWorld.__new__(OncallWorld)
    other.swaps = type(world.swaps)(replica, clock, world.running)
    begin, got = threading.Barrier(2), []

    def press(of: OncallWorld, person: str) -> None:
        begin.wait()
        try:
            got.append(of.swaps.take(swap.id, ACTORS[person]).taken_by)
        except IncidentbotError:
            got.append(None)

    threads = [threading.Thread(target=press, args=pair) for pair in ((world, "alice"), (other, "carol"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [person for person in got if person]
    assert world.on_call(BOBS) == (winner,)


def test_declining_ends_it_for_one_and_not_for_a_team(world: OncallWorld) -> None:
    for_one = asked(world, "carol")
    world.swaps.decline(for_one.id, ACTORS["carol"])
    assert state(world, for_one) == SwapState.DECLINED
    assert world.told()[-2:] == ["U02BOB swap/ended", "U03CAROL swap/ended"]
    for_team = asked(world)
    with pytest.raises(NotPossible, match="whole team was asked"):
        world.swaps.decline(for_team.id, ACTORS["carol"])
    world.swaps.withdraw(for_team.id, ACTORS["bob"])
    assert state(world, for_team) == SwapState.WITHDRAWN


@pytest.mark.parametrize(
    ("of", "who", "told"),
    [
        ("carol", "alice", "Only Carol was asked"),
        (None, "dan", "Only members of the team"),
        (None, "bob", "your own shift"),
    ],
)
def test_who_was_not_asked_cannot_take_it(world: OncallWorld, of: str | None, who: str, told: str) -> None:
    swap = asked(world, of)
    with pytest.raises(NotPossible, match=told):
        world.swaps.take(swap.id, ACTORS[who])
    assert world.on_call(BOBS) == ("bob",)


def test_a_stranger_has_no_shifts(world: OncallWorld) -> None:
    stranger = replace(ACTORS["alice"], slack_id="U09STRANGER")
    with pytest.raises(NotPossible, match="does not name you"):
        world.swaps.ask(KEY, BOBS, None, "", stranger)


@pytest.mark.parametrize("start", [MONDAY, BOBS + timedelta(hours=1), MONDAY + 2 * WEEK])
def test_only_a_coming_shift_of_ones_own_can_be_asked_for(world: OncallWorld, start: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.swaps.ask(KEY, start, None, "", ACTORS["bob"])  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["shift"]


def test_the_same_shift_is_asked_for_once(world: OncallWorld) -> None:
    asked(world)
    with pytest.raises(InvalidInput):
        asked(world, "carol")


def test_nobody_takes_it_those_asked_are_reminded_and_it_runs_out(world: OncallWorld) -> None:
    swap = asked(world, "carol")
    world.told()
    world.moves_to(BOBS - timedelta(hours=24))
    assert world.told() == ["U03CAROL swap/asked", "U02BOB swap/waits"]
    assert world.last("swap/asked")["reminded"] is True
    world.moves_to(BOBS)
    assert state(world, swap) == SwapState.EXPIRED
    assert {"U02BOB swap/ended", "U03CAROL swap/ended"} <= set(world.told())
    with pytest.raises(NotPossible, match="has run out"):
        world.swaps.take(swap.id, ACTORS["carol"])


def test_a_request_follows_a_shift_that_moves(world: OncallWorld) -> None:
    swap = asked(world, "carol")
    world.told()
    world.changes_schedule(weekly("alice", "bob", "carol", handoff=time(12)))
    moved = BOBS + timedelta(hours=3)
    assert [told for told in world.told() if "swap" in told] == ["U02BOB swap/followed", "U03CAROL swap/followed"]
    assert world.last("swap/followed")["what"] == "moved"
    taken = world.swaps.take(swap.id, ACTORS["carol"])
    assert (taken.start, taken.end) == (moved, moved + WEEK)
    assert [world.on_call(at) for at in (moved - timedelta(hours=1), moved)] == [("alice",), ("carol",)]


def test_what_was_taken_follows_the_shift_too(world: OncallWorld) -> None:
    swap = asked(world, "dan")
    world.swaps.take(swap.id, ACTORS["dan"])
    world.changes_schedule(weekly("alice", "bob", "carol", handoff=time(12)))
    moved = BOBS + timedelta(hours=3)
    assert [world.on_call(at) for at in (moved - timedelta(hours=1), moved, moved + WEEK - timedelta(hours=1))] == [
        ("alice",),
        ("dan",),
        ("dan",),
    ]
    assert world.on_call(moved + WEEK) == ("carol",)


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_shift_that_goes_ends_the_request_and_says_so(world: OncallWorld, is_taken: bool) -> None:
    swap = asked(world, "dan")
    if is_taken:
        world.swaps.take(swap.id, ACTORS["dan"])
    world.told()
    world.changes_schedule(weekly("alice", "carol"))
    assert state(world, swap) == SwapState.EXPIRED
    assert {"U02BOB swap/followed", "U04DAN swap/followed"} <= set(world.told())
    assert world.last("swap/followed")["what"] == "gone"
    assert world.on_call(BOBS) == ("carol",)


def test_an_edit_that_leaves_the_shift_alone_leaves_the_request_alone(world: OncallWorld) -> None:
    swap = asked(world, "carol")
    world.told()
    world.take_over(replace(PROCESS, schedules={KEY: replace(PROCESS.schedules[KEY], zone="Etc/UTC")}))
    assert world.told() == []
    assert state(world, swap) == SwapState.OPEN
