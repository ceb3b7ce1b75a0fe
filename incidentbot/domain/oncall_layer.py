"""One layer, asked about one instant after another: mostly the last answer still holds, or the next turn has begun."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import FOREVER, SINCE_EVER, CoverageWalk, Stretch
from incidentbot.domain.rotation import turn_at, turn_from
from incidentbot.domain.schedule import Duty, Layer


class Piece(NamedTuple):
    """Nothing changes in [start, end), UTC. The same may hold beyond either end."""

    start: datetime
    end: datetime
    duties: tuple[Duty, ...]

    @property
    def asked(self) -> frozenset[str]:
        return frozenset([duty.person for duty in self.duties if not duty.is_shadow])


class LayerWalk:
    """It only remembers: what it answers depends on nothing but the layer and the instant.

    `is_in_turns` False: as if its first turn went on for ever.
    """

    def __init__(self, layer: Layer, zone: ZoneInfo, is_in_turns: bool = True) -> None:
        self.layer = layer
        zone = layer.own_zone or zone
        self._hours = None if layer.is_always_there else CoverageWalk(layer.hours, zone)
        self._rotation = layer.rotation if is_in_turns and not layer.never_hands_over else None
        self._handoffs_in = layer.handoff_zone or zone
        self._number, self._since, self._until = 0, FOREVER, FOREVER  # the turn that was found last: none yet
        self._piece = Piece(SINCE_EVER, SINCE_EVER, ())

    def at(self, instant: datetime) -> Piece:
        piece = self._piece
        if not piece.start <= instant < piece.end:
            piece = self._in_hours(self._hours, instant) if self._hours else self._in_turn(instant)
            self._piece = piece
        return piece

    def _in_hours(self, hours: CoverageWalk, instant: datetime) -> Piece:
        start, end, is_open = self._stretch(hours, instant)
        if not is_open:
            return Piece(start, end, ())
        since, until, duties = self._in_turn(instant)
        return Piece(max(start, since), min(end, until), duties)

    def _in_turn(self, instant: datetime) -> Piece:
        if self._rotation is None:
            return Piece(SINCE_EVER, FOREVER, self.layer.duties(0))
        if instant == self._until:
            self._since = instant
            self._number, self._until = turn_from(self._rotation, self._handoffs_in, self._number + 1, instant)
        elif not self._since <= instant < self._until:
            self._number, self._since, self._until = turn_at(self._rotation, self._handoffs_in, instant)
        return Piece(self._since, self._until, self.layer.duties(self._number))

    def _stretch(self, hours: CoverageWalk, instant: datetime) -> Stretch:
        """Open while its hours are, and it has begun and not ended."""
        begins, ends = self.layer.begins, self.layer.ends
        if begins and instant < begins:
            return Stretch(SINCE_EVER, begins, False)
        if ends and ends <= instant:
            return Stretch(ends, FOREVER, False)
        start, end, is_open = hours.around(instant)
        return Stretch(max(start, begins or start), min(end, ends or end), is_open)
