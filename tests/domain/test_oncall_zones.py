"""In every zone of the world, turns tile time without a gap or an overlap, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from incidentbot.domain.oncall import gaps, shifts
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation, Turn, turn_at
from incidentbot.domain.schedule import Layer, Schedule

ODD = {
    "Africa/Cairo": 2023,  # at midnight
    "Africa/Casablanca": 2024,  # four times a year
    "America/Caracas": 2007,  # half an hour, for good
    "America/Sao_Paulo": 2018,  # midnight is left out
    "America/St_Johns": 2010,  # at one minute past midnight
    "Antarctica/Troll": 2026,  # two hours
    "Asia/Kathmandu": 1985,
    "Asia/Pyongyang": 2015,
    "Australia/Lord_Howe": 2026,  # half an hour
    "Europe/Dublin": 2026,  # winter is what is special
    "Pacific/Apia": 2011,  # a day is left out
    "Pacific/Kwajalein": 1993,  # and here
    "UTC": 2026,
}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AROUND = {timedelta(hours=1): 2 * DAY, timedelta(hours=8): 5 * DAY}  # how far from a change turns are looked at
ROTATIONS: dict[str, Rotation] = {
    "hourly at half past": Every(date(1970, 1, 1), time(0, 30), timedelta(hours=1)),
    "every eight hours": Every(date(1970, 1, 1), time(2, 15), timedelta(hours=8)),
    "daily at midnight": Every(date(1970, 1, 1), time(0, 0), DAY),
    "daily at 02:30": Every(date(2090, 1, 1), time(2, 30), DAY),
    "weekly": Every(date(1970, 1, 4), time(1, 30), 7 * DAY),
    "monthly on the 31st": Monthly(date(1970, 1, 31), time(0, 0)),
    "Sundays": OnWeekdays(date(1970, 1, 1), time(2, 0), frozenset([6])),
    "working days": OnWeekdays(date(1970, 1, 1), time(0, 0), frozenset(range(5)), every=2),
}


@cache
def changes(zone: str, since: int, until: int) -> tuple[datetime, ...]:
    """The days of these years on which the offset of the zone is not that of the day before."""
    info, found = ZoneInfo(zone), []
    day, end = datetime(since, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC)
    offset = day.astimezone(info).utcoffset()
    while day < end:
        day += DAY
        now = day.astimezone(info).utcoffset()
        if now != offset:
            found.append(day)
        offset = now
    return tuple(found)


def turns_tile(rotation: Rotation, zone: ZoneInfo, start: datetime, end: datetime) -> None:
    turn = turn_at(rotation, zone, start)
    assert turn.start <= start
    while turn.end < end:
        following = turn_at(rotation, zone, turn.end)
        assert following.start == turn.end, "neither a gap nor an overlap"
        assert following.number > turn.number
        assert turn_at(rotation, zone, turn.end - SECOND) == turn
        assert is_on_the_wall(rotation, zone, following)
        turn = following


def is_on_the_wall(rotation: Rotation, zone: ZoneInfo, turn: Turn) -> bool:
    """A turn begins when the wall shows its handoff; else a second before, the wall showed something earlier."""
    wanted, shown = rotation.wall(turn.number, zone), turn.start.astimezone(zone)
    return shown == wanted or (turn.start - SECOND).astimezone(zone) < wanted < shown


def around(zone: str, rotation: Rotation, since: int, until: int) -> Iterator[tuple[datetime, datetime]]:
    reach = AROUND.get(rotation.step, 10 * DAY) if isinstance(rotation, Every) else 40 * DAY
    for day in changes(zone, since, until):
        yield day - reach, day + reach


@pytest.mark.parametrize("zone", sorted(ODD))
@pytest.mark.parametrize("rotation", ROTATIONS.values(), ids=ROTATIONS)
def test_turns_tile_where_clocks_do_odd_things(zone: str, rotation: Rotation) -> None:
    for start, end in around(zone, rotation, ODD[zone], ODD[zone] + 1):
        turns_tile(rotation, ZoneInfo(zone), start, end)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("rotation", ROTATIONS.values(), ids=ROTATIONS)
def test_turns_tile_in_every_zone_at_every_change_of_ten_years(rotation: Rotation) -> None:
    zones, seen = sorted(available_timezones()), 0
    for zone in zones:
        for start, end in around(zone, rotation, 2020, 2030):
            turns_tile(rotation, ZoneInfo(zone), start, end)
            seen += 1
    print(f"{len(zones)} zones, {seen} changes of the clock")
    assert seen > 3000


@pytest.mark.parametrize("zone", ["Europe/Prague", "Pacific/Apia", "Australia/Lord_Howe"])
def test_a_layer_covers_ten_years_without_a_hole(zone: str) -> None:
    layer = Layer("primary", ("alice", "bob", "carol"), ROTATIONS["daily at 02:30"])
    schedule = Schedule("payments", zone, (layer,))
    start, end = datetime(2007, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC)
    found = shifts(schedule, start, end)
    assert (found[0].start, found[-1].end) == (start, end)
    assert all(before.end == after.start for before, after in pairwise(found))
    assert gaps(schedule, start, end) == []
    assert abs(len(found) - (end - start).days) <= 2
