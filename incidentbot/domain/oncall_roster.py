"""Who is on call at an instant, why, and how long that surely stays so. What is asked of it stands in `oncall`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import FOREVER, SINCE_EVER
from incidentbot.domain.oncall_exceptions import Spans, each_once, leave_nobody, overridden, spans_of
from incidentbot.domain.oncall_layer import LayerWalk, Piece
from incidentbot.domain.schedule import Duty, Layer, Override, Schedule, TemporarySchedule, Why

NOTHING: Spans[Any] = Spans(())


class Roster:
    """A schedule with its exceptions, prepared to be asked about any instant. Overrides act in the order given."""

    def __init__(
        self,
        schedule: Schedule,
        overrides: Sequence[Override] = (),
        temporary: Sequence[TemporarySchedule] = (),
    ) -> None:
        self._zone = schedule.zone_info
        self._ranks = [[LayerWalk(layer, self._zone) for layer in rank] for rank in schedule.ranks]
        self._is_one_layer = len(schedule.layers) == 1
        self._overrides = Spans((entry.start, entry.end, entry) for entry in overrides) if overrides else NOTHING
        self._temporary = Spans(spans_of(temporary)) if temporary else NOTHING
        self._is_as_usual = not overrides and not temporary
        self._somebody_is_away = any(entry.is_absence for entry in overrides)

    @property
    def never_leaves_a_gap(self) -> bool:
        """Somebody is in a layer at any hour, and nothing was entered. Others may leave none, either."""
        walks = (walk for rank in self._ranks for walk in rank)
        return self._is_as_usual and any(walk.layer.is_always_manned for walk in walks)

    def at(self, instant: datetime) -> Piece:
        if self._is_as_usual:
            return self._scheduled(instant)
        start, end, planned = self._temporary.at(instant)
        if planned:
            return Piece(start, end, _planned(planned))
        since, until, overrides = self._overrides.at(instant)
        piece = self._overridden(instant, overrides)
        return Piece(max(start, since, piece.start), min(end, until, piece.end), piece.duties)

    def walk(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """Pieces that follow one another, cut to [start, end)."""
        if self._is_as_usual:
            yield from self._walk_overridden(start, end, ())
            return
        for since, until, planned in self._temporary.between(start, end):
            if planned:
                yield Piece(since, until, _planned(planned))
                continue
            for first, last, overrides in self._overrides.between(since, until):
                yield from self._walk_overridden(first, last, overrides)

    def _walk_overridden(self, start: datetime, end: datetime, overrides: Sequence[Override]) -> Iterator[Piece]:
        while start < end:
            piece = self._overridden(start, overrides)
            yield piece if piece.start == start and piece.end <= end else _cut(piece, start, end)
            start = piece.end

    def only_for(self, duty: Duty) -> Roster:
        """With only the layers that can make this duty begin or end: those of its person, and those that outrank them.

        It says the same about the duty, and need not stop at each handoff of the others.
        """
        if duty.why is not Why.LAYER or (self._is_one_layer and not duty.is_shadow):
            return self
        if duty.is_shadow and self._somebody_is_away:
            return self  # it ends with the last of the others
        own = [[walk for walk in rank if _is_about(walk.layer, duty)] for rank in self._ranks]
        last = max(place for place, found in enumerate(own) if found)
        alone = copy(self)
        alone._ranks = [*self._ranks[:last], [_without_turns_of_others(walk, duty, self._zone) for walk in own[last]]]
        return alone

    def _overridden(self, instant: datetime, overrides: Sequence[Override]) -> Piece:
        if not overrides:
            return self._scheduled(instant)
        piece = self._scheduled(instant, overrides if self._somebody_is_away else ())
        return Piece(piece.start, piece.end, overridden(piece.duties, overrides))

    def _scheduled(self, instant: datetime, overrides: Sequence[Override] = ()) -> Piece:
        """By the layers alone: the highest precedence at which somebody is on call, and not everybody away."""
        start, end = SINCE_EVER, FOREVER
        for place, rank in enumerate(self._ranks):
            piece = rank[0].at(instant) if len(rank) == 1 else _together([walk.at(instant) for walk in rank])
            if place:
                piece = _cut(piece, start, end)
            if piece.duties and not (overrides and leave_nobody(piece.duties, overrides)):
                return piece
            start, end, _ = piece
        return Piece(start, end, ())


def _planned(duties: Iterable[Duty | None]) -> tuple[Duty, ...]:
    return each_once([duty for duty in duties if duty])


def _together(pieces: Sequence[Piece]) -> Piece:
    duties = each_once([duty for piece in pieces for duty in piece.duties])
    return Piece(max(piece.start for piece in pieces), min(piece.end for piece in pieces), duties)


def _cut(piece: Piece, start: datetime, end: datetime) -> Piece:
    return Piece(max(start, piece.start), min(end, piece.end), piece.duties)


def _is_about(layer: Layer, duty: Duty) -> bool:
    return duty.person in layer.people or duty.person in layer.shadows


def _without_turns_of_others(walk: LayerWalk, duty: Duty, zone: ZoneInfo) -> LayerWalk:
    """A shadow is there in every turn."""
    return walk if duty.person in walk.layer.people else LayerWalk(walk.layer, zone, is_in_turns=False)
