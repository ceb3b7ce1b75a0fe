"""What an edit means for people: whose shifts changed, and a calendar in which the past stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from incidentbot.domain.coverage import FOREVER
from incidentbot.domain.oncall import Shift, merged
from incidentbot.domain.oncall_roster import Roster
from incidentbot.domain.schedule import Override, Schedule, TemporarySchedule

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Change:
    """When `person` is asked now and was not before, and the other way round. Half-open, UTC."""

    person: str
    gained: tuple[Span, ...]
    lost: tuple[Span, ...]


def changed(before: Iterable[Shift], after: Iterable[Shift]) -> list[Change]:
    """Whose shifts changed between two calendars of the same stretch of time, by person.

    Only hours count: somebody who is on call for another reason than before has nothing to be told. Shadows do not
    count either.
    """
    old, new = _spans_by_person(before), _spans_by_person(after)
    found = [
        Change(
            person,
            spans_without(new.get(person, []), old.get(person, [])),
            spans_without(old.get(person, []), new.get(person, [])),
        )
        for person in sorted(old.keys() | new.keys())
    ]
    return [change for change in found if change.gained or change.lost]


def recorded_shifts(
    versions: Sequence[tuple[datetime, Schedule]],
    start: datetime,
    end: datetime,
    overrides: Sequence[Override] = (),
    temporary: Sequence[TemporarySchedule] = (),
) -> list[Shift]:
    """The calendar of a schedule that was edited: each version holds from its moment until that of the next.

    So an edit changes no shift that was over, and cuts the one that is running only where it says something else.
    Before the first version nobody is on call.
    """
    in_order = sorted(versions, key=lambda version: version[0])
    moments = [*(moment for moment, _ in in_order), FOREVER]
    return merged(
        piece
        for (_, schedule), (valid_from, valid_until) in zip(in_order, pairwise(moments), strict=True)
        for piece in Roster(schedule, overrides, temporary).walk(max(start, valid_from), min(end, valid_until))
    )


def _spans_by_person(shifts: Iterable[Shift]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        if shift.is_shadow:
            continue
        spans = found.setdefault(shift.person, [])
        if spans and shift.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], shift.end))
        else:
            spans.append((shift.start, shift.end))
    return found


def spans_without(spans: Iterable[Span], taken: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of them. Those that are taken away are in order, and do not overlap."""
    left: list[Span] = []
    for start, end in spans:
        for other_start, other_end in taken:
            if other_end <= start or end <= other_start:
                continue
            left.append((start, other_start))
            start = other_end
        left.append((start, end))
    return tuple((start, end) for start, end in left if start < end)
