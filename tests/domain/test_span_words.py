"""How people say from when to when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.span_words import LONGEST, moment, span

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday; 11:00 in Prague
PRAGUE = "Europe/Prague"


def told(words: str, now: datetime = NOW) -> str | None:
    found = span(words, now, PRAGUE)
    return f"{found.start:%a %d %H:%M} – {found.end:%a %d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("from fri 18:00 to mon 09:00", "Fri 06 17:00 – Mon 09 08:00"),
        ("FROM  Fri 18:00  until Mon 09:00", "Fri 06 17:00 – Mon 09 08:00"),
        ("fri 18:00 - mon 09:00", "Fri 06 17:00 – Mon 09 08:00"),
        ("from sun 10:00 to sun 12:00", "Sun 08 09:00 – Sun 08 11:00"),
        ("from wed 14:00 to wed 16:00", "Wed 04 13:00 – Wed 04 15:00"),
        ("from sun 10:00 to sun 09:00", "Sun 08 09:00 – Sun 15 08:00"),
        ("tonight", "Wed 04 17:00 – Thu 05 08:00"),
        ("today", "Wed 04 10:00 – Wed 04 23:00"),
        ("tomorrow", "Wed 04 23:00 – Thu 05 23:00"),
        ("tomorrow night", "Thu 05 17:00 – Fri 06 08:00"),
        ("this weekend", "Fri 06 17:00 – Mon 09 08:00"),
        ("friday", "Thu 05 23:00 – Fri 06 23:00"),
        ("2026-03-10", "Mon 09 23:00 – Tue 10 23:00"),
        ("until mon 09:00", "Wed 04 10:00 – Mon 09 08:00"),
        ("for 2h", "Wed 04 10:00 – Wed 04 12:00"),
        ("fri 18:00 for 90m", "Fri 06 17:00 – Fri 06 18:30"),
        ("from 14:00 to 16:30", "Wed 04 13:00 – Wed 04 15:30"),
        ("from 22:00 to 06:00", "Wed 04 21:00 – Thu 05 05:00"),
        ("2026-03-28T22:00 to 2026-03-29T08:00", "Sat 28 21:00 – Sun 29 06:00"),
        ("2026-03-06T18:00Z to 2026-03-06T20:00+00:00", "Fri 06 18:00 – Fri 06 20:00"),
        ("", None),
        ("now", None),
        ("14:00", None),
        ("from fri 18:00", None),
        ("fri 18:00 to never", None),
        ("from tomorrow to yesterday", None),
        ("2026-03-10T09:00 to 2026-03-09T09:00", None),
        ("2026-03-10 to 2031-03-10", None),
        ("9999-12-31T23:59+00:00 to 9999-12-31T23:59-23:59", None),
        ("2026-13-45", None),
        ("for 0h", None),
        ("<!channel> to <@U1>", None),
    ],
)
def test_from_when_to_when(words: str, meant: str | None) -> None:
    assert told(words) == meant


def test_the_weekend_that_is_on_begins_now_and_not_in_the_past() -> None:
    saturday = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
    assert told("this weekend", saturday) == "Sat 07 12:00 – Mon 09 08:00"
    assert told("today", saturday) == "Sat 07 12:00 – Sat 07 23:00"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("now", NOW),
        ("at 14:00", datetime(2026, 3, 4, 13, 0, tzinfo=UTC)),
        ("2026-03-02T09:00", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        ("2026-03-02 9:00", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        ("2026-03-02T09:00Z", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("2h", NOW + timedelta(hours=2)),
        ("whenever", None),
        ("0001-01-01T00:00+14:00", None),
    ],
)
def test_when(words: str, meant: datetime | None) -> None:
    assert moment(words, NOW, PRAGUE) == meant


@pytest.mark.parametrize(
    "length", ["a" * 5000, "from " * 800, "to to to to", "1" * 4000 + "h", "–" * 100, "\x00 to \n"]
)
def test_nonsense_says_nothing_and_takes_no_time(length: str) -> None:
    found = span(length, NOW, PRAGUE)
    assert found is None or found.end - found.start <= LONGEST
