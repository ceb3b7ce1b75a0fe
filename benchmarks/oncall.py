"""What it costs to ask who is on call, held against recurring-ical-events, which expands the same year from a calendar.

    python benchmarks/oncall.py

Pure calculation in one thread: no database, no network. Times are the best and the median of several rounds. At the end
one schedule is asked for over HTTP, of a running bot on each database.
"""

from __future__ import annotations

import statistics
import time as stopwatch
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar
from parts.machine import DATABASES, p99, row, say_load
from parts.one_schedule import milliseconds

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.oncall import OnCall, gaps, shifts, who
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays
from incidentbot.domain.schedule import Layer, Override, Schedule

ROUNDS = 15
DAY = timedelta(days=1)
PRAGUE = ZoneInfo("Europe/Prague")
ZONES = sorted(
    zone for zone in available_timezones() if zone.startswith(("Europe/", "America/", "Asia/", "Australia/"))
)
NIGHTS = Coverage((Window.daily(time(20), time(8)),))
OFFICE = Coverage((Window.daily(time(8), time(18), frozenset(range(5))),))
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "frank", "grace")
YEAR = (datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2027, 1, 1, 8, tzinfo=UTC))
OVERRIDDEN = 100
Row = tuple[str, datetime, datetime]


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds: the best round and the middle one."""
    rounds = []
    for _ in range(ROUNDS):
        began = stopwatch.perf_counter()
        act()
        rounds.append((stopwatch.perf_counter() - began) * 1000)
    return min(rounds), statistics.median(rounds)


def once(act: Callable[[], object]) -> tuple[float, float]:
    began = stopwatch.perf_counter()
    act()
    return ((stopwatch.perf_counter() - began) * 1000,) * 2


def everybody(schedules: list[Schedule], at: datetime) -> list[OnCall]:
    return [who(schedule, at) for schedule in schedules]


def thousand_schedules() -> list[Schedule]:
    """Six of ten with one layer; the others with office hours, nights, two at once, months, working days."""
    found = []
    for number in range(1000):
        start, handoff = date(2020, 1, 6) + number % 91 * DAY, time(number % 24, number % 4 * 15)
        people = PEOPLE[number % 5 :] + PEOPLE[: number % 5]
        weekly, daily = Every(start, handoff, 7 * DAY), Every(start, handoff, DAY)
        shapes = [
            (Layer("weekly", people, weekly),),
            (Layer("weekly", people, weekly),),
            (Layer("weekly", people, weekly),),
            (Layer("weekly", people, Every(start, handoff, 14 * DAY)),),
            (Layer("daily", people, daily),),
            (Layer("daily", people, daily),),
            (Layer("office", people, daily, hours=OFFICE, precedence=1), Layer("else", people[::-1], weekly)),
            (Layer("nights", people, daily, hours=NIGHTS), Layer("days", people[::-1], weekly, hours=OFFICE)),
            (Layer("pairs", people, weekly, at_once=2, shadows=("heidi",)),),
            (
                Layer("monthly", people, Monthly(date(2020, 1, 31), handoff)),
                Layer("working days", people[::-1], OnWeekdays(start, handoff, frozenset(range(5))), precedence=1),
            ),
        ]
        found.append(Schedule(f"s{number}", ZONES[number % len(ZONES)], shapes[number % len(shapes)]))
    return found


def a_year_by_ours() -> tuple[Schedule, list[Override]]:
    """Seven people, a day each from 09:00 in Prague, and a hundred days on which somebody else covers."""
    schedule = Schedule("year", "Europe/Prague", (Layer("daily", PEOPLE, Every(date(2026, 1, 1), time(9), DAY)),))
    overrides = [
        Override(f"sub{number}", _at_nine(date(2026, 1, 1) + days * DAY), _at_nine(date(2026, 1, 1) + (days + 1) * DAY))
        for number, days in enumerate(_overridden_days())
    ]
    return schedule, overrides


def a_year_by_calendar() -> Calendar:
    """The same as events that recur every seventh day, and a hundred instances with somebody else's name."""
    events = []
    for place, person in enumerate(PEOPLE):
        first = date(2026, 1, 1) + place * DAY
        events.append(_event(person, person, first, "RRULE:FREQ=DAILY;INTERVAL=7;UNTIL=20270115T000000Z"))
    for number, days in enumerate(_overridden_days()):
        day, person = date(2026, 1, 1) + days * DAY, PEOPLE[days % 7]
        events.append(_event(person, f"sub{number}", day, f"RECURRENCE-ID;TZID=Europe/Prague:{day:%Y%m%d}T090000"))
    return Calendar.from_ical(
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *events, "END:VCALENDAR"])
    )


