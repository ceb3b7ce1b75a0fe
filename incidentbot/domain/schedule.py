"""Who should be on call when: layers of a pattern, and what people entered against the pattern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from incidentbot.domain.coverage import ALWAYS, Coverage
from incidentbot.domain.rotation import Rotation

ANYONE: Final = "*"  # an override's `replaces`: whoever is on call then, also where that is nobody


@cache
def zone_named(key: str) -> ZoneInfo:
    """zoneinfo itself keeps only the last few, and each of the others costs a file."""
    return ZoneInfo(key)


class Why(StrEnum):
    LAYER = "layer"
    OVERRIDE = "override"
    SWAP = "swap"
    TEMPORARY = "temporary"


class Duty(NamedTuple):
    """One person on call for one reason; `source` is the key of the layer, override or temporary schedule."""

    person: str
    why: Why = Why.LAYER
    source: str = ""
    instead_of: str | None = None
    is_shadow: bool = False


@dataclass(frozen=True)
class Layer:
    """A rotation through people, at some hours. The higher precedence is asked alone; equal ones are asked together.

    Without a rotation everybody in it is on call. With `at_once` two, a turn asks its person and the following one, so
    that one of them stays at a handoff. `shadows` are told with whoever is on call, and never asked.
    `begins` and `ends` (UTC) bound it; without them the rotation reaches back before its first handoff.
    """

    key: str
    people: tuple[str, ...]
    rotation: Rotation | None = None
    at_once: int = 1
    hours: Coverage = ALWAYS
    zone: str | None = None  # None: the zone of the schedule
    shadows: tuple[str, ...] = ()
    precedence: int = 0
    begins: datetime | None = None
    ends: datetime | None = None

    def __post_init__(self) -> None:
        self.duties(0)  # all are worked out while the file is read, and not when somebody has to be found

    @cached_property
    def never_hands_over(self) -> bool:
        """Each turn is of the same people, so there is nothing to count."""
        return self.rotation is None or self.at_once >= len(self.people) or len(set(self.people)) == 1

    @property
    def own_zone(self) -> ZoneInfo | None:
        return zone_named(self.zone) if self.zone else None

    @property
    def handoff_zone(self) -> ZoneInfo | None:
        """The zone of its rotation, where it has one of its own."""
        return zone_named(self.rotation.zone) if self.rotation and self.rotation.zone else None

    @property
    def is_always_there(self) -> bool:
        return self.hours.is_always_open and not self.begins and not self.ends

    @property
    def is_always_manned(self) -> bool:
        return self.is_always_there and bool(self.people)

    def duties(self, turn: int) -> tuple[Duty, ...]:
        """Of those who are on call in this turn, each of them once, and of their shadows."""
        return self._duties[turn % len(self.people)] if self.people else ()

    @cached_property
    def _duties(self) -> tuple[tuple[Duty, ...], ...]:
        asked = {person: Duty(person, Why.LAYER, self.key) for person in self.people}
        told = [Duty(person, Why.LAYER, self.key, is_shadow=True) for person in self.shadows]
        around = self.people * 2
        size = len(self.people) if self.rotation is None else min(self.at_once, len(self.people))
        turns = (dict.fromkeys(around[place : place + size]) for place in range(len(self.people)))
        return tuple(
            (*(asked[person] for person in turn), *(shadow for shadow in told if shadow.person not in turn))
            for turn in turns
        )


@dataclass(frozen=True)
class Schedule:
    """`coverage` is when a P2 may page; it does not say when somebody is on call."""

    key: str
    zone: str
    layers: tuple[Layer, ...] = ()
    coverage: Coverage = ALWAYS

    def __post_init__(self) -> None:
        zone_named(self.zone)  # read now for the same reason

    @cached_property
    def ranks(self) -> tuple[tuple[Layer, ...], ...]:
        """Layers of equal precedence together, the highest first."""
        ordered = sorted(self.layers, key=lambda layer: -layer.precedence)
        return tuple(tuple(rank) for _, rank in groupby(ordered, key=lambda layer: layer.precedence))

    @property
    def zone_info(self) -> ZoneInfo:
        return zone_named(self.zone)


@dataclass(frozen=True)
class Override:
    """`who` is on call instead of `replaces`, in [start, end) UTC. An accepted swap is one, too.

    With `replaces` None, `who` is on call besides the others; with `who` None, `replaces` is away, and whoever is on
    call without them takes their place. Where the one to be replaced is not on call, nothing happens.
    """

    who: str | None
    start: datetime
    end: datetime
    replaces: str | None = ANYONE
    key: str = ""
    is_swap: bool = False

    @property
    def is_absence(self) -> bool:
        return self.who is None and self.replaces not in (None, ANYONE)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """What it puts in the place of each duty that it replaces."""
        if self.who is None:
            return ()
        why = Why.SWAP if self.is_swap else Why.OVERRIDE
        return (Duty(self.who, why, self.key, None if self.replaces == ANYONE else self.replaces),)


@dataclass(frozen=True)
class TemporaryShift:
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class TemporarySchedule:
    """Takes the place of everything in [start, end) UTC: outside of its shifts nobody is on call."""

    start: datetime
    end: datetime
    shifts: tuple[TemporaryShift, ...] = ()
    key: str = ""
