"""The buttons of a page carry which page it is, whatever the teams are called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from incidentbot.domain.catalog import Team
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.queue import Only, Place
from incidentbot.slack.views.queue import EVERYBODY, Asked, read, title

MOMENTS = some.integers(0, 4 * 10**15).map(lambda count: datetime.fromtimestamp(count / 10**6, UTC))
PLACES = some.builds(Place, some.sampled_from(Priority), MOMENTS, some.integers(1, 2**60))
ASKED = some.builds(Asked, some.sampled_from(Only), some.none() | some.text(max_size=300), some.none() | PLACES)


@given(ASKED)
def test_what_was_asked_comes_back_from_a_button(asked: Asked) -> None:
    assert read(asked.written()) == asked


@given(ASKED, some.integers(1, 10**9))
def test_a_row_is_named_within_slacks_limit(asked: Asked, number: int) -> None:
    row = asked.for_row(number)
    assert len(row) <= 255
    found = read(row)
    assert found is not None
    assert found.only == asked.only


@given(ASKED)
def test_rows_of_one_page_have_different_names(asked: Asked) -> None:
    assert len({asked.for_row(number) for number in range(1, 20)}) == 19


@pytest.mark.parametrize(
    "text",
    ["", "x", "{}", "[]", "null", "7", "[1,2,3,4]", '[1,"all",null,["P9","x",1]]', '[1,"all",null,["P1"]]', "[[[[["],
)
def test_what_nobody_wrote_is_no_page(text: str) -> None:
    assert read(text) is None


def test_a_page_says_whose_tickets_it_shows() -> None:
    process = Process(teams={"a": Team("a", name="Payments"), "b": Team("b")})
    assert title(Asked(Only.OVERDUE), ("a", "b"), process) == "Overdue tickets of Payments, b"
    assert title(Asked(team=EVERYBODY), (), process) == "Queue"
