"""Calendars are read back by another program's rules, and by the standard's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.ics import CalendarEvent, calendar_text

icalendar = pytest.importorskip("icalendar", reason="icalendar is not installed")

START = datetime(2026, 3, 28, 8, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHIFT = CalendarEvent("payments-primary-1@incidentbot", START, START + timedelta(days=7), "On call: payments", NOW)


def lines(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_shift_is_read_back_as_it_was_written() -> None:
    calendar = icalendar.Calendar.from_ical(calendar_text("Payments", [SHIFT]))
    (event,) = calendar.walk("VEVENT")
    assert calendar["X-WR-CALNAME"] == "Payments"
    assert (event.start, event.end) == (SHIFT.start, SHIFT.end)
    assert (event["UID"], event["SUMMARY"], event["STATUS"]) == (SHIFT.uid, SHIFT.title, "CONFIRMED")
    assert event["DTSTAMP"].dt == NOW


def test_a_removed_shift_is_cancelled_and_rings_nobody() -> None:
    gone = CalendarEvent(
        SHIFT.uid,
        SHIFT.start,
        SHIFT.end,
        SHIFT.title,
        NOW,
        sequence=3,
        is_cancelled=True,
        remind_before=timedelta(hours=1),
    )
    text = calendar_text("Payments", [gone])
    assert {"STATUS:CANCELLED", "SEQUENCE:3", f"UID:{SHIFT.uid}"} <= set(lines(text))
    assert "VALARM" not in text


def test_a_reminder_comes_before_the_shift() -> None:
    reminded = CalendarEvent(SHIFT.uid, SHIFT.start, SHIFT.end, SHIFT.title, NOW, remind_before=timedelta(hours=1))
    (alarm,) = icalendar.Calendar.from_ical(calendar_text("Payments", [reminded])).walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-1)


def test_times_of_any_zone_are_written_in_utc_and_in_order() -> None:
    later = CalendarEvent("b", START + timedelta(days=1), START + timedelta(days=2), "later", NOW)
    text = calendar_text("Payments", [later, SHIFT])
    assert [line for line in lines(text) if line.startswith("DTSTART")] == [
        "DTSTART:20260328T080000Z",
        "DTSTART:20260329T080000Z",
    ]
    assert text == calendar_text("Payments", [SHIFT, later])


letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(list("\n,;:\\\"'")), max_size=300)


@given(letters, letters)
def test_any_text_comes_back_and_no_line_is_too_long(title: str, name: str) -> None:
    event = CalendarEvent("x", START, START + timedelta(hours=1), title, NOW, description=title + "\r\nand more")
    text = calendar_text(name, [event])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")
    (found,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(found["SUMMARY"]) == title
    assert str(found["DESCRIPTION"]) == title + "\nand more"


@given(st.text(max_size=80))
def test_no_text_can_write_a_line_of_its_own(text: str) -> None:
    event = CalendarEvent(text, START, START + timedelta(hours=1), text, NOW, description=text, url=text)
    found = lines(calendar_text(text, [event]))
    names = [line.split(":")[0].split(";")[0] for line in found]
    assert names.count("BEGIN") == 2
    assert set(names) <= {
        *(
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "CALSCALE",
            "METHOD",
            "X-WR-CALNAME",
            "REFRESH-INTERVAL",
            "X-PUBLISHED-TTL",
        ),
        *("UID", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "URL"),
        *("TRANSP", ""),
    }
