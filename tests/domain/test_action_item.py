"""How people say a due date, and when they are reminded of it: at nine on their own wall, across DST."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.action_item import (
    WEEKDAYS,
    ActionItem,
    ActionState,
    due_date,
    next_chase,
    split_due,
)

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("today", MONDAY),
        ("Tomorrow", date(2026, 3, 3)),
        ("by tomorrow", date(2026, 3, 3)),
        ("friday", date(2026, 3, 6)),
        ("fri", date(2026, 3, 6)),
        ("until next friday", date(2026, 3, 6)),
        ("on Sunday", date(2026, 3, 8)),
        ("monday", date(2026, 3, 9)),  # today is one: the next is meant
        ("next week", date(2026, 3, 9)),
        ("in 3 days", date(2026, 3, 5)),
        ("due in 1 week", date(2026, 3, 9)),
        ("3d", date(2026, 3, 5)),
        ("2w", date(2026, 3, 16)),
        ("in 0 days", MONDAY),
        (" FRI ", date(2026, 3, 6)),
    ],
)
def test_the_day_that_somebody_means(words: str, day: date) -> None:
    assert due_date(words, MONDAY) == day


@pytest.mark.parametrize(
    "words",
    ["", "soon", "2026-02-30", "2026-13-01", "20260401", "2026-W10-1", "3", "in a while", "1234d", "fr", "by", "٣d x"],
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert due_date(words, MONDAY) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_written_date_means_itself_whenever_it_is_said(day: date, today: date) -> None:
    assert due_date(day.isoformat(), today) == day


@given(st.sampled_from(WEEKDAYS), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_weekday_is_within_the_coming_seven_days(weekday: str, today: date) -> None:
    day = due_date(weekday, today)
    assert day is not None
    assert 1 <= (day - today).days <= 7
    assert WEEKDAYS[day.weekday()] == weekday


@given(st.text(max_size=40), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_is_a_day_or_none_and_never_an_error(words: str, today: date) -> None:
    found = due_date(words, today)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    ("sentence", "text", "due"),
    [
        ("rotate the keys by next friday", "rotate the keys", date(2026, 3, 6)),
        ("rotate the keys friday", "rotate the keys", date(2026, 3, 6)),
        ("rotate the keys in 3 days", "rotate the keys", date(2026, 3, 5)),
        ("rotate the keys due in 2 weeks", "rotate the keys", date(2026, 3, 16)),
        ("rotate the keys 2026-03-20", "rotate the keys", date(2026, 3, 20)),
        ("rotate   the keys", "rotate   the keys", None),
        ("friday", "friday", None),  # a promise is more than its date
        ("close ticket 20260401", "close ticket 20260401", None),
        ("", "", None),
    ],
)
def test_the_due_date_comes_off_the_end_of_the_sentence(sentence: str, text: str, due: date | None) -> None:
    assert split_due(sentence, MONDAY) == (text, due)


@given(st.lists(st.sampled_from(["rotate", "keys", "by", "on", "friday", "in", "3", "days", "2w"]), max_size=8))
def test_no_word_of_a_sentence_is_lost_but_its_date(words: list[str]) -> None:
    sentence = " ".join(words)
    text, due = split_due(sentence, MONDAY)
    assert sentence.startswith(text)
    if due is None:
        assert text == sentence
    else:
        assert text
        assert due_date(sentence[len(text) :], MONDAY) == due


# -- chasing ----------------------------------------------------------------------------------------------------------


def chases(due: date, zone: str, begin: datetime, count: int) -> list[str]:
    """The next reminders as the owner's wall shows them."""
    told, now = [], begin
    for _ in range(count):
        now = next_chase(due, zone, now)
        told.append(f"{now.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}")
    return told


def test_the_day_before_on_the_day_and_weekly_after() -> None:
    begin = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert chases(date(2026, 3, 12), "Europe/Prague", begin, 5) == [
        "Wed 11 Mar 09:00",
        "Thu 12 Mar 09:00",
        "Thu 19 Mar 09:00",
        "Thu 26 Mar 09:00",
        "Thu 02 Apr 09:00",
    ]


def test_nine_stays_nine_when_the_clocks_change() -> None:
    """Prague springs forward on 29 March 2026: nine is 08:00 UTC before, 07:00 UTC after."""
    before = next_chase(date(2026, 3, 29), "Europe/Prague", datetime(2026, 3, 27, tzinfo=UTC))
    assert before.astimezone(UTC) == datetime(2026, 3, 28, 8, 0, tzinfo=UTC)
    assert next_chase(date(2026, 3, 29), "Europe/Prague", before).astimezone(UTC) == datetime(
        2026, 3, 29, 7, 0, tzinfo=UTC
    )


def test_an_item_promised_for_today_after_nine_is_chased_in_a_week() -> None:
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert chases(MONDAY, "UTC", noon, 2) == ["Mon 09 Mar 09:00", "Mon 16 Mar 09:00"]


def test_an_old_item_is_chased_on_its_own_weekday() -> None:
    begin = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert chases(date(2025, 1, 1), "UTC", begin, 2) == ["Wed 04 Mar 09:00", "Wed 11 Mar 09:00"]


def test_the_moment_of_a_reminder_is_not_its_own_next_one() -> None:
    nine = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    assert next_chase(date(2026, 3, 12), "UTC", nine) == nine + timedelta(days=1)
    assert next_chase(date(2026, 3, 12), "UTC", nine - timedelta(microseconds=1)) == nine


ZONES = ("UTC", "Europe/Prague", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu")


@given(
    due=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    zone=st.sampled_from(ZONES),
    offset=st.integers(-40 * 24 * 60, 40 * 24 * 60),
)
def test_each_reminder_is_at_nine_on_a_day_that_was_agreed_and_none_is_left_out(
    due: date, zone: str, offset: int
) -> None:
    now = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(minutes=offset)
    found = next_chase(due, zone, now)
    wall = found.astimezone(ZoneInfo(zone))
    days = (wall.date() - due).days
    assert found > now
    assert (wall.hour, wall.minute, wall.second) == (9, 0, 0)
    assert days == -1 or (days >= 0 and days % 7 == 0)
    agreed = [-1, 0, *range(7, 60, 7)]
    earlier = [datetime(due.year, due.month, due.day, 9, tzinfo=ZoneInfo(zone)) + timedelta(days=day) for day in agreed]
    assert not [moment for moment in earlier if now < moment.astimezone(UTC) < found]


@pytest.mark.parametrize(
    ("state", "today", "overdue"),
    [("open", "2026-03-13", True), ("open", "2026-03-12", False), ("done", "2026-03-13", False)],
)
def test_overdue_is_an_open_item_whose_day_is_over(state: str, today: str, overdue: bool) -> None:
    item = ActionItem(1, 1, "rotate the keys", None, date(2026, 3, 12), ActionState(state), datetime.now(UTC))
    assert item.is_overdue(date.fromisoformat(today)) is overdue
    assert item.label == "AI-1"


@pytest.mark.parametrize("sentence", ["raise retention to 30 days", "answer within the day", "keep logs for 2 weeks"])
def test_a_length_of_time_is_not_a_due_date(sentence: str) -> None:
    assert split_due(sentence, MONDAY) == (sentence, None)
