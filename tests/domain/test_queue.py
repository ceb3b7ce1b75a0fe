"""How people say until when something may wait, and whose queue is theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from incidentbot.domain.calendar import OFFICE_HOURS, Calendar, WorkingHours
from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.process import Process
from incidentbot.domain.queue import due_moment, snooze_until, teams_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday; in Prague it is 10:30


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("1h", "2026-03-02 10:30"),
        ("for 2 hours", "2026-03-02 11:30"),
        ("90 min", "2026-03-02 11:00"),
        ("2h30m", "2026-03-02 12:00"),
        ("2h 30m", "2026-03-02 12:00"),
        ("in 5 minutes", "2026-03-02 09:35"),
        ("tomorrow", "2026-03-03 08:00"),
        ("until monday", "2026-03-09 08:00"),
        ("friday", "2026-03-06 08:00"),
        ("next week", "2026-03-09 08:00"),
        ("2d", "2026-03-04 08:00"),
        ("3 days", "2026-03-05 08:00"),
        ("in 2 weeks", "2026-03-16 08:00"),
        ("2026-03-02", "2026-03-02 08:00"),
        ("2026-04-01", "2026-04-01 07:00"),  # summer time by then
        ("16:30", "2026-03-02 15:30"),
        ("at 9:00", "2026-03-03 08:00"),
        ("Tomorrow 14:00", "2026-03-03 13:00"),
        ("tomorrow at 14:00", "2026-03-03 13:00"),
        ("2026-03-05 7:15", "2026-03-05 06:15"),
        ("monday 14:00", "2026-03-02 13:00"),  # it is Monday, and not yet two
        ("on mon at 14:00", "2026-03-02 13:00"),
        ("mon 10:30", "2026-03-09 09:30"),
        ("next monday 14:00", "2026-03-09 13:00"),
    ],
)
def test_a_moment_in_the_words_of_people(words: str, until: str) -> None:
    assert f"{snooze_until(words, NOW, 'Europe/Prague'):%Y-%m-%d %H:%M}" == until


@pytest.mark.parametrize(
    "words",
    ["", " ", "soon", "h", "1", "1x", "h1", "25:00", "12:60", "2026-02-30", "0x1h", "１h", "1h monday", "99999h"],
)
def test_what_is_no_moment(words: str) -> None:
    assert snooze_until(words, NOW, "Europe/Prague") is None


def test_a_bare_time_is_the_next_one_on_that_clock() -> None:
    assert snooze_until("10:30", NOW, "Europe/Prague") == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert snooze_until("10:31", NOW, "Europe/Prague") == datetime(2026, 3, 2, 9, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "ends"),
    [
        (Calendar(hours=OFFICE_HOURS), datetime(2026, 3, 6, 18, tzinfo=UTC)),
        (Calendar("Europe/Prague"), datetime(2026, 3, 6, 17, tzinfo=UTC)),
        (Calendar(holidays=frozenset({date(2026, 3, 6)})), datetime(2026, 3, 6, 18, tzinfo=UTC)),
        (Calendar(hours=(WorkingHours(4, time(16), time(0)),)), datetime(2026, 3, 7, tzinfo=UTC)),
        (Calendar(hours=()), datetime(2026, 3, 6, 18, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_when_the_team_goes_home(calendar: Calendar, ends: datetime) -> None:
    assert due_moment(calendar, date(2026, 3, 6)) == ends


def test_somebodys_teams_are_those_that_name_them_as_member_or_owner() -> None:
    people = {"alice": CatalogPerson("alice", "U1"), "bob": CatalogPerson("bob", "U2"), "eve": CatalogPerson("eve")}
    teams = {"a": Team("a", members=("alice", "bob")), "b": Team("b", owner="alice"), "c": Team("c", members=("eve",))}
    process = Process(people=people, teams=teams)
    assert [teams_of(process, who) for who in ("U1", "U2", "U9", None)] == [("a", "b"), ("a",), (), ()]
