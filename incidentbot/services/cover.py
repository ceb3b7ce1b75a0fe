"""What people enter against a schedule: who covers whom and when, days off, another plan for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.oncall import Gap
from incidentbot.domain.oncall_changes import Change, Span, spans_without
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import ANYONE, Override, TemporarySchedule, TemporaryShift
from incidentbot.domain.span_words import LONGEST
from incidentbot.errors import InvalidInput, NotFound, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services.oncall_calendar import Roster, rosters
from incidentbot.services.oncall_change import Calendars, seen, settle
from incidentbot.services.recipient import name_of
from incidentbot.store.override import KeptOverride
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, shortened

LONGEST_REASON = 300
MOST = 50  # of one list
MOST_SHIFTS = 100  # of one temporary schedule


@dataclass(frozen=True)
class Entered:
    """What was entered, whose shifts it changed, and when nobody is on call because of it."""

    covers: tuple[KeptOverride, ...]
    changes: tuple[Change, ...]
    gaps: tuple[tuple[str, Gap], ...] = ()
    temporary_id: int | None = None


class Covers:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def cover(
        self,
        schedules: Sequence[str],
        who: str,
        replaces: str | None,
        start: datetime,
        end: datetime,
        reason: str,
        by: Actor,
    ) -> Entered:
        """`who` is on call instead of `replaces` (a person, ANYONE, or None: besides the others) in [start, end), UTC.

        Raises InvalidInput with the field that is wrong: who, replaces, schedule, start, end.
        """
        process = self._running.process
        _check(process, {"who": who, "replaces": replaces})
        if who == replaces:
            raise InvalidInput({"who": f"{name_of(process, who)} cannot cover for themselves."})
        return self._enter(schedules, Override(who, start, end, replaces), reason, by)

    def day_off(self, person: str, start: datetime, end: datetime, reason: str, by: Actor) -> Entered:
        """`person` is not on call in any schedule in [start, end): the next lower layer is, or nobody, and it says so.

        Raises InvalidInput with the field that is wrong: replaces, start, end.
        """
        process, now = self._running.process, self._clock.now()
        _check(process, {"replaces": person})
        with self._store.read() as tx:
            found = rosters(tx, process, list(process.schedules), max(start, now), end, now)
        own = [key for key, roster in found.items() if roster.names(person)]
        if not own:
            raise InvalidInput({"replaces": f"{name_of(process, person)} is in no schedule."})
        return self._enter(own, Override(None, start, end, person), reason, by)

    def plan_for_a_while(
        self, schedule: str, start: datetime, end: datetime, shifts: Sequence[TemporaryShift], reason: str, by: Actor
    ) -> Entered:
        """Takes the place of everything in [start, end): outside of these shifts nobody is on call."""
        process, now = self._running.process, self._clock.now()
        for shift in shifts:
            _check(process, {"shifts": shift.person})
        if len(shifts) > MOST_SHIFTS:
            raise InvalidInput({"shifts": f"These are {len(shifts)} shifts; enter at most {MOST_SHIFTS} at once."})
        start = _checked_span(process, [schedule], start, end, now)
        with self._store.begin(by, now) as tx:
            before = seen(tx, process, [schedule], now)
            entered = TemporarySchedule(start, end, tuple(shifts))
            made = tx.add_temporary_schedule(schedule, entered, _reason(reason), by, now)
            changes = settle(tx, process, before, now, by, "another plan was entered for a while")
            return Entered((), tuple(changes), _new_gaps(tx, process, before, start, end, now), made)

    def remove(self, override_id: int, by: Actor) -> KeptOverride:
        """Never held; where it has begun, what is over stays. Raises NotFound, and NotPossible for one that is over."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            kept = tx.override(override_id)
            if kept is None:
                raise NotFound(f"There is no cover {override_id}.")
            if kept.cancelled_at is not None or kept.override.end <= now:
                raise NotPossible("That cover is over or was removed already.")
            before = seen(tx, process, [kept.schedule], now)
            if kept.override.start < now:
                tx.move_override(override_id, kept.override.start, now)
            else:
                tx.cancel_override(override_id, now, by)
            settle(tx, process, before, now, by, "a cover was removed")
            return kept

    def remove_plan(self, temporary_id: int, by: Actor) -> None:
        """Ends a temporary schedule. Raises NotFound."""
        process, now = self._running.process, self._clock.now()
        with self._store.begin(by, now) as tx:
            schedule = tx.schedule_of_temporary(temporary_id, now)
            if schedule is None:
                raise NotFound("There is no such temporary schedule any more.")
            before = seen(tx, process, [schedule], now)
            tx.end_temporary_schedule(temporary_id, now)
            settle(tx, process, before, now, by, "a temporary schedule was taken back")

    def coming(self, schedules: Sequence[str]) -> list[KeptOverride]:
        """What holds or is going to, by its start."""
        with self._store.read() as tx:
            return tx.kept_overrides(schedules, self._clock.now(), MOST)

    def _enter(self, schedules: Sequence[str], wanted: Override, reason: str, by: Actor) -> Entered:
        process, now = self._running.process, self._clock.now()
        start, end = _checked_span(process, schedules, wanted.start, wanted.end, now), wanted.end
        entered = Override(wanted.who, start, end, wanted.replaces)
        told = f"{name_of(process, wanted.who)} covers" if wanted.who else "a day off was entered"
        with self._store.begin(by, now) as tx:
            before = seen(tx, process, schedules, now)
            kept = tuple(tx.add_override(key, entered, _reason(reason), by, now) for key in schedules)
            changes = settle(tx, process, before, now, by, told)
            return Entered(kept, tuple(changes), _new_gaps(tx, process, before, start, end, now))


def _check(process: Process, people: dict[str, str | None]) -> None:
    wrong = {
        field: f"The process file does not name {key[:60]}; only people whom it names can be on call."
        for field, key in people.items()
        if key is not None and key != ANYONE and key not in process.people
    }
    if wrong:
        raise InvalidInput(wrong)


def _checked_span(
    process: Process, schedules: Sequence[str], start: datetime, end: datetime, now: datetime
) -> datetime:
    """The start, not before now: the past is what it was. Raises InvalidInput."""
    if not schedules or any(key not in process.schedules for key in schedules):
        raise InvalidInput({"schedule": "Say which schedule; the process file has these: " + _listed(process)})
    if end <= now:
        raise InvalidInput({"end": "That is over already. Say when it ends, like mon 09:00."})
    if end <= start:
        raise InvalidInput({"end": "It ends before it begins. Say a later end, like mon 09:00."})
    if end - max(start, now) > LONGEST:
        raise InvalidInput({"end": f"That is longer than {LONGEST.days} days; change the process file instead."})
    return max(start, now)


def _listed(process: Process) -> str:
    return ", ".join(list(process.schedules)[:20]) or "none yet"


def _reason(text: str) -> str:
    return shortened(cleaned(text).strip(), LONGEST_REASON)


def _new_gaps(
    tx: Transaction, process: Process, before: Calendars, start: datetime, end: datetime, now: datetime
) -> tuple[tuple[str, Gap], ...]:
    """When nobody is on call now and somebody was before it was entered."""
    found = rosters(tx, process, before.keys(), start, end, now)
    return tuple(
        (key, Gap(*gap))
        for key, roster in found.items()
        for gap in spans_without(_spans(roster, start, end), _spans(before[key].roster, start, end))
    )


def _spans(roster: Roster, start: datetime, end: datetime) -> list[Span]:
    return [(gap.start, gap.end) for gap in roster.gaps(start, end)]
