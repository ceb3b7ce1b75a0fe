"""Who is on call stands in a channel's topic beside what people wrote there."""

from __future__ import annotations

import pytest

from incidentbot.slack.chat import with_note

NOTE = "On call: Bob until 2026-03-09 09:00 UTC"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", NOTE),
        ("We love payments", f"{NOTE} | We love payments"),
        ("On call: Alice", NOTE),
        ("On call: Alice until 9 | We love payments | Docs", f"{NOTE} | We love payments | Docs"),
        ("Docs | On call: Alice", f"{NOTE} | Docs"),
        (f"{NOTE} | Docs", f"{NOTE} | Docs"),
        (" | ", NOTE),
    ],
)
def test_the_note_takes_the_place_of_the_one_before(before: str, after: str) -> None:
    assert with_note(before, NOTE) == after
    assert with_note(after, NOTE) == after


def test_a_name_with_a_bar_in_it_leaves_nothing_behind() -> None:
    once = with_note("Docs", "On call: Bob | EU until 9")
    assert once == "On call: Bob / EU until 9 | Docs"
    assert with_note(once, NOTE) == f"{NOTE} | Docs"
