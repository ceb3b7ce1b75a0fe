"""Schedules thrown together at random say the same, minute by minute, as somebody who watches the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.oncall import Shift, gaps, shifts, who
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation
from incidentbot.domain.schedule import ANYONE, Layer, Override, Schedule, TemporarySchedule, TemporaryShift
from tests.domain import oncall_oracle

# The day before the clock does something, by zone.
NIGHTS = {
    "Europe/Prague": [date(2026, 3, 28), date(2026, 10, 24)],
    "America/Chicago": [date(2026, 3, 7), date(2026, 10, 31)],
    "Australia/Lord_Howe": [date(2026, 4, 4), date(2026, 10, 3)],  # by half an hour
    "Pacific/Apia": [date(2011, 12, 29)],  # 30 December never was
    "Pacific/Kwajalein": [date(1993, 8, 20)],  # nor 21 August
    "America/St_Johns": [date(2010, 3, 13), date(2010, 11, 6)],  # one minute past midnight, so yesterday came back
    "Africa/Cairo": [date(2026, 4, 23), date(2026, 10, 29)],  # at midnight
    "America/Sao_Paulo": [date(2018, 11, 3), date(2018, 2, 17)],  # midnight itself is left out
    "Asia/Kathmandu": [date(1985, 12, 31)],  # a quarter of an hour
    "Antarctica/Troll": [date(2026, 3, 28), date(2026, 10, 24)],  # by two hours
    "UTC": [date(2028, 2, 28)],
}
PEOPLE = ("alice", "bob", "carol", "dave")
TWO_DAYS, AROUND = timedelta(days=2), timedelta(days=40)

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 1, 15, 30, 59]))
some_days = st.frozensets(st.integers(0, 6), min_size=1)
offsets = st.integers(0, int(TWO_DAYS.total_seconds() // 60))


@st.composite
def rotations(draw: DrawFn, near: date) -> Rotation:
    start = near + timedelta(days=draw(st.integers(-70, 70)))
    handoff = draw(clocks)
    zone = draw(st.sampled_from([None, None, "UTC", "Asia/Kolkata"]))
    hours = st.sampled_from([1, 2, 3, 5, 8, 12, 24, 48, 7 * 24, 14 * 24]).map(lambda count: timedelta(hours=count))
    kind = draw(st.sampled_from(["every", "monthly", "weekdays"]))
    if kind == "every":
        return Every(start, handoff, draw(hours), zone)
    if kind == "monthly":
        return Monthly(start, handoff, draw(st.integers(1, 3)), zone)
    return OnWeekdays(start, handoff, draw(some_days), draw(st.integers(1, 3)), zone)


@st.composite
def windows(draw: DrawFn) -> Window:
    opens, closes, days = draw(clocks), draw(clocks), draw(st.sampled_from([0, 0, 1, 2, 6]))
    return Window.daily(opens, closes, draw(some_days)) if days == 0 else Window(draw(some_days), opens, closes, days)


@st.composite
def layers(draw: DrawFn, key: str, start: datetime) -> Layer:
    days_off = st.frozensets(st.integers(-1, 3).map(lambda days: start.date() + timedelta(days=days)), max_size=1)
    bounds = st.none() | offsets.map(lambda minutes: start + timedelta(minutes=minutes))
    return Layer(
        key,
        tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=0, max_size=4))),
        draw(st.none() | rotations(start.date())),
        at_once=draw(st.sampled_from([1, 1, 2])),
        hours=Coverage(tuple(draw(st.lists(windows(), max_size=2))), draw(days_off)),
        zone=draw(st.sampled_from([None, None, "Europe/London"])),
        shadows=tuple(draw(st.sampled_from([(), ("eve",)]))),
        precedence=draw(st.integers(0, 1)),
        begins=draw(st.none() | bounds),
        ends=draw(st.none() | bounds),
    )


@st.composite
def spans(draw: DrawFn, start: datetime) -> tuple[datetime, datetime]:
    first, last = sorted([draw(offsets), draw(offsets)])
    return start + timedelta(minutes=first), start + timedelta(minutes=last)


@st.composite
def overrides(draw: DrawFn, start: datetime) -> Override:
    first, last = draw(spans(start))
    who_comes = draw(st.none() | st.sampled_from(PEOPLE))
    return Override(who_comes, first, last, draw(st.none() | st.sampled_from([*PEOPLE, ANYONE])))


@st.composite
def temporaries(draw: DrawFn, start: datetime) -> TemporarySchedule:
    shift = st.builds(lambda who, span: TemporaryShift(who, *span), st.sampled_from(PEOPLE), spans(start))
    return TemporarySchedule(*draw(spans(start)), tuple(draw(st.lists(shift, max_size=2))))


Case = tuple[Schedule, datetime, list[Override], list[TemporarySchedule]]


@st.composite
def cases(draw: DrawFn) -> Case:
    zone = draw(st.sampled_from(sorted(NIGHTS)))
    start = datetime.combine(draw(st.sampled_from(NIGHTS[zone])), time(draw(st.integers(0, 23))), UTC)
    found = [draw(layers(str(number), start)) for number in range(draw(st.integers(1, 3)))]
    return (
        Schedule("random", zone, tuple(found)),
        start,
        draw(st.lists(overrides(start), max_size=3)),
        draw(st.lists(temporaries(start), max_size=2)),
    )


def agrees_with_the_wall(case: Case) -> None:
    schedule, start, given_overrides, temporary = case
    end = start + TWO_DAYS
    found = shifts(schedule, start, end, given_overrides, temporary)
    asked = [shift for shift in found if not shift.is_shadow]
    nobody = gaps(schedule, start, end, given_overrides, temporary)
    for minute, people in oncall_oracle.asked(schedule, start, end, given_overrides, temporary):
        assert {shift.person for shift in asked if shift.start <= minute < shift.end} == people, minute
        assert bool(people) != any(gap.start <= minute < gap.end for gap in nobody), minute
    event(f"{len(found)} shifts" if len(found) < 5 else "5 shifts or more")


@given(cases())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_the_calendar_is_what_the_wall_shows(case: Case) -> None:
    agrees_with_the_wall(case)


@pytest.mark.slow
@pytest.mark.timeout(900)
@given(cases())
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
def test_the_calendar_is_what_the_wall_shows_for_long(case: Case) -> None:
    agrees_with_the_wall(case)


@given(
    st.lists(st.lists(st.sampled_from(PEOPLE), max_size=2), min_size=1, max_size=3),
    st.lists(
        st.one_of(
            st.builds(lambda away: (None, away), st.sampled_from(PEOPLE)),
            st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*PEOPLE, ANYONE, None])),
        ),
        max_size=4,
    ),
)
@settings(max_examples=300)
def test_whoever_is_away_is_stood_in_for_by_the_next_layer(
    ranks: list[list[str]], entered: list[tuple[str | None, str | None]]
) -> None:
    at, end = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    given_layers = [Layer(str(number), tuple(people), precedence=-number) for number, people in enumerate(ranks)]
    given_overrides = [Override(comes, at, end, replaces) for comes, replaces in entered]
    found = who(Schedule("random", "UTC", tuple(given_layers)), at, given_overrides)
    assert set(found.people) == oncall_oracle.there(ranks, given_overrides)


@given(cases(), offsets)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_who_is_on_call_is_what_the_calendar_says(case: Case, minutes: int) -> None:
    schedule, start, *exceptions = case
    at = start + timedelta(minutes=minutes, seconds=7)
    since, until = at - AROUND, at + AROUND
    calendar = shifts(schedule, since, until, *exceptions)
    found = who(schedule, at, *exceptions)

    assert cut(found.shifts, since, until) == on_call(calendar, at)
    edges = sorted({edge for shift in calendar for edge in (shift.start, shift.end) if at < edge < until})
    others = [edge for edge in edges if people(on_call(calendar, edge)) != people(on_call(calendar, at))]
    assert found.until == next(iter(others), None) or not others
    taking_over = [edge for edge in edges if others and edge >= others[0] and people(on_call(calendar, edge))]
    if taking_over:
        assert found.next_from == taking_over[0]
        assert {(duty.person, duty.why) for duty in found.next} == {
            (shift.person, shift.why) for shift in on_call(calendar, taking_over[0])
        }


def on_call(calendar: list[Shift], at: datetime) -> list[Shift]:
    return [shift for shift in calendar if shift.start <= at < shift.end]


def people(found: list[Shift]) -> set[str]:
    return {shift.person for shift in found if not shift.is_shadow}


def cut(found: tuple[Shift, ...], since: datetime, until: datetime) -> list[Shift]:
    within = [shift._replace(start=max(shift.start, since), end=min(shift.end, until)) for shift in found]
    return sorted(within, key=lambda shift: (shift.start, shift.person))
