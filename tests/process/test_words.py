"""How people write durations, terms, moments, days and working hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentbot.process.words import day, duration, moment, shown, term, working_hours

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("45s", 45), ("5m", 300), ("30 min", 1800), (" 1h ", 3600), ("2d", 172_800), ("365d", 31_536_000), ("1s", 1)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "m", "5 weeks", "-5m", "1.5h", "5m30s", "٥m", "0s", "366d", "9" * 40 + "d"])
def test_what_is_no_duration_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write "):
        duration(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02T08:00", "2026-03-02T07:00"),
        ("2026-07-02T08:00", "2026-07-02T06:00"),
        ("2026-03-02T08:00Z", "2026-03-02T08:00"),
        ("2026-03-02T08:00-05:00", "2026-03-02T13:00"),
        ("2026-03-02", "2026-03-01T23:00"),
    ],
)
def test_a_moment_is_on_the_organisations_wall_unless_it_says_otherwise(text: str, utc: str) -> None:
    assert moment(text, PRAGUE) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "08:00", "0001-01-01", "9999-12-31T23:59-12:00"])
def test_what_is_no_moment_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="is not a moment; write it like 2026-03-02T08:00"):
        moment(text, PRAGUE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4h", timedelta(hours=4)),
        ("5d", 5),
        ("1 day", 1),
        ("20 working days", 20),
        ("365d", 365),
        ("90m", timedelta(minutes=90)),
    ],
)
def test_a_term_runs_on_the_clock_or_is_counted_in_working_days(text: str, expected: timedelta | int) -> None:
    assert term(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "0d", "366d", "5 weeks"])
def test_what_is_no_term_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write "):
        term(text)


def test_a_day_is_written_with_its_year() -> None:
    assert day(" 2026-12-24 ") == date(2026, 12, 24)
    for text in ("24.12.2026", "12-24", "2026-02-30", ""):
        with pytest.raises(ValueError, match="is not a day; write it like 2026-12-24"):
            day(text)


def stretches(text: str) -> list[str]:
    return [f"{one.weekday} {one.opens:%H:%M}-{one.closes:%H:%M}" for one in working_hours(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Tue 08:00-18:00", ["0 08:00-18:00", "1 08:00-18:00"]),
        ("fri 07:30-12:00, Fri 13:00-16:00", ["4 07:30-12:00", "4 13:00-16:00"]),
        ("Sat - Mon 00:00 - 24:00", ["5 00:00-00:00", "6 00:00-00:00", "0 00:00-00:00"]),
    ],
)
def test_working_hours_are_days_and_times(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "always",
        "Mon",
        "Mon 18:00-08:00",
        "Mon 08:00-08:00",
        "Mon 08:00-24:30",
        "Mon 25:00-26:00",
        "Mo 8-18",
        "Mon 08:00-18:00,",
    ],
)
def test_what_are_no_working_hours_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write them like Mon-Fri 08:00-18:00, the end after the start"):
        working_hours(text)


def test_what_is_quoted_is_one_short_printable_line() -> None:
    assert shown("a\nb\x1b[31m") == "“a b�[31m”"
    assert len(shown("x" * 10_000)) == 62
