"""Schedules as people write them in the process file, and what is said when they cannot be meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from incidentbot.domain.coverage import EVERY_DAY, Coverage, Window
from incidentbot.domain.oncall import shifts, who
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.process.lines_schedule import ScheduleLine

START = date(2026, 1, 5)
WORKING_DAYS, WEEKEND = frozenset(range(5)), frozenset([5, 6])
CONTEXT = {"zone": ZoneInfo("UTC")}


def schedule(**said: Any) -> Schedule:
    return ScheduleLine.model_validate(said, context=CONTEXT).value("payments", "Europe/Prague")


def layer(**said: Any) -> Layer:
    (found,) = schedule(layers=[{"people": ["alice", "bob"], "start": "2026-01-05", **said}]).layers
    return found


def mistake(**said: Any) -> str:
    with pytest.raises(ValidationError) as wrong:
        layer(**said)
    return str(wrong.value.errors()[0]["msg"])


def test_the_sketch_of_the_design() -> None:
    said = {"rotation": "weekly", "handoff": "Mon 09:00", "start": "2026-01-05", "people": ["alice", "bob", "carol"]}
    found = schedule(timezone="Europe/Prague", coverage="Mon-Fri 08:00-18:00", layers=[said])
    assert found.coverage == Coverage((Window(WORKING_DAYS, time(8), time(18)),))
    assert who(found, datetime(2026, 1, 12, 7, 59, tzinfo=UTC)).people == ("alice",)
    assert who(found, datetime(2026, 1, 12, 8, 0, tzinfo=UTC)).people == ("bob",)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"rotation": "daily"}, Every(START, time(9), timedelta(days=1))),
        ({"rotation": "every 12 hours", "handoff": "07:30"}, Every(START, time(7, 30), timedelta(hours=12))),
        ({"rotation": "every 2 weeks", "handoff": "Mon 09:00"}, Every(START, time(9), timedelta(weeks=2))),
        ({"rotation": "weekly", "handoff": "Thu 09:00"}, Every(date(2026, 1, 1), time(9), timedelta(weeks=1))),
        ({"rotation": "Every month"}, Monthly(START, time(9))),
        ({"rotation": "monthly", "start": "2026-01-31"}, Monthly(date(2026, 1, 31), time(9))),
        ({"rotation": "Mon, Fri"}, OnWeekdays(START, time(9), frozenset([0, 4]))),
        ({"rotation": ["Mon", "Fri"]}, OnWeekdays(START, time(9), frozenset([0, 4]))),
        ({"rotation": "daily", "days": "Mon-Fri"}, OnWeekdays(START, time(9), WORKING_DAYS)),
        ({"rotation": "daily", "hours": "Mon-Fri 09:00-17:00"}, OnWeekdays(START, time(9), WORKING_DAYS)),
        ({"rotation": "weekly", "hours": "Mon-Fri 09:00-17:00"}, Every(START, time(9), timedelta(weeks=1))),
        ({"rotation": "daily", "start": None}, Every(date(2024, 1, 1), time(9), timedelta(days=1))),
        ({"at_once": 2}, None),
    ],
)
def test_rotations(said: dict[str, Any], meant: Rotation | None) -> None:
    assert layer(**said).rotation == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("09:00-17:00", [Window(EVERY_DAY, time(9), time(17))]),
        ("Mon-Fri 20:00-08:00", [Window(WORKING_DAYS, time(20), time(8), 1)]),
        (
            "Mon-Fri 18:00-24:00, Sat-Sun",
            [Window(WORKING_DAYS, time(18), time(0), 1), Window(WEEKEND, time(0), time(0), 1)],
        ),
        ("Fri 17:00 - Mon 09:00", [Window(frozenset([4]), time(17), time(9), 3)]),
        ("Mon 09:00 - Mon 08:00", [Window(frozenset([0]), time(9), time(8), 7)]),
        ("Mon 09:00 - Tue 24:00", [Window(frozenset([0]), time(9), time(0), 2)]),
        ("Sat-Mon", [Window(frozenset([5, 6, 0]), time(0), time(0), 1)]),
    ],
)
def test_hours(said: str, meant: list[Window]) -> None:
    assert layer(rotation="weekly", hours=said).hours.windows == tuple(meant)


def test_chosen_days_last_from_handoff_to_handoff() -> None:
    found = schedule(
        timezone="UTC", layers=[{"rotation": "daily", "days": "Sun", "people": ["alice", "bob"], "start": "2026-01-04"}]
    )
    sundays = shifts(found, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 16, tzinfo=UTC))
    assert [(shift.person, shift.start, shift.end - shift.start) for shift in sundays] == [
        ("alice", datetime(2026, 1, 4, 9, tzinfo=UTC), timedelta(days=1)),
        ("bob", datetime(2026, 1, 11, 9, tzinfo=UTC), timedelta(days=1)),
    ]


def test_the_rest_of_a_layer() -> None:
    found = layer(
        rotation="daily",
        name="night",
        people="alice",
        shadows=["eve"],
        precedence=2,
        timezone="Asia/Kolkata",
        **{"from": "2026-02-01T00:00", "until": "2026-03-01T00:00"},
    )
    assert (found.key, found.people, found.shadows, found.precedence) == ("night", ("alice",), ("eve",), 2)
    assert (found.zone, found.begins) == ("Asia/Kolkata", datetime(2026, 2, 1, tzinfo=UTC))


def test_on_a_holiday_coverage_does_not_begin() -> None:
    said = {"people": ["alice"]}
    found = schedule(coverage="Mon-Fri 08:00-18:00", holidays=["2026-01-05"], layers=[said])
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert not found.coverage.around(noon, found.zone_info).is_open
    assert who(found, noon).people == ("alice",)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"rotation": "every 0 days"}, "is not a rotation; write daily, weekly"),
        ({"rotation": "sometimes"}, "is not a rotation"),
        ({"rotation": 7}, "write one word or number here"),
        ({"rotation": "weekly", "handoff": "Mon 25:00"}, "is not a handoff; write it like Mon 09:00"),
        ({"rotation": "daily", "handoff": "Mon 09:00"}, "write handoff: 09:00"),
        ({"rotation": "weekly", "days": "Mon-Fri"}, "write the days in hours"),
        ({"rotation": "weekly", "hours": "always"}, "are not hours; write them like"),
        ({"rotation": "weekly", "hours": "Mon-Fri 25:00-26:00"}, "are not hours"),
        ({"rotation": "daily", "days": "Mon-Someday"}, "are not weekdays; write them like Mon-Fri"),
        ({"people": []}, "has nobody in it"),
        ({}, "has several people and no rotation"),
        ({"rotation": "daily", "from": "2026-02-01T00:00", "until": "2026-02-01T00:00"}, "ends before it begins"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_to_write(said: dict[str, Any], answer: str) -> None:
    assert answer in mistake(**said)


def test_two_layers_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two layers of the same name"):
        schedule(layers=[{"name": "x", "people": ["alice"]}, {"name": "x", "people": ["bob"]}])
