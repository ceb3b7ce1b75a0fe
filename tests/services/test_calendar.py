"""Calendars to subscribe to: what they hold, that they stay the same, what they say of shifts that went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.errors import NotFound
from incidentbot.services.calendar import Calendars
from incidentbot.services.link import Links
from tests.oncall_world import ACTORS, MONDAY, PRIMARY, PROCESS, WEEK, OncallWorld, weekly, world
from tests.world import FakeClock

__all__ = ["world"]

LINKS = Links("https://incidents.example", "a-secret-of-the-tests")
HOUR = timedelta(hours=1)
Event = dict[str, Any]


@pytest.fixture
def calendars(world: OncallWorld, clock: FakeClock) -> Calendars:
    return Calendars(world.store, clock, world.running, LINKS)


def token(address: str) -> str:
    assert address.startswith("https://incidents.example/calendar/")
    return address.removeprefix("https://incidents.example/calendar/").removesuffix(".ics")


def text(calendars: Calendars, kind: str = "person", key: str = "bob", **more: Any) -> str:
    return calendars.text(token(calendars.address_of(kind, key, ACTORS["bob"])), **more)


def events(calendars: Calendars, kind: str = "person", key: str = "bob", **more: Any) -> dict[datetime, Event]:
    """By their beginning."""
    read = Calendar.from_ical(text(calendars, kind, key, **more))
    return {event.decoded("dtstart"): event for event in read.walk("VEVENT")}


def test_a_person_has_their_own_shifts_and_a_schedule_those_of_everybody(calendars: Calendars) -> None:
    bobs = events(calendars)
    first = bobs[MONDAY + WEEK]
    assert (str(first["summary"]), first.decoded("dtend")) == ("On call: payments-primary", MONDAY + 2 * WEEK)
    assert MONDAY not in bobs
    everybody = events(calendars, "schedule", "payments-primary")
    assert [str(everybody[MONDAY + number * WEEK]["summary"]).partition(" ")[0] for number in range(3)] == [
        "Alice",
        "Bob",
        "Carol",
    ]
    team = events(calendars, "team", "payments")
    assert [str(team[at]["uid"]) for at in team] == [str(everybody[at]["uid"]) for at in everybody]
    assert str(team[MONDAY + WEEK]["uid"]) == str(first["uid"])


def test_the_same_shifts_are_the_same_bytes_all_day(calendars: Calendars, clock: FakeClock) -> None:
    before = text(calendars)
    clock.advance(hours=14)
    assert text(calendars) == before


def test_uids_stay_from_day_to_day(calendars: Calendars, clock: FakeClock) -> None:
    before = events(calendars)
    clock.advance(days=10)
    after = events(calendars)
    both = before.keys() & after.keys()
    assert len(both) > 5
    assert all(before[at]["uid"] == after[at]["uid"] for at in both)


def test_somebody_who_is_always_on_call_keeps_one_event(
    calendars: Calendars, world: OncallWorld, clock: FakeClock
) -> None:
    always = Schedule("always", "UTC", (Layer("always", ("dan",)),))
    world.take_over(replace(PROCESS, schedules={**PROCESS.schedules, always.key: always}))
    [before] = events(calendars, "person", "dan").values()
    clock.advance(days=12)
    [after] = events(calendars, "person", "dan").values()
    assert (before["uid"], before.decoded("dtstart")) == (after["uid"], after.decoded("dtstart"))


def test_a_shift_that_went_is_cancelled_and_one_that_changed_counts_up(
    calendars: Calendars, world: OncallWorld, clock: FakeClock
) -> None:
    before = events(calendars)[MONDAY + WEEK]
    clock.advance(hours=1)
    world.covers.cover(["payments-primary"], "dan", "bob", MONDAY + WEEK, MONDAY + 2 * WEEK, "", ACTORS["bob"])
    cancelled = events(calendars)[MONDAY + WEEK]
    assert (cancelled["uid"], str(cancelled["status"]), int(cancelled["sequence"])) == (before["uid"], "CANCELLED", 1)
    assert cancelled.decoded("last-modified") == clock.now()
    assert str(events(calendars, "person", "dan")[MONDAY + WEEK]["status"]) == "CONFIRMED"
    clock.advance(days=70)
    assert MONDAY + WEEK not in events(calendars)


def test_a_shift_that_comes_back_is_confirmed_with_a_higher_number(calendars: Calendars, world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", "carol"))
    world.changes_schedule(weekly("alice", "bob", "carol"))
    back = events(calendars)[MONDAY + WEEK]
    assert (str(back["status"]), int(back["sequence"])) == ("CONFIRMED", 2)


def test_a_shorter_shift_keeps_its_uid(calendars: Calendars, world: OncallWorld) -> None:
    before = events(calendars)[MONDAY + WEEK]
    end = MONDAY + 2 * WEEK
    world.covers.cover(["payments-primary"], "dan", "bob", end - HOUR, end, "", ACTORS["bob"])
    after = events(calendars)[MONDAY + WEEK]
    assert (after["uid"], after.decoded("dtend"), int(after["sequence"])) == (before["uid"], end - HOUR, 1)


def test_an_alarm_is_there_for_those_who_want_one(calendars: Calendars) -> None:
    assert not events(calendars)[MONDAY + WEEK].walk("VALARM")
    [alarm] = events(calendars, alarm=timedelta(minutes=30))[MONDAY + WEEK].walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-30)


def test_shadows_are_marked_and_hostile_names_are_only_text(calendars: Calendars, world: OncallWorld) -> None:
    people = PROCESS.people | {"dan": replace(PROCESS.people["dan"], name="Dan\r\nBEGIN:VEVENT;,\\ 😀" * 9)}
    shadowed = replace(PRIMARY, layers=(weekly("dan", "alice", shadows=("bob",)),))
    world.take_over(replace(PROCESS, people=people, schedules={shadowed.key: shadowed}))
    assert any(str(event["summary"]).endswith("(shadow)") for event in events(calendars).values())
    shown = events(calendars, "team", "payments")
    assert all(str(event["uid"]).endswith("@incidentbot") for event in shown.values())
    assert len(max(text(calendars, "team", "payments").encode().split(b"\r\n"), key=len)) <= 75


def test_an_address_stays_until_it_is_revoked(calendars: Calendars) -> None:
    first = calendars.address_of("person", "bob", ACTORS["bob"])
    assert calendars.address_of_person("U02BOB", ACTORS["bob"]) == first
    assert calendars.address_of_person("U09STRANGER", ACTORS["bob"]) is None
    second = calendars.new_address_of("person", "bob", ACTORS["bob"])
    assert second != first
    with pytest.raises(NotFound):
        calendars.text(token(first))
    assert calendars.text(token(second))
    assert calendars.revoke("person", "bob") == 1
    with pytest.raises(NotFound):
        calendars.text(token(second))


@pytest.mark.parametrize("wrong", ["", "x", "0" * 48, "é" * 48, "../../etc/passwd", "\x00" * 40])
def test_an_address_that_was_never_given_out_leads_nowhere(calendars: Calendars, wrong: str) -> None:
    with pytest.raises(NotFound):
        calendars.text(wrong)
    right = token(calendars.address_of("person", "bob", ACTORS["bob"]))
    with pytest.raises(NotFound):
        calendars.text(right[:-1] + ("0" if right[-1] != "0" else "1"))


def test_what_is_not_in_the_file_has_no_calendar(calendars: Calendars, world: OncallWorld) -> None:
    with pytest.raises(NotFound):
        calendars.address_of("person", "mallory", ACTORS["bob"])
    address = calendars.address_of("schedule", "payments-primary", ACTORS["bob"])
    world.take_over(replace(PROCESS, schedules={}, escalations={}))
    with pytest.raises(NotFound):
        calendars.text(token(address))


def test_over_a_clock_change_and_in_utc(calendars: Calendars, world: OncallWorld) -> None:
    world.changes_schedule(weekly("alice", "bob", handoff=time(2, 30)), zone="Europe/Prague")
    assert datetime(2026, 3, 30, 0, 30, tzinfo=UTC) in events(calendars, "schedule", "payments-primary")
    assert "DTSTART:20260330T003000Z" in text(calendars, "schedule", "payments-primary")
