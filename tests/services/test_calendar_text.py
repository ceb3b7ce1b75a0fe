"""What subscribers get is held against the text of RFC 5545 itself, by a reader that forgives nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from incidentbot.domain.schedule import ANYONE, Layer, Schedule
from incidentbot.services.calendar import KINDS, Calendars
from incidentbot.services.link import Links
from tests.oncall_world import ACTORS, MONDAY, PRIMARY, PROCESS, WEEK, OncallWorld, weekly, world
from tests.world import FakeClock

__all__ = ["world"]

LINKS = Links("", "a-secret-of-the-tests")
HOUR = timedelta(hours=1)
LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^\";:,\x00-\x1f]+)*):(.*)", re.DOTALL)
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*")  # section 3.3.11
INSTANT = re.compile(r"\d{8}T\d{6}Z")
DURATION = re.compile(r"-?P(?:\d+W|\d+D|T\d+[HMS])")
FORMS = {
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "UID", "X-WR-CALNAME"), TEXT),
    **dict.fromkeys(("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"), INSTANT),  # in UTC: no VTIMEZONE is owed
    **dict.fromkeys(("REFRESH-INTERVAL", "X-PUBLISHED-TTL", "TRIGGER"), DURATION),
    "SEQUENCE": re.compile(r"\d+"),
    "STATUS": re.compile("CONFIRMED|CANCELLED"),
    "VERSION": re.compile(r"2\.0"),
    "PRODID": TEXT,
    "CALSCALE": re.compile("GREGORIAN"),
    "METHOD": re.compile("PUBLISH"),
    "TRANSP": re.compile("TRANSPARENT"),
    "ACTION": re.compile("DISPLAY"),
}
ALWAYS_ONCE = {  # sections 3.6, 3.6.1, 3.6.6, and RFC 7986 for how often to look again
    "VCALENDAR": {"VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY"},
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}
INSIDE = {"VCALENDAR": None, "VEVENT": "VCALENDAR", "VALARM": "VEVENT"}


@dataclass
class Part:
    kind: str
    lines: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


def read(octets: bytes) -> Part:
    """The calendar; an AssertionError for whatever a strict subscriber would stumble over."""
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    folded = octets.split(b"\r\n")
    assert max(len(line) for line in folded) <= 75
    assert all(line.decode() for line in folded[:-1]), "no letter is cut in two, and no line is empty"
    [whole] = _parts(octets.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"))
    assert whole.kind == "VCALENDAR"
    return whole


def _parts(lines: list[str]) -> list[Part]:
    found: list[Part] = []
    open_parts: list[Part] = []
    for line in lines:
        read_line = LINE.fullmatch(line)
        assert read_line, line
        name, parameters, value = read_line.groups()
        if name == "BEGIN":
            assert INSIDE[value] == (open_parts[-1].kind if open_parts else None)
            (open_parts[-1].parts if open_parts else found).append(part := Part(value))
            open_parts.append(part)
        elif name == "END":
            closed = open_parts.pop()
            assert closed.kind == value
            assert ALWAYS_ONCE[value] <= closed.lines.keys()
        else:
            assert FORMS[name].fullmatch(value), line
            assert parameters == (";VALUE=DURATION" if name == "REFRESH-INTERVAL" else ""), line
            assert name not in open_parts[-1].lines, f"{name} comes once"
            open_parts[-1].lines[name] = value
    assert not open_parts
    return found


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.fixture
def calendars(world: OncallWorld, clock: FakeClock) -> Calendars:
    return Calendars(world.store, clock, world.running, LINKS)


def subscribed(calendars: Calendars, kind: str, key: str, alarm: timedelta | None = None) -> Part:
    address = calendars.address_of(kind, key, ACTORS["bob"])
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    return read(calendars.text(token, alarm).encode())


def of_everything(calendars: Calendars, **more: timedelta) -> list[Part]:
    return [
        subscribed(calendars, kind, key, **more)
        for kind, key in zip(KINDS, ("bob", "payments-primary", "payments"), strict=True)
    ]


@pytest.fixture
def eventful(world: OncallWorld, clock: FakeClock) -> OncallWorld:
    """Hostile names, a clock change, shadows, somebody who is always on call, covers, a cover taken back, a day off."""
    hostile = "Bob\r\nBEGIN:VEVENT\u2028;,\\ \ud800 😀 “ä” \x00\x7f\x85" * 5
    people = PROCESS.people | {"bob": replace(PROCESS.people["bob"], name=hostile)}
    turns = weekly("alice", "bob", "carol", handoff=time(2, 30), shadows=("dan",))
    primary = replace(PRIMARY, zone="Europe/Prague", layers=(turns, Layer("always: ; ,", ("dan",), precedence=-1)))
    others = {key: Schedule(key, "Pacific/Apia", (Layer("all", ("bob",)),)) for key in ("always", "x" * 60)}
    world.take_over(replace(PROCESS, people=people, schedules={PRIMARY.key: primary, **others}))
    start = MONDAY + WEEK + timedelta(microseconds=1)
    [kept] = world.covers.cover([PRIMARY.key], "dan", ANYONE, start, start + HOUR / 7, "a: <b>", ACTORS["alice"]).covers
    world.covers.cover([PRIMARY.key], "bob", ANYONE, start, start + timedelta(microseconds=7), "", ACTORS["alice"])
    world.covers.day_off("bob", start + HOUR, start + 3 * WEEK, "", ACTORS["bob"])
    clock.advance(hours=3)
    world.covers.remove(kept.id, ACTORS["bob"])
    return world


@pytest.mark.parametrize("alarm", [None, timedelta(minutes=30), timedelta(days=1)])
def test_every_calendar_is_what_the_standard_asks_for(
    eventful: OncallWorld, calendars: Calendars, alarm: timedelta | None
) -> None:
    for calendar in of_everything(calendars, **({"alarm": alarm} if alarm else {})):
        uids = [event.lines["UID"] for event in calendar.parts]
        assert len(uids) == len(set(uids)) > 5
        assert all(instant(event.lines["DTSTART"]) < instant(event.lines["DTEND"]) for event in calendar.parts)
        rings = {event.lines["STATUS"]: bool(event.parts) for event in calendar.parts if "shadow" not in str(event)}
        assert rings.get("CONFIRMED") == bool(alarm)
        assert not rings.get("CANCELLED")


def test_what_is_cancelled_was_there_before_under_the_same_name(world: OncallWorld, calendars: Calendars) -> None:
    before = {event.lines["UID"]: event.lines for event in subscribed(calendars, "schedule", PRIMARY.key).parts}
    world.covers.cover([PRIMARY.key], "dan", "bob", MONDAY + WEEK, MONDAY + 2 * WEEK, "", ACTORS["bob"])
    after = {event.lines["UID"]: event.lines for event in subscribed(calendars, "schedule", PRIMARY.key).parts}
    assert before.keys() < after.keys()
    [gone] = [uid for uid, lines in after.items() if lines["STATUS"] == "CANCELLED"]
    assert int(after[gone]["SEQUENCE"]) > int(before[gone]["SEQUENCE"])
    assert instant(after[gone]["DTSTAMP"]) == world.clock.now()
    assert [before[gone][name] for name in ("DTSTART", "DTEND")] == [after[gone][name] for name in ("DTSTART", "DTEND")]
    untouched = before.keys() - {gone}
    assert all(before[uid] == after[uid] for uid in untouched)
