"""Who is on call, until when, who is next, and why. Past and future by the same rules; time comes in as an argument.

A shift is the longest stretch in which one person is on call for one reason: half-open instants in UTC. What is asked
about several schedules of one team is asked of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from incidentbot.domain.coverage import FOREVER, SINCE_EVER
from incidentbot.domain.oncall_layer import Piece
from incidentbot.domain.oncall_roster import Roster
from incidentbot.domain.schedule import Duty, Override, Schedule, TemporarySchedule, Why

HORIZON = timedelta(days=366)  # nobody asks about the end of a shift that is farther away
_BEFORE = timedelta(microseconds=1)


class Shift(NamedTuple):
    """`source` is the key of the layer, override or temporary schedule that put the person there."""

    person: str
    start: datetime
    end: datetime
    why: Why = Why.LAYER
    source: str = ""
    instead_of: str | None = None
    is_shadow: bool = False


@dataclass(frozen=True)
class Gap:
    """Nobody is on call."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class OnCall:
    """`shifts` in full length: where a start or an end lies beyond the HORIZON, it is SINCE_EVER or FOREVER.

    `until` is when other people are on call, or nobody; `next` are on call from `next_from`, which is then, or the end
    of the gap. None and empty where that is beyond the HORIZON.
    """

    at: datetime
    shifts: tuple[Shift, ...]
    until: datetime | None
    next: tuple[Duty, ...]
    next_from: datetime | None

    @property
    def people(self) -> tuple[str, ...]:
        """Those who are asked; shadows are not."""
        return tuple(shift.person for shift in self.shifts if not shift.is_shadow)


def who(
    schedule: Schedule,
    at: datetime,
    overrides: Sequence[Override] = (),
    temporary: Sequence[TemporarySchedule] = (),
) -> OnCall:
    """Who is on call at `at` (UTC). Overrides act in the order in which they are given: that in which they came."""
    roster = Roster(schedule, overrides, temporary)
    now = roster.at(at)
    until, following = _what_follows(roster, now, at)
    return OnCall(
        at,
        tuple(_whole(roster, duty, now) for duty in now.duties),
        until,
        following.duties if following else (),
        following.start if following else None,
    )


def _what_follows(roster: Roster, now: Piece, at: datetime) -> tuple[datetime | None, Piece | None]:
    """When other people are on call or nobody, and the first piece from then in which somebody is."""
    asked, until = now.asked, None
    for piece in roster.walk(now.end, at + HORIZON):
        if until or piece.asked != asked:
            until = until or piece.start
            if piece.asked:
                return until, piece
    return until, None


def shifts(
    schedule: Schedule,
    start: datetime,
    end: datetime,
    overrides: Sequence[Override] = (),
    temporary: Sequence[TemporarySchedule] = (),
) -> list[Shift]:
    """The final calendar, cut to [start, end) (UTC), by start and then by person."""
    return merged(Roster(schedule, overrides, temporary).walk(start, end))


def gaps(
    schedule: Schedule,
    start: datetime,
    end: datetime,
    overrides: Sequence[Override] = (),
    temporary: Sequence[TemporarySchedule] = (),
) -> list[Gap]:
    """When nobody is on call in [start, end) (UTC)."""
    roster = Roster(schedule, overrides, temporary)
    if roster.never_leaves_a_gap:
        return []
    found: list[Gap] = []
    for piece in roster.walk(start, end):
        if not piece.asked:
            touches = bool(found) and found[-1].end == piece.start
            found[-1 if touches else len(found) :] = [Gap(found[-1].start if touches else piece.start, piece.end)]
    return found


def merged(pieces: Iterable[Piece]) -> list[Shift]:
    """Shifts from pieces that follow one another without a break."""
    done: list[Shift] = []
    began: dict[Duty, datetime] = {}
    before: tuple[Duty, ...] = ()
    now = SINCE_EVER
    for start, now, duties in pieces:  # noqa: B007 (the end of the last piece ends what is still running)
        for duty in before:
            if duty not in duties:
                done.append(_shift(duty, began.pop(duty), start))
        for duty in duties:
            if duty not in before:
                began[duty] = start
        before = duties
    done += [_shift(duty, start, now) for duty, start in began.items()]
    return sorted(done, key=attrgetter("start", "person"))


def _shift(duty: Duty, start: datetime, end: datetime) -> Shift:
    return Shift(duty.person, start, end, duty.why, duty.source, duty.instead_of, duty.is_shadow)


def _whole(roster: Roster, duty: Duty, piece: Piece) -> Shift:
    alone = roster.only_for(duty)
    end = _ends(alone, duty, piece.end)  # before the start, because what follows was just looked at
    return _shift(duty, _began(alone, duty, piece.start), end)


def _ends(roster: Roster, duty: Duty, end: datetime) -> datetime:
    if end == FOREVER:
        return end
    return next((piece.start for piece in roster.walk(end, end + HORIZON) if duty not in piece.duties), FOREVER)


def _began(roster: Roster, duty: Duty, start: datetime) -> datetime:
    earliest = start - HORIZON if start != SINCE_EVER else start
    while earliest < start:
        before = roster.at(start - _BEFORE)
        if duty not in before.duties:
            return start
        start = before.start
    return SINCE_EVER
