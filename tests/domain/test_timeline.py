"""The timeline as it reads today: corrections and withdrawals are told, and nothing is erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.timeline import Entry, EventKind, TimelineEvent, page_of, told

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def event(
    number: int,
    text: str,
    minute: int = 0,
    kind: EventKind = EventKind.NOTE,
    of: int | None = None,
    actor: str = "Alice",
) -> TimelineEvent:
    at = NINE + timedelta(minutes=minute)
    return TimelineEvent(number, at, NINE + timedelta(hours=1), actor, None, kind, text, of)


def changed(
    number: int, of: int, kind: EventKind, text: str = "", minute: int = 0, actor: str = "Bob"
) -> TimelineEvent:
    return event(number, text, minute, kind, of, actor)


def read(events: list[TimelineEvent]) -> list[tuple[str, str]]:
    return [(f"{entry.happened_at:%H:%M}", entry.text) for entry in told(events)]


def test_events_are_told_in_the_order_in_which_they_happened() -> None:
    late_note = event(3, "the first error, seen in the log", minute=-10)
    assert read([event(1, "declared", 0), event(2, "rolled back", 5), late_note]) == [
        ("08:50", "the first error, seen in the log"),
        ("09:00", "declared"),
        ("09:05", "rolled back"),
    ]


def test_of_two_things_in_the_same_moment_the_one_written_first_comes_first() -> None:
    assert [text for _, text in read([event(2, "second"), event(1, "first")])] == ["first", "second"]


def test_a_correction_tells_the_new_and_keeps_the_old() -> None:
    [entry] = told([event(1, "rolled bakc", 5), changed(2, 1, EventKind.CORRECTED, "rolled back", 7)])
    assert (entry.text, entry.happened_at.minute, entry.is_corrected) == ("rolled back", 7, True)
    assert [(before.text, before.happened_at.minute) for before in entry.before] == [("rolled bakc", 5)]
    assert entry.event.text == "rolled bakc", "the row itself is as it was written"


def test_every_earlier_wording_stays_readable_in_order() -> None:
    corrections = [changed(2, 1, EventKind.CORRECTED, "b", 1), changed(3, 1, EventKind.CORRECTED, "c", 2)]
    [entry] = told([event(1, "a", 0), *corrections])
    assert [(before.text, before.happened_at.minute) for before in entry.before] == [("a", 0), ("b", 1)]
    assert (entry.text, entry.happened_at.minute) == ("c", 2)


def test_a_corrected_time_moves_the_event() -> None:
    events = [event(1, "a", 0), event(2, "b", 5), changed(3, 1, EventKind.CORRECTED, "a", 10)]
    assert [text for _, text in read(events)] == ["b", "a"]


def test_a_withdrawn_event_says_who_withdrew_it_until_it_is_restored() -> None:
    withdrawn = [event(1, "a"), changed(2, 1, EventKind.WITHDRAWN, actor="Bob")]
    assert [entry.withdrawn_by for entry in told(withdrawn)] == ["Bob"]
    restored = [*withdrawn, changed(3, 1, EventKind.RESTORED)]
    assert [entry.withdrawn_by for entry in told(restored)] == [None]
    again = [*restored, changed(4, 1, EventKind.WITHDRAWN, actor="Carol")]
    assert [entry.withdrawn_by for entry in told(again)] == ["Carol"]


def test_a_withdrawn_event_can_still_be_corrected() -> None:
    events = [event(1, "a"), changed(2, 1, EventKind.WITHDRAWN), changed(3, 1, EventKind.CORRECTED, "b")]
    assert [(entry.text, entry.withdrawn_by) for entry in told(events)] == [("b", "Bob")]


def test_a_change_of_nothing_that_is_there_is_passed_over() -> None:
    assert told([changed(2, 99, EventKind.CORRECTED, "ghost")]) == []


@given(st.lists(st.tuples(st.sampled_from(EventKind), st.integers(1, 8), st.integers(0, 60)), max_size=20))
def test_whatever_is_changed_every_event_is_told_once(steps: list[tuple[EventKind, int, int]]) -> None:
    events = [event(number, f"n{number}", minute, kind, of) for number, (kind, of, minute) in enumerate(steps, 1)]
    entries = told(events)
    changes = (EventKind.CORRECTED, EventKind.WITHDRAWN, EventKind.RESTORED)
    assert sorted(entry.event.id for entry in entries) == [one.id for one in events if one.kind not in changes]
    moments = [entry.happened_at for entry in entries]
    assert moments == sorted(moments)


ROWS = [Entry(event(number, str(number)), NINE, str(number)) for number in range(1, 8)]


@pytest.mark.parametrize(
    ("asked", "shown", "page"),
    [(1, "123", 1), (2, "456", 2), (3, "7", 3), (4, "7", 3), (0, "123", 1), (-5, "123", 1)],
)
def test_pages_of_three_and_nothing_beyond_the_last(asked: int, shown: str, page: int) -> None:
    rows, number, pages = page_of(ROWS, asked, 3)
    assert ("".join(row.text for row in rows), number, pages) == (shown, page, 3)


def test_an_empty_timeline_has_one_page() -> None:
    assert page_of([], 1, 10) == ([], 1, 1)
