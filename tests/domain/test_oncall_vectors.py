"""On-call calculations that three other projects published, held against ours. The data is not part of the project."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.oncall import Shift, shifts, who
from incidentbot.domain.rotation import Every, Monthly, Rotation, turn_at
from incidentbot.domain.schedule import Layer, Override, Schedule, TemporarySchedule, TemporaryShift
from incidentbot.domain.wall_clock import instant_of

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "schedule_vectors.json"
KINDS = {
    "handoffs": 16,
    "shift_end_at": 22,
    "resolve_local_clock": 7,
    "coverage_window_active": 5,
    "schedule_shifts": 8,
    "override_map": 1,
    "temporary_schedule_merge": 1,
    "weekly_shifts": 3,
    "override_split_seconds": 1,
    "restricted_windows": 3,
    "weekly_restriction_points": 1,
    "next_on_call": 2,
    "overnight_invariants": 3,
    "design_decision": 1,
}
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
STEPS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1)}
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

Vector = dict[str, Any]


def vectors(kind: str) -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="../shared/data is not on this machine"))]
    found = [vector for vector in json.loads(VECTORS.read_text())["vectors"] if vector["kind"] == kind]
    return [pytest.param(vector, id=vector["id"]) for vector in found]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def on_the_wall(text: str, zone: str) -> datetime:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def rotation(said: Vector) -> Rotation:
    first = datetime.fromisoformat(said["start_local"])
    length = said.get("shift_length", 1)
    if said["rotation_type"] == "monthly":
        return Monthly(first.date(), first.time(), length, zone=said["tz"])
    return Every(first.date(), first.time(), length * STEPS[said["rotation_type"]], zone=said["tz"])


def daily(start: str, end: str, weekdays: list[str] = DAYS) -> Coverage:
    days = frozenset(map(DAYS.index, weekdays))
    return Coverage((Window.daily(time.fromisoformat(start), time.fromisoformat(end), days),))


def weekly(stretches: list[list[str]]) -> Coverage:
    return Coverage(
        tuple(
            Window(
                frozenset([DAYS.index(first)]),
                time.fromisoformat(opens),
                time.fromisoformat(closes),
                (DAYS.index(last) - DAYS.index(first)) % 7,
            )
            for first, opens, last, closes in stretches
        )
    )


def always(*people: str, **more: Any) -> Schedule:
    return Schedule("vector", "UTC", tuple(Layer(person, (person,), **more) for person in people))


def told(found: list[Shift]) -> list[tuple[str, datetime, datetime]]:
    return [(shift.person, shift.start, shift.end) for shift in found]


def test_the_data_is_all_read() -> None:
    if not VECTORS.exists():
        pytest.skip("../shared/data is not on this machine")
    known = [vector["kind"] for vector in json.loads(VECTORS.read_text())["vectors"]]
    assert {kind: known.count(kind) for kind in known} == KINDS


@pytest.mark.properties  # every half minute of up to two months
@pytest.mark.parametrize("vector", vectors("handoffs"))
def test_handoffs(vector: Vector) -> None:
    said, zone = vector["input"], ZoneInfo(vector["input"]["tz"])
    turns = rotation(said)
    now = on_the_wall(vector["query"]["every_30s_from_local"], said["tz"])
    end = on_the_wall(vector["query"]["to_local"], said["tz"])
    seen = set()
    while now <= end:
        turn = turn_at(turns, zone, now)
        assert turn.start <= now < turn.end
        seen |= {turn.start, turn.end}
        now += timedelta(seconds=30)
    assert sorted(seen) == [instant(text) for text in vector["expected_handoffs"]]


@pytest.mark.parametrize("vector", vectors("shift_end_at"))
def test_the_end_of_a_shift(vector: Vector) -> None:
    at = on_the_wall(vector["query"]["at_local"], vector["input"]["tz"])
    end = turn_at(rotation(vector["input"]), ZoneInfo(vector["input"]["tz"]), at).end
    assert end == instant(vector["expected_end"])
    hours = vector["expected_duration_hours_from_at"]
    assert hours is None or end - at == timedelta(hours=hours)


@pytest.mark.parametrize("vector", vectors("resolve_local_clock"))
def test_a_clock_on_a_day(vector: Vector) -> None:
    said = vector["input"]
    wall = datetime.fromisoformat(f"{said['date']}T{said['clock']}").replace(tzinfo=ZoneInfo(said["tz"]))
    assert instant_of(wall) == instant(vector["expected_first"])
    assert instant_of(wall.replace(fold=1)) == instant(vector["expected_last"])


@pytest.mark.parametrize("vector", vectors("coverage_window_active"))
def test_windows_are_open(vector: Vector) -> None:
    said = vector["input"]
    hours = daily(said["start"], said["end"], said["weekdays"])
    found = [hours.around(instant(point["at"]), ZoneInfo(said["tz"])).is_open for point in vector["expected_active"]]
    assert found == [point["active"] for point in vector["expected_active"]]


@pytest.mark.parametrize("vector", vectors("weekly_restriction_points"))
def test_a_window_over_several_days_is_open(vector: Vector) -> None:
    hours, zone = weekly(vector["input"]["weekly_restriction"]), ZoneInfo(vector["input"]["tz"])
    found = [hours.around(instant(point["at"]), zone).is_open for point in vector["expected_active"]]
    assert found == [point["active"] for point in vector["expected_active"]]


def layer_of(rule: Vector, number: int) -> Layer:
    turns = rule.get("rotation")
    return Layer(
        str(number),
        tuple(turns["users"]) if turns else (rule["user"],),
        rotation(turns) if turns else None,
        hours=daily(rule["start"], rule["end"], rule["weekdays"]),
    )


def override_of(said: Vector, start: datetime, end: datetime) -> Override:
    return Override(said.get("add"), start, end, said.get("remove"))


def temporary_of(said: Vector) -> TemporarySchedule:
    inner = [TemporaryShift(shift["user"], instant(shift["start"]), instant(shift["end"])) for shift in said["shifts"]]
    return TemporarySchedule(instant(said["start"]), instant(said["end"]), tuple(inner))


@pytest.mark.parametrize("vector", vectors("schedule_shifts"))
def test_the_final_calendar(vector: Vector) -> None:
    said = vector["input"]
    layers = tuple(layer_of(rule, number) for number, rule in enumerate(said["rules"]))
    schedule = Schedule("vector", said["tz"], layers)
    overrides = [override_of(each, instant(each["start"]), instant(each["end"])) for each in said.get("overrides", [])]
    temporary = [temporary_of(each) for each in said.get("temporary_schedules", [])]
    end = instant(vector["window"]["end"])
    found = shifts(schedule, instant(vector["window"]["start"]), end, overrides, temporary)
    goes_on = {shift.person for shift in who(schedule, end, overrides, temporary).shifts if shift.start < end}
    assert [(*row, row[2] == end and row[0] in goes_on) for row in told(found)] == [
        (row["user"], instant(row["start"]), instant(row["end"]), row["truncated"]) for row in vector["expected_shifts"]
    ]


@pytest.mark.parametrize("vector", vectors("override_map"))
def test_overrides_add_remove_and_replace(vector: Vector) -> None:
    schedule = always(*vector["input"]["scheduled"])
    day = timedelta(days=1)
    overrides = [override_of(each, EPOCH, EPOCH + day) for each in vector["input"]["active_overrides"]]
    assert sorted(who(schedule, EPOCH, overrides).people) == vector["expected_users"]


@pytest.mark.parametrize("vector", vectors("temporary_schedule_merge"))
def test_temporary_schedules_that_overlap_are_one(vector: Vector) -> None:
    def at(clock: str) -> datetime:
        return instant(f"2000-01-01T{clock}Z")

    temporary = [
        TemporarySchedule(
            instant(each["start"]),
            instant(each["end"]),
            tuple(TemporaryShift(person, at(start), at(end)) for person, start, end in each["shifts"]),
        )
        for each in vector["input"]
    ]
    found = shifts(always("usual"), at("00:00"), at("00:00") + timedelta(days=1), (), temporary)
    during = [row for row in told(found) if row[0] != "usual"]
    expected = [(who, at(start), at(end)) for each in vector["expected"] for who, start, end in each["shifts"]]
    assert sorted(during) == sorted(expected)
    usual = [row[1:] for row in told(found) if row[0] == "usual"]
    spans = [(instant(each["start"]), instant(each["end"])) for each in vector["expected"]]
    assert [(before[1], after[0]) for before, after in pairwise(usual)] == spans


@pytest.mark.parametrize("vector", vectors("weekly_shifts"))
def test_weekly_shifts(vector: Vector) -> None:
    said = vector["input"]
    monday = date(2001, 1, 1)
    every = Every(
        monday + timedelta(days=DAYS.index(said["weekday"])), time.fromisoformat(said["clock"]), STEPS["weekly"]
    )
    zone = ZoneInfo(said["tz"])
    now = on_the_wall(said["now"].removesuffix(" (local)"), said["tz"])
    end, found = now + timedelta(days=said["horizon_days"]), []
    while now < end:
        turn = turn_at(every, zone, now)
        found.append((turn.start, turn.end))
        now = turn.end
    assert found == [(instant(row["start"]), instant(row["end"])) for row in vector["expected_shifts"]]


@pytest.mark.parametrize("vector", vectors("override_split_seconds"))
def test_an_override_splits_shifts_and_never_adds_to_them(vector: Vector) -> None:
    def at(seconds: int) -> datetime:
        return EPOCH + timedelta(seconds=seconds)

    for case in vector["cases"]:
        events = case.get("events", vector["input"]["events"])
        layers = tuple(Layer("one", (who,), begins=at(start), ends=at(end)) for who, start, end in events)
        override = Override("sub", *map(at, case["override"]), replaces="owner")
        found = shifts(Schedule("vector", "UTC", layers), at(-5000), at(50000), [override])
        assert told(found) == [(who, at(start), at(end)) for who, start, end in case["expected"]]


@pytest.mark.parametrize("vector", vectors("restricted_windows"))
def test_windows_open_in_the_zone_of_the_schedule(vector: Vector) -> None:
    said = vector["input"]
    turns = rotation({**said, "start_local": said["layer_start_local"]})
    layer = Layer("one", tuple(said["users"]), turns, hours=daily(*said["daily_restriction"]))
    start, end = (on_the_wall(text, said["tz"]) for text in vector["window_local"])
    found = shifts(Schedule("vector", said["tz"], (layer,)), start, end)
    assert told(found) == [
        (row["user"], instant(row["start"]), instant(row["end"])) for row in vector["expected_shifts"]
    ]


@pytest.mark.parametrize("vector", vectors("next_on_call"))
def test_who_is_next_after_a_gap(vector: Vector) -> None:
    said = vector["input"]
    hours = daily(*said["daily_restriction"]) if "daily_restriction" in said else weekly(said["weekly_restriction"])
    schedule = Schedule("vector", said["tz"], (Layer("one", tuple(said["users"]), rotation(said), hours=hours),))
    for point in vector["expected_next"]:
        found = who(schedule, instant(point["at"]))
        assert found.people == ()
        assert [duty.person for duty in found.next] == [point["user"]]
        assert found.next_from == instant(point["start"])


@pytest.mark.parametrize("vector", vectors("overnight_invariants"))
def test_nights_across_clock_changes(vector: Vector) -> None:
    said = vector["input"]
    first = instant(said["start_utc"])
    opens, closes = (time.fromisoformat(text.removesuffix("Z")) for text in said["daily_restriction_utc_authored"])
    layer = Layer(
        "one",
        tuple(said["users"]),
        Every(first.date(), first.time(), STEPS["weekly"], zone="UTC"),
        hours=Coverage((Window.daily(opens, closes),)),
    )
    start, end = instant(vector["window"]["start"]), instant(vector["window"]["end"])
    for zone in ("UTC", said["tz"]):  # the clocks as written down, and as the people there would have meant them
        found = shifts(Schedule("vector", zone, (layer,)), start, end)
        assert found
        assert len(set(found)) == len(found)
        assert all(shift.start < shift.end for shift in found)
        assert all(before.end < after.start for before, after in pairwise(found))


@pytest.mark.parametrize("vector", vectors("design_decision"))
def test_a_month_that_is_too_short_is_clamped_and_not_forgotten(vector: Vector) -> None:
    turns = rotation(vector["input"])
    found = [turns.wall(turn, ZoneInfo("UTC")).date().isoformat() for turn in (1, 2, 3)]
    assert found == vector["options"]["recommended_anchor_clamp"]
