"""Who is asked next, and what happens where nobody is there. No clock, no database: who can be reached comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

USUAL_WAIT = timedelta(minutes=5)
USUAL_REPEATS = 2


class TargetKind(StrEnum):
    SCHEDULE = "schedule"
    PERSON = "person"
    TEAM = "team"
    CHANNEL = "channel"
    USERGROUP = "usergroup"

    @property
    def is_of_people(self) -> bool:
        """It stands for people of the process file, each asked by their own methods; a place is only written to."""
        return self in (TargetKind.SCHEDULE, TargetKind.PERSON, TargetKind.TEAM)


@dataclass(frozen=True)
class Target:
    """Written "schedule payments-primary", "person cto", "channel #incidents"."""

    kind: TargetKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @classmethod
    def read(cls, text: str) -> Target:
        """Raises ValueError, worded for whoever wrote the text."""
        kind, _, key = text.strip().partition(" ")
        key = key.strip().strip("\"'")
        if kind not in tuple(TargetKind) or not key:
            raise ValueError(f"{text!r} is nobody to ask; write one of {', '.join(TargetKind)} and its name")
        return cls(TargetKind(kind), key)


@dataclass(frozen=True)
class Step:
    """Asks everybody of its targets, or with `round_robin` one of them, who is another one each time."""

    targets: tuple[Target, ...]
    acknowledge_within: timedelta = USUAL_WAIT
    round_robin: bool = False

    @property
    def asks_people(self) -> bool:
        return any(target.kind.is_of_people for target in self.targets)

    @property
    def places(self) -> tuple[Target, ...]:
        return tuple(target for target in self.targets if not target.kind.is_of_people)


@dataclass(frozen=True)
class Policy:
    """`repeat`: how often all steps are taken again before the last resort. Without `acknowledgement_lasts` an
    acknowledgement holds until the ticket is resolved."""

    key: str
    steps: tuple[Step, ...] = ()
    repeat: int = USUAL_REPEATS
    last_resort: tuple[Target, ...] = ()
    acknowledgement_lasts: timedelta | None = None

    @property
    def last_resort_at(self) -> Position:
        return Position(self.repeat + 1, 0)

    def step_at(self, position: Position) -> Step:
        if position == self.last_resort_at:
            within = self.steps[-1].acknowledge_within if self.steps else USUAL_WAIT
            return Step(self.last_resort, within)
        return self.steps[position.step]

    def name_of(self, position: Position) -> str:
        """As people count: from one."""
        return "the last resort" if position == self.last_resort_at else f"step {position.step + 1}"


class Position(NamedTuple):
    """Both from zero. The last resort stands after the last cycle."""

    cycle: int
    step: int


FIRST = Position(0, 0)
BEFORE_FIRST = Position(0, -1)  # somebody was asked by name before anybody was by the policy


@dataclass(frozen=True)
class Reached:
    """The people a target stands for at this moment; `reason` says why these, or why there is nobody. `shadows` are
    told, and never asked."""

    people: tuple[str, ...] = ()
    reason: str = ""
    shadows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    person: str
    why: str


@dataclass(frozen=True)
class Advance:
    """One step forward. `skipped` are the targets passed over, each with its reason; `channels` include those of
    steps that were passed over, because a channel is there even where nobody is on call."""

    position: Position
    asked: tuple[Asked, ...] = ()
    channels: tuple[str, ...] = ()
    usergroups: tuple[str, ...] = ()
    shadows: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    wait: timedelta | None = None
    is_last_resort: bool = False
    is_exhausted: bool = False

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(asked.person for asked in self.asked)


Reach = Callable[[Target], Reached]
Turn = Callable[[int], int]  # the number of a round-robin step's turn; it counts up each time it is asked


def advance(policy: Policy, after: Position | None, reach: Reach, turn: Turn = lambda _step: 0) -> Advance:
    """Goes on at once over steps whose people are nobody, repeats, ends with the last resort; then it is exhausted.

    A step that names only channels or user groups has somebody; one that names an empty schedule, too, has not.
    """
    places: list[Target] = []
    skipped: list[str] = []
    for position in _following(policy, after):
        step = policy.step_at(position)
        is_last_resort = position == policy.last_resort_at
        asked, nobody = _asked(step, reach)
        skipped += [f"{policy.name_of(position)}: {reason}" for reason in nobody]
        places += step.places
        if not asked and not (step.places and (is_last_resort or not step.asks_people)):
            continue
        if step.round_robin and len(asked) > 1:
            asked = [asked[turn(position.step) % len(asked)]]
        found = Advance(position, tuple(asked), wait=step.acknowledge_within, is_last_resort=is_last_resort)
        return replace(found, shadows=_shadows(step, reach, asked), **_told(places, skipped))
    return replace(Advance(policy.last_resort_at, is_exhausted=True), **_told(places, skipped))


def _told(places: list[Target], skipped: list[str]) -> dict[str, Any]:
    return {
        "channels": _once(place.key for place in places if place.kind == TargetKind.CHANNEL),
        "usergroups": _once(place.key for place in places if place.kind == TargetKind.USERGROUP),
        "skipped": _once(skipped),
    }


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _following(policy: Policy, after: Position | None) -> Iterator[Position]:
    """Each step once, in their order from `after` on: where all have nobody now, another round finds nobody either."""
    size = len(policy.steps)
    first = 0 if after is None else after.cycle * size + after.step + 1
    for place in range(first, min(first + size, size * (policy.repeat + 1))):
        yield Position(*divmod(place, size))
    if after is None or after < policy.last_resort_at:
        yield policy.last_resort_at


def _asked(step: Step, reach: Reach) -> tuple[list[Asked], list[str]]:
    """Everybody once, by the first target that names them; and the targets that name nobody."""
    asked: dict[str, Asked] = {}
    nobody = []
    for target in step.targets:
        if target.kind.is_of_people:
            found = reach(target)
            if not found.people:
                nobody.append(f"{target} {found.reason or 'has nobody'}")
            for person in found.people:
                asked.setdefault(person, Asked(person, found.reason or str(target)))
    return list(asked.values()), nobody


def _shadows(step: Step, reach: Reach, asked: Iterable[Asked]) -> tuple[str, ...]:
    found = _once(person for target in step.targets if target.kind.is_of_people for person in reach(target).shadows)
    people = {one.person for one in asked}
    return tuple(person for person in found if person not in people)


def default_policy(team: str, announcements: str, acknowledge_within: timedelta | None = None) -> Policy:
    """For a team without one: everybody of it who is on call, else its owner, else its members; then everybody."""
    step = Step((Target(TargetKind.TEAM, team),), acknowledge_within or USUAL_WAIT)
    return Policy(f"default of {team}"[:64], (step,), last_resort=(Target(TargetKind.CHANNEL, announcements),))
