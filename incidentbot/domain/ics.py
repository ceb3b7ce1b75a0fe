"""A calendar as RFC 5545 text, for the subscriptions of Google, Apple and Outlook.

Times are written in UTC: all three show them in the zone of whoever looks, and no VTIMEZONE can then contradict them.
Nothing here may depend on when it is asked: the same shifts are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # octets, by section 3.1
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HOW_OFTEN = timedelta(hours=1)  # a subscriber is asked to look again; Google does as it likes


@dataclass(frozen=True)
class CalendarEvent:
    """One shift. `uid` stays the same while it is the same shift; `sequence` grows with each change of it.

    `changed_at` is when it last changed. A shift that was removed stays as a cancelled event, so that subscribers who
    keep what they know take it out. `remind_before` puts an alarm on the telephones of those who allow it.
    """

    uid: str
    start: datetime
    end: datetime
    title: str
    changed_at: datetime
    description: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    remind_before: timedelta | None = None


def calendar_text(name: str, events: Iterable[CalendarEvent]) -> str:
    """The whole calendar, with the line ends that the standard asks for."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Incidentbot//On call//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_duration(_HOW_OFTEN)}",
        f"X-PUBLISHED-TTL:{_duration(_HOW_OFTEN)}",
    ]
    for event in sorted(events, key=lambda event: (event.start, event.uid)):
        if _instant(event.start) < _instant(event.end):  # there are no fractions of seconds, and none may last nothing
            lines += _event(event)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_instant(event.changed_at)}"
    yield f"LAST-MODIFIED:{_instant(event.changed_at)}"
    yield f"DTSTART:{_instant(event.start)}"
    yield f"DTEND:{_instant(event.end)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.url:
        yield f"URL:{_one_line(event.url)}"
    yield "TRANSP:TRANSPARENT"  # being on call does not make anybody busy
    if event.remind_before is not None and not event.is_cancelled:
        yield from _alarm(event, event.remind_before)
    yield "END:VEVENT"


def _alarm(event: CalendarEvent, before: timedelta) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(event.title)}"
    yield f"TRIGGER:-{_duration(before)}"
    yield "END:VALARM"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _duration(length: timedelta) -> str:
    return f"PT{int(length.total_seconds()) // 60}M"


def _text(said: str) -> str:
    return _NOT_TEXT.sub("", said.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPED)


def _one_line(said: str) -> str:
    return "".join(_NOT_TEXT.sub("", said).split())


def _folded(line: str) -> str:
    """Continued on lines that begin with a blank, and never within a letter of several octets."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            parts.append("")
            size = 1  # the blank
        parts[-1] += letter
        size += octets
    return "\r\n ".join(parts)
