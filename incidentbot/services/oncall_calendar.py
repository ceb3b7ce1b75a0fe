"""What the schedules say together with everything that was entered against them, read within a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain import oncall
from incidentbot.domain.coverage import SINCE_EVER
from incidentbot.domain.oncall import HORIZON, Gap, OnCall, Shift
from incidentbot.domain.oncall_changes import recorded_shifts
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Override, Schedule, TemporarySchedule
from incidentbot.store.schedule_version import Versions
from incidentbot.store.transaction import Transaction

LONGEST_SHIFT = timedelta(days=62)  # how far back the beginning of a running shift is looked for


@dataclass(frozen=True)
class Roster:
    """One schedule with all that holds in a stretch of time. `versions` are what it was before: the past stays."""

    schedule: Schedule
    versions: Versions
    overrides: list[Override]
    temporary: list[TemporarySchedule]

    def who(self, at: datetime, now: datetime) -> OnCall:
        return oncall.who(self._in_force_at(at, now), at, self.overrides, self.temporary)

    def shifts(self, start: datetime, end: datetime, now: datetime) -> list[Shift]:
        return recorded_shifts(self._recorded(now), start, end, self.overrides, self.temporary)

    def gaps(self, start: datetime, end: datetime) -> list[Gap]:
        """In the future."""
        return oncall.gaps(self.schedule, start, end, self.overrides, self.temporary)

    def names(self, person: str) -> bool:
        """Whether they can be on call at all; asked before the whole of a calendar is worked out."""
        layers = (layer for _, one in [*self.versions, (None, self.schedule)] for layer in one.layers)
        return (
            any(person in layer.people or person in layer.shadows for layer in layers)
            or any(person == entered.who for entered in self.overrides)
            or any(person == shift.person for entered in self.temporary for shift in entered.shifts)
        )

    def _in_force_at(self, at: datetime, now: datetime) -> Schedule:
        if at >= now:
            return self.schedule
        return [schedule for start, schedule in self._recorded(now) if start <= at][-1]

    def _recorded(self, now: datetime) -> Versions:
        """What was recorded first reaches back as far as anybody asks, and what is in force holds from now on."""
        past = [(valid_from, schedule) for valid_from, schedule in self.versions if valid_from < now]
        if not past:
            return [(SINCE_EVER, self.schedule)]
        return [(SINCE_EVER, past[0][1]), *past[1:], (now, self.schedule)]


def rosters(
    tx: Transaction, process: Process, keys: Collection[str], start: datetime, end: datetime, now: datetime
) -> dict[str, Roster]:
    """Of those of `keys` that are schedules, to be asked about [start, end). The past costs one query more."""
    known = [key for key in keys if key in process.schedules]
    if not known:
        return {}
    versions = tx.schedule_versions(known) if start < now else {}
    overrides, temporary = tx.overrides_of(known, start, end), tx.temporary_schedules_of(known, start, end)
    return {key: Roster(process.schedules[key], versions.get(key, []), overrides[key], temporary[key]) for key in known}


def on_call(tx: Transaction, process: Process, keys: Collection[str], at: datetime, now: datetime) -> dict[str, OnCall]:
    found = rosters(tx, process, keys, at - LONGEST_SHIFT, at + HORIZON, now if at < now else at - LONGEST_SHIFT)
    return {key: roster.who(at, now) for key, roster in found.items()}
