"""Who is on call at an instant, why, and how long that surely stays so. What is asked of it stands in `oncall`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import FOREVER, SINCE_EVER
from incidentbot.domain.oncall_exceptions import Spans, each_once, overridden, spans_of
from incidentbot.domain.rotation import Turn, turn_after, turn_at
from incidentbot.domain.schedule import Duty, Layer, Override, Schedule, TemporarySchedule, Why


class Piece(NamedTuple):
    """Nothing changes in [start, end), UTC. The same may hold beyond either end."""

    start: datetime
    end: datetime
    duties: tuple[Duty, ...]

    @property
    def asked(self) -> frozenset[str]:
        return frozenset(duty.person for duty in self.duties if not duty.is_shadow)


class Roster:
    """A schedule with its exceptions, prepared to be asked about any instant. Overrides act in the order given."""

    def __init__(
        self,
        schedule: Schedule,
        overrides: Sequence[Override] = (),
        temporary: Sequence[TemporarySchedule] = (),
    ) -> None:
        self._zone = schedule.zone_info
        self._ranks = schedule.ranks
        self._is_one_layer = len(schedule.layers) == 1
        self._turns: dict[int, Turn] = {}  # the latest of each layer; mostly the next question is about the one after
        self._overrides = Spans((entry.start, entry.end, entry) for entry in overrides) if overrides else None
        self._temporary = Spans(spans_of(temporary)) if temporary else None

    def at(self, instant: datetime) -> Piece:
        if self._temporary is None:
            return self._overridden(instant)
        start, end, replaced_by = self._temporary.at(instant)
        if replaced_by:
            return Piece(start, end, each_once([duty for duty in replaced_by if duty]))
        return _within(start, end, self._overridden(instant))

    def walk(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """Pieces that follow one another, cut to [start, end)."""
        while start < end:
            piece = self.at(start)
            is_whole = piece.start == start and piece.end <= end
            yield piece if is_whole else Piece(start, min(piece.end, end), piece.duties)
            start = piece.end

    def only_for(self, duty: Duty) -> Roster:
        """With only the layers that can make this duty begin or end: those of its person, and those that outrank them.

        It says the same about the duty, and need not stop at each handoff of the others.
        """
        if duty.why is not Why.LAYER or (self._is_one_layer and not duty.is_shadow):
            return self
        own = [any(_is_about(layer, duty) for layer in rank) for rank in self._ranks]
        last = max(place for place, is_own in enumerate(own) if is_own)
        lowest = tuple(_without_turns(layer, duty) for layer in self._ranks[last] if _is_about(layer, duty))
        if last + 1 == len(own) and lowest == self._ranks[last]:
            return self
        alone = copy(self)
        alone._turns, alone._ranks = {}, (*self._ranks[:last], lowest)
        return alone

    def _overridden(self, instant: datetime) -> Piece:
        piece = self._scheduled(instant)
        if self._overrides is None:
            return piece
        start, end, overrides = self._overrides.at(instant)
        if overrides:
            piece = Piece(piece.start, piece.end, overridden(piece.duties, overrides))
        return piece if start <= piece.start and piece.end <= end else _within(start, end, piece)

    def _scheduled(self, instant: datetime) -> Piece:
        """By the layers alone: the highest precedence at which somebody is on call."""
        found = NOBODY
        for rank in self._ranks:
            for layer in rank:
                piece = self._of_layer(layer, instant)
                found = piece if found is NOBODY else _both(found, piece)
            if found.duties:
                break
        return found if len(found.duties) < 2 else Piece(found.start, found.end, each_once(found.duties))

    def _of_layer(self, layer: Layer, instant: datetime) -> Piece:
        zone = layer.own_zone or self._zone
        start, end, is_open = layer.around(instant, zone)
        if not is_open:
            return Piece(start, end, ())
        if layer.never_hands_over:
            return Piece(start, end, layer.duties(0))
        number, since, until = self._turn(layer, zone, instant)
        return Piece(since if since > start else start, until if until < end else end, layer.duties(number))

    def _turn(self, layer: Layer, zone: ZoneInfo, instant: datetime) -> Turn:
        assert layer.rotation, "a layer without one never hands over"
        key = id(layer)
        turn = self._turns.get(key)
        if turn is None or not turn.start <= instant <= turn.end:
            turn = self._turns[key] = turn_at(layer.rotation, layer.handoff_zone or zone, instant)
        elif turn.end == instant:
            turn = self._turns[key] = turn_after(turn, layer.rotation, layer.handoff_zone or zone)
        return turn


NOBODY = Piece(SINCE_EVER, FOREVER, ())


def _both(one: Piece, other: Piece) -> Piece:
    return Piece(max(one.start, other.start), min(one.end, other.end), one.duties + other.duties)


def _within(start: datetime, end: datetime, piece: Piece) -> Piece:
    return Piece(max(start, piece.start), min(end, piece.end), piece.duties)


def _is_about(layer: Layer, duty: Duty) -> bool:
    return duty.person in layer.people or duty.person in layer.shadows


def _without_turns(layer: Layer, duty: Duty) -> Layer:
    """A shadow is there in every turn."""
    return replace(layer, rotation=None) if duty.person not in layer.people else layer
