"""What overrides and temporary schedules make of the pattern: whose duty it is in the end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from incidentbot.domain.coverage import FOREVER, SINCE_EVER
from incidentbot.domain.schedule import ANYONE, Duty, Override, TemporarySchedule, Why

_T = TypeVar("_T")
Span = tuple[datetime, datetime, _T]
Held = tuple[Duty, tuple[str, ...]]  # with the names of everybody who had it


class Spans(Generic[_T]):
    """Which of many overlapping spans hold at an instant, in the order given. An empty one never does."""

    def __init__(self, spans: Iterable[Span[_T]]) -> None:
        given = [span for span in spans if span[0] < span[1]]
        self._edges = sorted({edge for start, end, _ in given for edge in (start, end)})
        places = {edge: place for place, edge in enumerate(self._edges, 1)}
        holding: list[list[_T]] = [[] for _ in range(len(self._edges) + 1)]
        for start, end, item in given:
            for place in range(places[start], places[end]):
                holding[place].append(item)
        self._spells = list(zip([SINCE_EVER, *self._edges], [*self._edges, FOREVER], holding, strict=True))

    def at(self, instant: datetime) -> Span[list[_T]]:
        """Since when it has been so, until when it stays so, and what holds."""
        return self._spells[bisect_right(self._edges, instant)]

    def between(self, start: datetime, end: datetime) -> Iterator[Span[list[_T]]]:
        """The spells of [start, end), cut to it."""
        for since, until, items in self._spells[bisect_right(self._edges, start) :]:
            if since >= end or start >= end:
                return
            yield since if since > start else start, until if until < end else end, items


def spans_of(temporary: Iterable[TemporarySchedule]) -> Iterator[Span[Duty | None]]:
    """A span without a duty for all of it, so that it holds also while nobody is on call by it."""
    for schedule in temporary:
        yield schedule.start, schedule.end, None
        for shift in schedule.shifts:
            start, end = max(shift.start, schedule.start), min(shift.end, schedule.end)
            yield start, end, Duty(shift.person, Why.TEMPORARY, schedule.key)


def overridden(duties: Sequence[Duty], overrides: Sequence[Override]) -> tuple[Duty, ...]:
    """Each override acts on what those before it left.

    Whoever took a duty over also answers to the names of those who had it before: if bob covers for alice, and then
    carol is entered for alice, carol has it. Whoever is away has no duty by a layer, nor by what was entered before;
    who covers for them has it all the same.
    """
    shadows = [duty for duty in duties if duty.is_shadow]
    if overrides[-1].replaces == ANYONE:
        return each_once([*overrides[-1].duties, *shadows])
    away = _away(overrides)
    held: list[Held] = [(duty, (duty.person,)) for duty in duties if not duty.is_shadow]
    for place, override in enumerate(overrides):
        if override.is_absence or place < away.get(override.who, 0):
            continue
        if override.replaces in (None, ANYONE):
            kept = [] if override.replaces else held
            held = kept + [(duty, (duty.person,)) for duty in override.duties]
        else:
            held = _taken_over(held, override.replaces, override.duties)
    there = [duty for duty, _ in held if duty.why is not Why.LAYER or duty.person not in away]
    return each_once([*there, *(shadow for shadow in shadows if shadow.person not in away)])


def leave_nobody(duties: Sequence[Duty], overrides: Sequence[Override]) -> bool:
    """Whether all who have these duties are away and nobody has them instead. Somebody besides them does not count."""
    if not any(override.is_absence for override in overrides):
        return False
    left = overridden(duties, [override for override in overrides if override.replaces is not None])
    return all(duty.is_shadow for duty in left)


def _away(overrides: Sequence[Override]) -> dict[str | None, int]:
    """Who is away, with the place of the last entry that says so."""
    return {override.replaces: place for place, override in enumerate(overrides) if override.is_absence}


def _taken_over(held: list[Held], name: str | None, duties: tuple[Duty, ...]) -> list[Held]:
    now = [duty.person == name for duty, _ in held]
    chosen = now if any(now) else [name in names for _, names in held]
    return [
        (new, (*names, new.person))
        for (duty, names), is_chosen in zip(held, chosen, strict=True)
        for new in (duties if is_chosen else [duty])
    ]


def each_once(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Somebody on call twice is on call by the pattern rather than by an exception, and asked rather than told."""
    if len(duties) < 2:
        return tuple(duties)
    first: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda duty: (duty.is_shadow, duty.why is not Why.LAYER)):
        first.setdefault(duty.person, duty)
    return tuple(first.values())
