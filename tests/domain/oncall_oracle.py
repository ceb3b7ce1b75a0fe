"""Who is on call, found the slow way: every minute is looked at, and the wall is watched as it goes by.

It shares the values with the engine and nothing else: no formula for turns, no search for clock changes. A time on the
wall is reached once the wall has shown it or anything later, and left for good once it never shows anything earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import Coverage
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation
from incidentbot.domain.schedule import ANYONE, Layer, Override, Schedule, TemporarySchedule

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BY_LAYER = "(by a layer)"  # stands before the first name of a duty that nobody entered
MARGIN = 9 * DAY  # windows last up to a week


@dataclass
class Wall:
    """What the wall of one zone shows in each minute, the latest that it has shown, and the earliest that it will."""

    latest: dict[datetime, datetime]
    earliest: dict[datetime, datetime]

    @classmethod
    def of(cls, zone: str, start: datetime, end: datetime) -> Wall:
        info = ZoneInfo(zone)
        minutes = list(_minutes(start - MARGIN, end + MARGIN))
        shown = [minute.astimezone(info).replace(tzinfo=None) for minute in minutes]
        latest, earliest = dict(zip(minutes, shown, strict=True)), dict(zip(minutes, shown, strict=True))
        for before, minute in pairwise(minutes):
            latest[minute] = max(latest[minute], latest[before])
        for minute, after in zip(reversed(minutes[:-1]), reversed(minutes), strict=False):
            earliest[minute] = min(earliest[minute], earliest[after])
        return cls(latest, earliest)


def asked(
    schedule: Schedule,
    start: datetime,
    end: datetime,
    overrides: Sequence[Override],
    temporary: Sequence[TemporarySchedule],
) -> Iterator[tuple[datetime, frozenset[str]]]:
    """For each minute of [start, end), who is on call."""
    places = {place for layer in schedule.layers for place in _zones(layer, schedule)} | {schedule.zone}
    walls = {zone: Wall.of(zone, start, end) for zone in places}
    turns = {layer.key: _turns(layer, walls[_zones(layer, schedule)[1]], start, end) for layer in schedule.layers}
    for minute in _minutes(start, end):
        yield minute, frozenset(_asked_in(minute, schedule, walls, turns, overrides, temporary))


def _asked_in(
    minute: datetime,
    schedule: Schedule,
    walls: dict[str, Wall],
    turns: dict[str, dict[datetime, int]],
    overrides: Sequence[Override],
    temporary: Sequence[TemporarySchedule],
) -> set[str]:
    reigning = [entry for entry in temporary if entry.start <= minute < entry.end]
    if reigning:
        return {shift.person for entry in reigning for shift in entry.shifts if shift.start <= minute < shift.end}
    entered = [override for override in overrides if override.start <= minute < override.end]
    ranks = [
        [
            person
            for layer in schedule.layers
            if layer.precedence == precedence and _holds(layer, minute, walls[_zones(layer, schedule)[0]])
            for person in _people(layer, turns[layer.key][minute])
        ]
        for precedence in sorted({layer.precedence for layer in schedule.layers}, reverse=True)
    ]
    return there(ranks, entered)


def there(ranks: Sequence[Sequence[str]], entered: Sequence[Override]) -> set[str]:
    """Who is on call where these are in the layers, the highest precedence first, and this was entered in this order.

    The highest that has somebody is asked alone; who was entered besides does not make one that has.
    """
    instead = [override for override in entered if override.replaces is not None]
    for rank in ranks:
        if rank and (_left(rank, instead) or not _absences(entered)):
            return _left(rank, entered)
    return _left([], entered)


def _left(rank: Sequence[str], entered: Sequence[Override]) -> set[str]:
    held = [[BY_LAYER, person] for person in rank]
    for place, override in enumerate(entered):
        was_taken_back = override.who in _absences(entered[place:])
        if not was_taken_back and override not in _absent(entered):
            held = _after(override, held)
    return {who for *before, who in held if before != [BY_LAYER] or who not in _absences(entered)}


def _absent(entered: Sequence[Override]) -> list[Override]:
    return [override for override in entered if override.who is None and override.replaces not in (None, ANYONE)]


def _absences(entered: Sequence[Override]) -> set[str | None]:
    return {override.replaces for override in _absent(entered)}


def _after(override: Override, held: list[list[str]]) -> list[list[str]]:
    """`held` has, for each duty, everybody who had it; the last one has it now."""
    come = [override.who] if override.who else []
    if override.replaces is None:
        return held + [[who] for who in come]
    if override.replaces == ANYONE:
        return [[who] for who in come]
    who_has_it = [names for names in held if names[-1] == override.replaces]
    who_had_it = [names for names in held if override.replaces in names]
    taken = who_has_it or who_had_it
    return [[*names, *come] if names in taken else names for names in held]


def _zones(layer: Layer, schedule: Schedule) -> tuple[str, str]:
    """Where its windows open, and where it hands over."""
    windows = layer.zone or schedule.zone
    return windows, (layer.rotation and layer.rotation.zone) or windows


def _holds(layer: Layer, minute: datetime, wall: Wall) -> bool:
    if (layer.begins and minute < layer.begins) or (layer.ends and minute >= layer.ends):
        return False
    return _is_open(layer.hours, minute, wall)


def _is_open(hours: Coverage, minute: datetime, wall: Wall) -> bool:
    if not hours.windows:
        return True
    for window in hours.windows:
        for back in range(-2, 10):
            day = wall.latest[minute].date() - back * DAY
            if day.weekday() not in window.weekdays or day in hours.days_off:
                continue
            opens = datetime.combine(day, window.opens)
            closes = datetime.combine(day + window.days * DAY, window.closes)
            if wall.latest[minute] >= opens and wall.earliest[minute] < closes:
                return True
    return False


def _turns(layer: Layer, wall: Wall, start: datetime, end: datetime) -> dict[datetime, int]:
    """The turn of each minute, counted handoff by handoff from the first one, forwards or backwards."""
    if layer.rotation is None:
        return dict.fromkeys(_minutes(start, end), 0)
    handoffs = _handoffs(layer.rotation, wall.latest[start], wall.latest[end - MINUTE])
    turn = min(handoffs)
    found = {}
    for minute in _minutes(start, end):
        while turn + 1 in handoffs and handoffs[turn + 1] <= wall.latest[minute]:
            turn += 1
        found[minute] = turn
    return found


def _handoffs(rotation: Rotation, since: datetime, until: datetime) -> dict[int, datetime]:
    found = {}
    for turn, wall in enumerate(_forwards(rotation)):
        found[turn] = wall
        if wall > until:
            break
    for turn, wall in enumerate(_backwards(rotation), 1):
        found[-turn] = wall
        if wall < since - 40 * DAY:
            break
    return found


def _forwards(rotation: Rotation) -> Iterator[datetime]:
    match rotation:
        case Every():
            wall = datetime.combine(rotation.start, rotation.handoff)
            while True:
                yield wall
                wall += rotation.step
        case Monthly():
            yield from (datetime.combine(day, rotation.handoff) for day in _month_days(rotation.start, rotation.every))
        case OnWeekdays():
            day = rotation.start
            while day.weekday() not in rotation.weekdays:
                day -= DAY
            yield from _every(rotation, day, DAY)


def _backwards(rotation: Rotation) -> Iterator[datetime]:
    match rotation:
        case Every():
            wall = datetime.combine(rotation.start, rotation.handoff)
            while True:
                wall -= rotation.step
                yield wall
        case Monthly():
            days = _month_days(rotation.start, -rotation.every)
            next(days)
            yield from (datetime.combine(day, rotation.handoff) for day in days)
        case OnWeekdays():
            day = rotation.start
            while day.weekday() not in rotation.weekdays:
                day -= DAY
            found = _every(rotation, day, -DAY)
            next(found)
            yield from found


def _every(rotation: OnWeekdays, day: date, step: timedelta) -> Iterator[datetime]:
    count = 0
    while True:
        if day.weekday() in rotation.weekdays:
            if count % rotation.every == 0:
                yield datetime.combine(day, rotation.handoff)
            count += 1
        day += step


def _month_days(start: date, step: int) -> Iterator[date]:
    year, month = start.year, start.month
    while True:
        day = start.day
        while True:
            try:
                found = date(year, month, day)
            except ValueError:
                day -= 1
                continue
            break
        yield found
        for _ in range(abs(step)):
            month += 1 if step > 0 else -1
            year, month = (year + 1, 1) if month == 13 else (year - 1, 12) if month == 0 else (year, month)


def _people(layer: Layer, turn: int) -> list[str]:
    if not layer.people:
        return []
    if layer.rotation is None:
        return list(layer.people)
    return [layer.people[(turn + place) % len(layer.people)] for place in range(layer.at_once)]


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE
