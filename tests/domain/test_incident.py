"""The moves of an incident's status, and the name of its channel."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.incident import STATUS_WORDS, Status, channel_name, move
from incidentbot.errors import NotPossible

# from ↓ to →
MOVES = """
                   investigating  identified  mitigated  resolved  cancelled
    investigating  already        yes         yes        yes       yes
    identified     yes            already     yes        yes       yes
    mitigated      yes            yes         already    yes       no
    resolved       yes            no          no         already   no
    cancelled      yes            no          no         no        already
"""


def drawn() -> dict[tuple[Status, Status], str]:
    head, *lines = [line.split() for line in MOVES.strip().splitlines()]
    return {(Status(line[0]), Status(to)): cell for line in lines for to, cell in zip(head, line[1:], strict=True)}


def test_the_picture_shows_every_pair() -> None:
    assert set(drawn()) == set(product(Status, Status))


@pytest.mark.parametrize(("current", "wanted"), list(product(Status, Status)), ids=lambda status: str(status))
def test_each_pair_of_statuses(current: Status, wanted: Status) -> None:
    answer = drawn()[current, wanted]
    if answer == "yes":
        assert move(current, wanted) == wanted
        return
    with pytest.raises(NotPossible) as refused:
        move(current, wanted)
    possible = ", ".join(to for (origin, to), cell in drawn().items() if origin == current and cell == "yes")
    if answer == "already":
        assert str(refused.value) == f"The status is {current} already."
    else:
        assert str(refused.value) == f"From {current} there is no way to {wanted}. Possible now: {possible}."


def test_resolved_and_cancelled_are_closed() -> None:
    assert [status.value for status in Status if not status.is_open] == ["resolved", "cancelled"]


def test_what_people_type_under_stress_is_understood() -> None:
    typed = {"mit": "mitigated", "fixed": "resolved", "done": "resolved", "found": "identified", "false": "cancelled"}
    assert {word: STATUS_WORDS[word].value for word in typed} == typed
    assert {status.value for status in Status} <= set(STATUS_WORDS)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("checkout is down", 0, "inc-7-checkout-is-down"),
        ("checkout is down", 1, "inc-7-checkout-is-down-2"),
        ("checkout is down", 9, "inc-7-checkout-is-down-10"),
        ("  Paiement: échec à 50 %  ", 0, "inc-7-paiement-echec-a-50"),
        ("DB_primary → lag > 5s!!!", 0, "inc-7-db-primary-lag-5s"),
        ("チェックアウトが落ちている", 0, "inc-7"),
        ("チェックアウト API が５００", 0, "inc-7-api-500"),
        ("🔥🔥🔥 down 🔥", 0, "inc-7-down"),
        ("🔥" * 3000, 1, "inc-7-2"),
        ("", 0, "inc-7"),
        ("<!channel>", 0, "inc-7-channel"),
        ("x" * 100, 0, "inc-7-" + "x" * 74),
        ("x" * 100, 4, "inc-7-" + "x" * 72 + "-5"),
        ("x" * 73 + " yyy", 0, "inc-7-" + "x" * 73),
    ],
)
def test_a_channel_is_named_after_the_incident(title: str, taken: int, name: str) -> None:
    assert channel_name(7, title, taken) == name


@given(number=st.integers(1, 10**9), title=st.text(max_size=200), taken=st.integers(0, 20))
def test_whatever_the_title_the_name_is_one_that_slack_takes(number: int, title: str, taken: int) -> None:
    name = channel_name(number, title, taken)
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", name)
    assert re.match(rf"inc-{number}(-|$)", name)
    assert not name.endswith("-")


@given(title=st.text(max_size=200))
def test_a_name_that_was_refused_is_not_tried_again(title: str) -> None:
    names = [channel_name(7, title, taken) for taken in range(5)]
    assert len(set(names)) == 5