def _event(uid: str, person: str, day: date, recurs: str) -> str:
    starts, ends = (f";TZID=Europe/Prague:{moment:%Y%m%d}T090000" for moment in (day, day + DAY))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SUMMARY:{person}",
        f"DTSTART{starts}",
        f"DTEND{ends}",
        recurs,
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


def _overridden_days() -> list[int]:
    return [1 + number * 3 for number in range(OVERRIDDEN)]


def _at_nine(day: date) -> datetime:
    return datetime.combine(day, time(9), PRAGUE).astimezone(UTC)


def rows_by_ours(schedule: Schedule, overrides: list[Override]) -> list[Row]:
    return [(shift.person, shift.start, shift.end) for shift in shifts(schedule, *YEAR, overrides)]


def rows_by_calendar(calendar: Calendar) -> list[Row]:
    events = recurring_ical_events.of(calendar).between(*YEAR)
    return sorted(
        ((str(event["SUMMARY"]), event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events),
        key=lambda row: row[1],
    )


def line(what: str, times: tuple[float, float], goal: str = "") -> None:
    print(f"{what:<72} {times[0]:>9.2f} ms {times[1]:>9.2f} ms  {goal}")


def main() -> None:
    say_load()
    print(f"{'':<72} {'best':>12} {'median':>12}")
    schedules = thousand_schedules()
    at = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    first = once(lambda: everybody(schedules, at))
    line("who is on call, until when and who is next: 1,000 schedules, just read", first, "goal: under 50 ms")
    line("the same again", measured(lambda: everybody(schedules, at)), "goal: under 50 ms")
    days = iter(range(1, ROUNDS + 1))
    line("the same, each time on another day", measured(lambda: everybody(schedules, at + next(days) * DAY)))

    schedule, overrides = a_year_by_ours()
    calendar = a_year_by_calendar()
    ours, theirs = measured(lambda: rows_by_ours(schedule, overrides)), measured(lambda: rows_by_calendar(calendar))
    mine, expected = rows_by_ours(schedule, overrides), rows_by_calendar(calendar)
    line(f"a year of a schedule with {OVERRIDDEN} overrides ({len(mine)} shifts)", ours, "goal: at most a tenth of:")
    line("the same expanded by recurring-ical-events", theirs, f"{ours[0] / theirs[0]:.3f} of it")
    print(f"equal shift by shift: {mine == expected}")

    far = Schedule("far", "Europe/Prague", (Layer("hourly", PEOPLE, Every(date(1970, 1, 1), time(0, 30), DAY / 24)),))
    for year in (1971, 2026, 2090):
        line(
            f"who is on call in {year}, handed over hourly since 1970",
            measured(partial(who, far, datetime(year, 7, 1, tzinfo=UTC))),
        )
    line(
        "gaps of 1,000 schedules within 30 days",
        measured(lambda: [gaps(each, at, at + 30 * DAY) for each in schedules]),
    )
    for name, database in DATABASES.items():
        with database() as url:
            spent = milliseconds(url)
        told = f"{statistics.median(spent):.1f} / {p99(spent):.1f} ms"
        row(f"one schedule over HTTP, p50 / p99, {name}", told, "goal: p50 under 6 ms")
    if mine != expected:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
