"""When a team works, and when something is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.calendar import (
    MIDNIGHT,
    OFFICE_HOURS,
    Calendar,
    WorkingDays,
    WorkingHours,
    add_working_time,
    is_working,
)

PRAGUE = ZoneInfo("Europe/Prague")
OFFICE = Calendar("Europe/Prague", holidays=frozenset([date(2026, 4, 6)]))  # Easter Monday
DEPOT = Calendar(
    "Europe/Prague", (*(WorkingHours(day, time(22), MIDNIGHT) for day in range(5)), WorkingHours(5, time(6), time(14)))
)
SPLIT = Calendar("Europe/Prague", (WorkingHours(0, time(8), time(12)), WorkingHours(0, time(13), time(17))))
ON_SUNDAYS = Calendar("Europe/Prague", (WorkingHours(6, time(0), time(8)),))


def at(text: str) -> datetime:
    """On the wall in Prague."""
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


@pytest.mark.parametrize(
    ("calendar", "moment", "whether"),
    [
        (OFFICE, "2026-03-02T07:59:59", False),
        (OFFICE, "2026-03-02T08:00", True),
        (OFFICE, "2026-03-02T17:59:59.999999", True),
        (OFFICE, "2026-03-02T18:00", False),
        (OFFICE, "2026-03-07T12:00", False),  # Saturday
        (OFFICE, "2026-04-06T12:00", False),  # a holiday
        (DEPOT, "2026-03-02T23:59:59", True),
        (DEPOT, "2026-03-03T00:00", False),
        (DEPOT, "2026-03-07T13:59", True),
        (SPLIT, "2026-03-02T12:30", False),
        (SPLIT, "2026-03-02T13:00", True),
        (Calendar("Europe/Prague", ()), "2026-03-02T12:00", False),
    ],
)
def test_a_team_works_from_its_first_moment_and_no_longer_at_its_last(
    calendar: Calendar, moment: str, whether: bool
) -> None:
    assert is_working(calendar, at(moment)) is whether
    assert is_working(calendar, at(moment).astimezone(UTC)) is whether


def test_it_is_the_wall_of_the_team_that_counts_on_both_sides_of_the_clock_change() -> None:
    """On Sunday 29 March Prague goes over to summer time."""
    friday, monday = datetime(2026, 3, 27, 7, 0, tzinfo=UTC), datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
    assert is_working(OFFICE, friday)
    assert not is_working(OFFICE, friday - timedelta(seconds=1))
    assert is_working(OFFICE, monday)
    assert not is_working(OFFICE, monday - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("calendar", "asked", "days", "due"),
    [
        (OFFICE, "2026-03-02T09:00", 1, "2026-03-03T18:00"),
        (OFFICE, "2026-03-02T23:59", 1, "2026-03-03T18:00"),
        (OFFICE, "2026-03-06T09:00", 1, "2026-03-09T18:00"),  # Friday → Monday
        (OFFICE, "2026-03-07T09:00", 1, "2026-03-09T18:00"),  # Saturday → Monday
        (OFFICE, "2026-03-02T09:00", 5, "2026-03-09T18:00"),
        (OFFICE, "2026-04-03T09:00", 1, "2026-04-07T18:00"),  # over Easter Monday
        (OFFICE, "2026-03-27T09:00", 1, "2026-03-30T18:00"),  # over the change to summer time
        (OFFICE, "2026-10-23T09:00", 2, "2026-10-27T18:00"),  # and back
        (DEPOT, "2026-03-06T09:00", 1, "2026-03-07T14:00"),  # it works on Saturdays
        (DEPOT, "2026-03-02T09:00", 1, "2026-03-04T00:00"),  # Tuesday's work ends at midnight
        (SPLIT, "2026-03-02T09:00", 1, "2026-03-09T17:00"),
        (ON_SUNDAYS, "2026-03-23T09:00", 1, "2026-03-29T08:00"),  # the day of the change itself
    ],
)
def test_working_days_end_with_the_work_of_the_last_and_leave_out_every_day_off(
    calendar: Calendar, asked: str, days: int, due: str
) -> None:
    found = add_working_time(calendar, at(asked), WorkingDays(days))
    assert found.astimezone(PRAGUE).replace(tzinfo=None).isoformat(timespec="minutes") == due
    assert found.tzinfo is UTC


def test_the_day_of_the_asking_is_that_of_the_teams_wall() -> None:
    monday_evening_in_london = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # in Prague it is Tuesday already
    due = add_working_time(OFFICE, monday_evening_in_london, WorkingDays(1))
    assert due.astimezone(PRAGUE).date() == date(2026, 3, 4)


def test_hours_run_on_the_clock_whoever_works() -> None:
    friday = at("2026-03-27T23:00")
    assert add_working_time(OFFICE, friday, timedelta(hours=72)) - friday == timedelta(hours=72)


def test_a_team_that_never_works_is_told_so() -> None:
    with pytest.raises(ValueError, match="no working day"):
        add_working_time(Calendar("UTC", ()), at("2026-03-02T09:00"), WorkingDays(1))


ZONES = st.sampled_from(["UTC", "Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
DAYS_OFF = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60)
CALENDARS = st.builds(
    Calendar,
    ZONES,
    st.lists(
        st.builds(
            lambda day, opens, long: WorkingHours(day, time(opens), time(min(opens + long, 24) % 24)),
            st.integers(0, 6),
            st.integers(0, 23),
            st.integers(1, 12),
        ),
        min_size=1,
        max_size=7,
    ).map(tuple)
    | st.just(OFFICE_HOURS),
    DAYS_OFF,
)
MOMENTS = st.integers(0, 365 * 86_400).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)), st.integers(1, 12))
def test_what_is_asked_for_later_is_due_no_earlier(
    calendar: Calendar, asked: datetime, later: timedelta, days: int
) -> None:
    due = add_working_time(calendar, asked, WorkingDays(days))
    assert asked < due <= add_working_time(calendar, asked + later, WorkingDays(days))


@given(CALENDARS, MOMENTS, st.integers(1, 12))
def test_it_is_due_when_work_ends_that_many_working_days_later(calendar: Calendar, asked: datetime, days: int) -> None:
    due = add_working_time(calendar, asked, WorkingDays(days))
    zone = ZoneInfo(calendar.zone)
    first, last = asked.astimezone(zone).date(), (due - timedelta(microseconds=1)).astimezone(zone).date()
    between = [first + timedelta(days=1 + number) for number in range((last - first).days)]
    assert sum(bool(calendar.hours_of(day)) for day in between) == days
    assert is_working(calendar, due - timedelta(microseconds=1))
    assert due < add_working_time(calendar, asked, WorkingDays(days + 1))
