"""Who is asked next; and a small oracle that says the same in another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.escalation import (
    Advance,
    Policy,
    Position,
    Reached,
    Step,
    Target,
    TargetKind,
    advance,
    default_policy,
)

PRIMARY, SECONDARY = Target(TargetKind.SCHEDULE, "primary"), Target(TargetKind.SCHEDULE, "secondary")
CTO, INCIDENTS = Target(TargetKind.PERSON, "cto"), Target(TargetKind.CHANNEL, "#incidents")
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)
POLICY = Policy("payments", (Step((PRIMARY,), FIVE), Step((SECONDARY,), TEN)), 1, (INCIDENTS, CTO))
ON_CALL = {PRIMARY: ("alice",), SECONDARY: ("bob",), CTO: ("carol",)}


def reaching(people: dict[Target, tuple[str, ...]]) -> Callable[[Target], Reached]:
    def reach(target: Target) -> Reached:
        found = people.get(target, ())
        return Reached(found, f"on call in {target.key}" if found else "has nobody until Mon 09:00")

    return reach


def walk(policy: Policy, people: dict[Target, tuple[str, ...]]) -> list[Advance]:
    """Every step that is taken while nobody acknowledges."""
    taken = [advance(policy, None, reaching(people))]
    while not taken[-1].is_exhausted:
        assert len(taken) < 100
        taken.append(advance(policy, taken[-1].position, reaching(people)))
    return taken


def test_steps_are_taken_in_order_repeat_and_end_with_the_last_resort() -> None:
    taken = walk(POLICY, ON_CALL)
    assert [(step.people, step.wait) for step in taken] == [
        (("alice",), FIVE),
        (("bob",), TEN),
        (("alice",), FIVE),
        (("bob",), TEN),
        (("carol",), TEN),
        ((), None),
    ]
    assert [step.is_last_resort for step in taken] == [False, False, False, False, True, False]
    assert taken[4].channels == ("#incidents",)
    assert taken[0].asked[0].why == "on call in primary"


def test_a_step_with_nobody_is_passed_over_at_once_and_says_so() -> None:
    first = advance(POLICY, None, reaching({**ON_CALL, PRIMARY: ()}))
    assert (first.position, first.people) == (Position(0, 1), ("bob",))
    assert first.skipped == ("step 1: schedule primary has nobody until Mon 09:00",)


def test_nobody_on_call_at_all_is_the_last_resort_at_once_and_each_reason_is_said_once() -> None:
    first = advance(POLICY, None, reaching({CTO: ("carol",)}))
    assert (first.is_last_resort, first.people, len(first.skipped)) == (True, ("carol",), 2)


def test_nobody_anywhere_is_exhausted_and_names_everybody_who_was_not_there() -> None:
    policy = Policy("p", (Step((PRIMARY,)),), 3, (CTO,))
    first = advance(policy, None, reaching({}))
    assert first.is_exhausted
    assert first.skipped == (
        "step 1: schedule primary has nobody until Mon 09:00",
        "the last resort: person cto has nobody until Mon 09:00",
    )
    assert advance(Policy("empty"), None, reaching(ON_CALL)).is_exhausted


def test_after_the_last_resort_there_is_nothing_more() -> None:
    assert advance(POLICY, POLICY.last_resort_at, reaching(ON_CALL)).is_exhausted


def test_a_step_that_is_only_a_channel_waits_and_one_whose_people_are_nobody_does_not() -> None:
    channel, both = Step((INCIDENTS,), FIVE), Step((SECONDARY, INCIDENTS), TEN)
    people = {PRIMARY: ("alice",)}
    first = advance(Policy("p", (channel, Step((PRIMARY,)))), None, reaching(people))
    assert (first.people, first.channels, first.wait) == ((), ("#incidents",), FIVE)
    second = advance(Policy("p", (both, Step((PRIMARY,)))), None, reaching(people))
    assert (second.position, second.people, second.channels) == (Position(0, 1), ("alice",), ("#incidents",))


def test_somebody_named_twice_is_asked_once_and_an_empty_target_beside_others_is_said() -> None:
    policy = Policy("p", (Step((PRIMARY, SECONDARY, CTO)),))
    first = advance(policy, None, reaching({PRIMARY: ("alice", "bob"), CTO: ("bob",)}))
    assert first.people == ("alice", "bob")
    assert first.skipped == ("step 1: schedule secondary has nobody until Mon 09:00",)


def test_round_robin_asks_one_of_them_and_each_time_another_one() -> None:
    policy = Policy("p", (Step((PRIMARY,), round_robin=True),))
    people = reaching({PRIMARY: ("alice", "bob", "carol")})
    asked = [advance(policy, None, people, lambda _step, turn=turn: turn).people for turn in range(4)]
    assert asked == [("alice",), ("bob",), ("carol",), ("alice",)]


def test_somebody_alone_takes_no_turn() -> None:
    policy = Policy("p", (Step((PRIMARY,), round_robin=True),))

    def turn(step: int) -> int:
        raise AssertionError("nobody asked for a turn")

    assert advance(policy, None, reaching(ON_CALL), turn).people == ("alice",)


@pytest.mark.parametrize("text", ["schedule payments-primary", "person cto", 'channel "#incidents"', "usergroup S01"])
def test_a_target_is_written_as_it_is_said(text: str) -> None:
    assert str(Target.read(text)) == text.replace('"', "")


@pytest.mark.parametrize("text", ["", "alice", "people alice", "schedule ", "schedule"])
def test_what_names_nobody_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write one of schedule, person, team, channel, usergroup"):
        Target.read(text)


def test_a_team_without_a_policy_has_one() -> None:
    policy = default_policy("payments", "#incidents")
    assert [str(target) for target in policy.steps[0].targets + policy.last_resort] == [
        "team payments",
        "channel #incidents",
    ]


# -- the oracle: everything that is ever asked, written out as one list ------------------------------------------------

TARGETS = [PRIMARY, SECONDARY, CTO, INCIDENTS]
steps = st.builds(Step, st.lists(st.sampled_from(TARGETS), max_size=3, unique=True).map(tuple))
policies = st.builds(
    Policy,
    st.just("p"),
    st.lists(steps, max_size=4).map(tuple),
    st.integers(0, 3),
    st.lists(st.sampled_from(TARGETS), max_size=2, unique=True).map(tuple),
)
teams = st.dictionaries(
    st.sampled_from(TARGETS[:3]), st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple)
)


def oracle(policy: Policy, people: dict[Target, tuple[str, ...]]) -> list[Position]:
    def has_somebody(targets: tuple[Target, ...], is_last: bool) -> bool:
        persons = [target for target in targets if target != INCIDENTS]
        if any(people.get(target) for target in persons):
            return True
        return INCIDENTS in targets and (is_last or not persons)

    places = [Position(cycle, number) for cycle in range(policy.repeat + 1) for number in range(len(policy.steps))]
    found = [place for place in places if has_somebody(policy.steps[place.step].targets, False)]
    return found + ([Position(policy.repeat + 1, 0)] if has_somebody(policy.last_resort, True) else [])


@given(policies, teams)
def test_every_step_with_somebody_is_taken_once_and_none_other(
    policy: Policy, people: dict[Target, tuple[str, ...]]
) -> None:
    assert [step.position for step in walk(policy, people)[:-1]] == oracle(policy, people)


@given(policies, teams, st.integers(0, 3), st.integers(0, 3))
def test_from_anywhere_the_next_step_is_the_first_that_has_somebody_now(
    policy: Policy, people: dict[Target, tuple[str, ...]], cycle: int, number: int
) -> None:
    """Whoever is on call may be others than at the step before."""
    after = Position(cycle % (policy.repeat + 1), number % len(policy.steps)) if policy.steps else None
    later = [place for place in oracle(policy, people) if after is None or place > after]
    found = advance(policy, after, reaching(people))
    assert [found.position] == later[:1] if later else found.is_exhausted
