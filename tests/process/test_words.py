"""How people write durations and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentbot.process.words import duration, in_order, moment

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


def test_the_end_is_after_the_start_as_far_as_one_can_tell() -> None:
    assert in_order("2026-03-02T08:00", "2026-03-02T08:01")
    assert not in_order("2026-03-02T08:00", "2026-03-02T08:00")
    assert not in_order("2026-03-02T08:00Z", "2026-03-02T08:30+02:00")
    assert in_order("2026-03-02T08:00Z", "2026-03-02T07:00"), "which zone is that?"
