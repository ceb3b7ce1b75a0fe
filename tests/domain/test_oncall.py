"""Stories about who is on call: patterns, exceptions, what follows, and what an edit changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import FOREVER, SINCE_EVER, Coverage, Window, opens_next
from incidentbot.domain.oncall import Gap, gaps, shifts, who
from incidentbot.domain.oncall_changes import Change, changed, recorded_shifts
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays
from incidentbot.domain.schedule import Layer, Override, Schedule, TemporarySchedule, TemporaryShift, Why

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WORKING_DAYS = frozenset(range(5))
OFFICE = Coverage((Window.daily(time(9), time(17), WORKING_DAYS),))
DAILY = Every(date(2026, 1, 5), time(9), DAY)
PRIMARY = Layer("primary", ("alice", "bob", "carol"), Every(date(2026, 1, 5), time(9), WEEK))


def schedule(*layers: Layer, zone: str = "UTC") -> Schedule:
    return Schedule("payments", zone, layers)


def test_it_says_who_until_when_who_is_next_and_why() -> None:
    found = who(schedule(PRIMARY), MONDAY + 2 * DAY)
    (shift,) = found.shifts
    assert (shift.person, shift.start, shift.end) == ("alice", MONDAY, MONDAY + WEEK)
    assert (shift.why, shift.source) == (Why.LAYER, "primary")
    assert found.until == found.next_from == MONDAY + WEEK
    assert [duty.person for duty in found.next] == ["bob"]


def test_a_handoff_at_nine_stays_at_nine_when_the_clocks_change() -> None:
    found = shifts(schedule(PRIMARY, zone="Europe/Prague"), MONDAY, MONDAY + 26 * WEEK)
    assert {shift.start.astimezone(ZoneInfo("Europe/Prague")).time() for shift in found[1:]} == {time(9)}
    assert {shift.start.time() for shift in found[1:]} == {time(8), time(7)}


def test_the_end_belongs_to_who_comes() -> None:
    assert who(schedule(PRIMARY), MONDAY + WEEK).people == ("bob",)
    assert who(schedule(PRIMARY), MONDAY + WEEK - timedelta(microseconds=1)).people == ("alice",)


def test_a_higher_layer_is_asked_alone_and_equal_ones_together() -> None:
    office = Layer("office", ("dave",), hours=OFFICE, precedence=1)
    assert who(schedule(PRIMARY, office), MONDAY + HOUR).people == ("dave",)
    assert who(schedule(PRIMARY, office), MONDAY + 10 * HOUR).people == ("alice",)
    beside = Layer("beside", ("dave",), hours=OFFICE)
    assert who(schedule(PRIMARY, beside), MONDAY + HOUR).people == ("alice", "dave")


def test_a_daily_rotation_over_working_days_spends_no_turn_at_the_weekend() -> None:
    days = Layer("days", ("alice", "bob", "carol"), OnWeekdays(date(2026, 1, 5), time(9), WORKING_DAYS), hours=OFFICE)
    found = shifts(schedule(days), MONDAY, MONDAY + 8 * DAY)
    assert [shift.person for shift in found] == ["alice", "bob", "carol", "alice", "bob", "carol"]


def test_an_hourly_or_weekly_grid_goes_on_while_the_hours_are_closed() -> None:
    grid = Layer("grid", ("alice", "bob", "carol"), DAILY, hours=OFFICE)
    found = shifts(schedule(grid), MONDAY, MONDAY + 8 * DAY)
    assert [shift.person for shift in found] == ["alice", "bob", "carol", "alice", "bob", "bob"]


def test_half_weeks_hand_over_on_two_days() -> None:
    halves = Layer("halves", ("alice", "bob"), OnWeekdays(date(2026, 1, 5), time(9), frozenset([0, 4])))
    found = shifts(schedule(halves), MONDAY, MONDAY + WEEK)
    assert [(shift.person, shift.end - shift.start) for shift in found] == [("alice", 4 * DAY), ("bob", 3 * DAY)]


def test_a_month_begins_on_its_last_day_where_it_is_too_short() -> None:
    monthly = Layer("monthly", ("alice", "bob"), Monthly(date(2027, 12, 31), time(0)))
    found = shifts(schedule(monthly), datetime(2028, 1, 31, tzinfo=UTC), datetime(2028, 5, 1, tzinfo=UTC))
    assert [shift.start.date() for shift in found] == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_two_at_once_and_one_of_them_stays() -> None:
    pairs = Layer("pairs", ("alice", "bob", "carol"), DAILY, at_once=2)
    found = [(shift.person, shift.end - shift.start) for shift in shifts(schedule(pairs), MONDAY, MONDAY + 3 * DAY)]
    assert found == [("alice", DAY), ("bob", 2 * DAY), ("carol", 2 * DAY), ("alice", DAY)]


def test_a_shadow_is_told_and_neither_asked_nor_enough() -> None:
    shadowed = Layer("primary", ("alice", "bob"), DAILY, shadows=("eve",))
    found = who(schedule(shadowed), MONDAY)
    assert found.people == ("alice",)
    assert [(shift.person, shift.end) for shift in found.shifts if shift.is_shadow] == [("eve", FOREVER)]
    absent = away("alice", end=MONDAY + HOUR)
    assert gaps(schedule(shadowed), MONDAY, MONDAY + DAY, [absent]) == [Gap(MONDAY, MONDAY + HOUR)]


def test_somebody_who_is_always_on_call_has_neither_start_nor_end() -> None:
    found = who(schedule(Layer("only", ("alice",), DAILY)), MONDAY)
    assert [(shift.start, shift.end) for shift in found.shifts] == [(SINCE_EVER, FOREVER)]
    assert (found.until, found.next, found.next_from) == (None, (), None)


def test_a_swap_says_so_and_whose_place_it_is() -> None:
    swap = Override("bob", MONDAY + HOUR, MONDAY + 3 * HOUR, replaces="alice", key="swap-7", is_swap=True)
    (shift,) = who(schedule(PRIMARY), MONDAY + 2 * HOUR, [swap]).shifts
    assert shift == ("bob", swap.start, swap.end, Why.SWAP, "swap-7", "alice", False)
    assert who(schedule(PRIMARY), MONDAY, [swap]).until == swap.start


def test_who_covers_also_covers_a_gap() -> None:
    office = schedule(Layer("office", ("alice",), hours=OFFICE))
    night = Override("dave", MONDAY + 10 * HOUR, MONDAY + 12 * HOUR)
    assert who(office, MONDAY + 11 * HOUR, [night]).people == ("dave",)
    assert gaps(office, MONDAY + 8 * HOUR, MONDAY + DAY, [night]) == [
        Gap(MONDAY + 8 * HOUR, MONDAY + 10 * HOUR),
        Gap(MONDAY + 12 * HOUR, MONDAY + DAY),
    ]


def test_of_two_covers_for_the_same_person_the_later_entry_counts() -> None:
    bob = Override("bob", MONDAY, MONDAY + 6 * HOUR, replaces="alice")
    carol = Override("carol", MONDAY + 2 * HOUR, MONDAY + 4 * HOUR, replaces="alice")
    found = shifts(schedule(PRIMARY), MONDAY, MONDAY + 6 * HOUR, [bob, carol])
    assert [shift.person for shift in found] == ["bob", "carol", "bob"]


def test_who_covers_can_be_covered() -> None:
    first = Override("bob", MONDAY, MONDAY + 6 * HOUR, replaces="alice")
    second = Override("carol", MONDAY, MONDAY + 6 * HOUR, replaces="bob")
    assert who(schedule(PRIMARY), MONDAY, [first, second]).people == ("carol",)


def away(person: str, start: datetime = MONDAY, end: datetime = MONDAY + 6 * HOUR) -> Override:
    return Override(None, start, end, replaces=person)


def test_the_next_lower_layer_steps_in_for_whoever_is_away_and_then_nobody() -> None:
    layered = schedule(PRIMARY, Layer("lead", ("dave",), precedence=1), Layer("last", ("erin",), precedence=-1))
    found = shifts(layered, MONDAY, MONDAY + 8 * HOUR, [away("dave"), away("alice", end=MONDAY + HOUR)])
    assert [(shift.person, shift.source, shift.end - MONDAY) for shift in found] == [
        ("erin", "last", HOUR),
        ("alice", "primary", 6 * HOUR),
        ("dave", "lead", 8 * HOUR),
    ]
    everybody = [away("dave"), away("alice"), away("erin", end=MONDAY + HOUR)]
    assert gaps(layered, MONDAY, MONDAY + DAY, everybody) == [Gap(MONDAY, MONDAY + HOUR)]


def test_who_is_asked_together_stays_when_one_of_them_is_away() -> None:
    layered = schedule(Layer("pair", ("dave", "erin"), precedence=1), PRIMARY)
    assert who(layered, MONDAY, [away("dave")]).people == ("erin",)
    assert who(layered, MONDAY, [away("dave"), away("erin")]).people == ("alice",)


def test_who_covers_for_somebody_away_is_on_call_whichever_was_entered_first() -> None:
    covers = Override("erin", MONDAY, MONDAY + 6 * HOUR, replaces="dave")
    layered = schedule(Layer("lead", ("dave",), precedence=1), PRIMARY)
    assert who(layered, MONDAY, [away("dave"), covers]).people == ("erin",)
    assert who(layered, MONDAY, [covers, away("dave")]).people == ("erin",)
    besides = Override("erin", MONDAY, MONDAY + 6 * HOUR, replaces=None)
    assert who(layered, MONDAY, [away("dave"), besides]).people == ("alice", "erin")


def test_what_somebody_took_over_goes_back_when_they_are_away_unless_it_was_entered_later() -> None:
    covers = Override("dave", MONDAY, MONDAY + 6 * HOUR, replaces="alice")
    assert who(schedule(PRIMARY), MONDAY, [covers, away("dave")]).people == ("alice",)
    assert who(schedule(PRIMARY), MONDAY, [away("dave"), covers]).people == ("dave",)


def test_a_temporary_schedule_outranks_overrides_and_may_leave_gaps() -> None:
    party = TemporarySchedule(MONDAY, MONDAY + 4 * HOUR, (TemporaryShift("zoe", MONDAY - DAY, MONDAY + HOUR),))
    cover = Override("dave", MONDAY, MONDAY + DAY)
    found = shifts(schedule(PRIMARY), MONDAY - HOUR, MONDAY + DAY, [cover], [party])
    assert [(shift.person, shift.why) for shift in found] == [
        ("carol", Why.LAYER),
        ("zoe", Why.TEMPORARY),
        ("dave", Why.OVERRIDE),
    ]
    assert gaps(schedule(PRIMARY), MONDAY, MONDAY + DAY, [cover], [party]) == [Gap(MONDAY + HOUR, MONDAY + 4 * HOUR)]


def test_a_layer_has_a_beginning_and_an_end_if_it_says_so() -> None:
    bounded = Layer("trial", ("alice",), begins=MONDAY, ends=MONDAY + DAY)
    assert gaps(schedule(bounded), MONDAY - DAY, MONDAY + 2 * DAY) == [
        Gap(MONDAY - DAY, MONDAY),
        Gap(MONDAY + DAY, MONDAY + 2 * DAY),
    ]


def test_hours_that_fill_the_week_are_no_hours_at_all() -> None:
    whole = Layer(
        "whole", ("alice",), hours=Coverage((Window.daily(time(8), time(20)), Window.daily(time(20), time(8))))
    )
    assert whole.hours.is_always_open
    assert not Coverage((Window.daily(time(8), time(20)), Window.daily(time(20, 1), time(8)))).is_always_open
    assert who(schedule(whole), MONDAY).until is None


def test_coverage_says_when_it_opens() -> None:
    prague = ZoneInfo("Europe/Prague")
    friday_evening = datetime(2026, 1, 9, 20, tzinfo=UTC)
    assert opens_next(OFFICE, prague, friday_evening) == datetime(2026, 1, 12, 8, tzinfo=UTC)
    holiday = Coverage(OFFICE.windows, days_off=frozenset([date(2026, 1, 12)]))
    assert opens_next(holiday, prague, friday_evening) == datetime(2026, 1, 13, 8, tzinfo=UTC)
    assert opens_next(OFFICE, prague, MONDAY) == MONDAY


def test_who_is_told_of_a_change_are_those_whose_hours_changed() -> None:
    cover = Override("dave", MONDAY + HOUR, MONDAY + 2 * HOUR, replaces="alice")
    before = shifts(schedule(PRIMARY), MONDAY, MONDAY + 2 * WEEK)
    after = shifts(schedule(PRIMARY), MONDAY, MONDAY + 2 * WEEK, [cover])
    span = (cover.start, cover.end)
    assert changed(before, after) == [Change("alice", (), (span,)), Change("dave", (span,), ())]
    assert changed(after, before) == [Change("alice", (span,), ()), Change("dave", (), (span,))]


def test_another_reason_for_the_same_hours_is_no_change() -> None:
    needless = Override("alice", MONDAY, MONDAY + HOUR)
    usual = shifts(schedule(PRIMARY), MONDAY, MONDAY + WEEK)
    assert shifts(schedule(PRIMARY), MONDAY, MONDAY + WEEK, [needless]) != usual
    assert changed(usual, shifts(schedule(PRIMARY), MONDAY, MONDAY + WEEK, [needless])) == []


def test_an_edit_leaves_the_past_as_it_was() -> None:
    edited = schedule(Layer("primary", ("dave",), PRIMARY.rotation))
    moment = MONDAY + 2 * DAY
    found = recorded_shifts([(moment, edited), (MONDAY - WEEK, schedule(PRIMARY))], MONDAY, MONDAY + WEEK)
    assert [(shift.person, shift.start, shift.end) for shift in found] == [
        ("alice", MONDAY, moment),
        ("dave", moment, MONDAY + WEEK),
    ]


def test_an_edit_that_says_the_same_cuts_no_shift() -> None:
    versions = [(MONDAY - WEEK, schedule(PRIMARY)), (MONDAY + DAY, schedule(PRIMARY))]
    found = recorded_shifts(versions, MONDAY, MONDAY + WEEK)
    assert [(shift.person, shift.start, shift.end) for shift in found] == [("alice", MONDAY, MONDAY + WEEK)]
    assert recorded_shifts(versions, MONDAY - 3 * WEEK, MONDAY - 2 * WEEK) == []


def test_a_window_that_ends_in_a_repeated_hour_ends_when_it_is_shown_last() -> None:
    nights = Coverage((Window.daily(time(22), time(2, 30)),))
    clocks_go_back = datetime(2026, 10, 25, tzinfo=UTC)  # in Prague, at 03:00 the clocks go back to 02:00
    (shift,) = shifts(
        schedule(Layer("night", ("alice",), hours=nights), zone="Europe/Prague"),
        clocks_go_back - 12 * HOUR,
        clocks_go_back + 12 * HOUR,
    )
    assert (shift.start, shift.end - shift.start) == (datetime(2026, 10, 24, 20, tzinfo=UTC), timedelta(hours=5.5))


def test_a_window_that_opened_tomorrow_is_open_although_it_is_yesterday_again() -> None:
    # In St. John's the clocks went back at 00:01 on 7 November 2010, to 23:01 on the 6th.
    sundays = Layer("sundays", ("alice",), hours=Coverage((Window.daily(time(0), time(12), frozenset([6])),)))
    midnight = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    found = shifts(schedule(sundays, zone="America/St_Johns"), midnight - HOUR, midnight + DAY)
    assert [(shift.start, shift.end) for shift in found] == [(midnight, midnight + 13 * HOUR)]
    assert who(schedule(sundays, zone="America/St_Johns"), midnight + HOUR / 2).people == ("alice",)


def test_somebody_in_two_layers_is_on_call_by_the_first_of_them() -> None:
    first = Layer("first", ("alice", "bob"), DAILY)
    second = Layer("second", ("alice", "bob"), Every(date(2026, 1, 5), time(9), WEEK))
    found = who(schedule(first, second), MONDAY + 1.5 * DAY)
    assert {(shift.person, shift.source, shift.start, shift.end) for shift in found.shifts} == {
        ("bob", "first", MONDAY + DAY, MONDAY + 2 * DAY),
        ("alice", "second", MONDAY + DAY, MONDAY + 2 * DAY),
    }
