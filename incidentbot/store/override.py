"""What people entered against the schedules: overrides, and schedules for a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from incidentbot.domain.people import Actor
from incidentbot.domain.schedule import Override, TemporarySchedule, TemporaryShift
from incidentbot.store.rows import Rows
from incidentbot.store.tables import override, temporary_schedule


@dataclass(frozen=True)
class KeptOverride:
    """An override with where it holds, and who entered it. `cancelled_at`: it never held, or no longer does."""

    id: int
    schedule: str
    override: Override
    reason: str
    made_at: datetime
    made_by: str
    cancelled_at: datetime | None = None


def _override(row: Any) -> Override:
    return Override(row.who, row.starts_at, row.ends_at, row.replaces, str(row.id), row.is_swap)


def _kept(row: Any) -> KeptOverride:
    return KeptOverride(row.id, row.schedule, _override(row), row.reason, row.made_at, row.made_by, row.cancelled_at)


class OverrideRows(Rows):
    def overrides_of(self, schedules: Collection[str], start: datetime, end: datetime) -> dict[str, list[Override]]:
        """Those in force in [start, end), in the order in which they were entered, by schedule."""
        query = select(override).where(
            override.c.schedule.in_(schedules),
            override.c.cancelled_at.is_(None),
            override.c.ends_at > start,
            override.c.starts_at < end,
        )
        found: dict[str, list[Override]] = {key: [] for key in schedules}
        for row in self.connection.execute(query.order_by(override.c.id)):
            found[row.schedule].append(_override(row))
        return found

    def temporary_schedules_of(
        self, schedules: Collection[str], start: datetime, end: datetime
    ) -> dict[str, list[TemporarySchedule]]:
        query = select(temporary_schedule).where(
            temporary_schedule.c.schedule.in_(schedules),
            temporary_schedule.c.cancelled_at.is_(None),
            temporary_schedule.c.ends_at > start,
            temporary_schedule.c.starts_at < end,
        )
        found: dict[str, list[TemporarySchedule]] = {key: [] for key in schedules}
        for row in self.connection.execute(query.order_by(temporary_schedule.c.id)):
            shifts = tuple(
                TemporaryShift(
                    shift["person"], datetime.fromisoformat(shift["start"]), datetime.fromisoformat(shift["end"])
                )
                for shift in row.shifts
            )
            found[row.schedule].append(TemporarySchedule(row.starts_at, row.ends_at, shifts, str(row.id)))
        return found

    # -- entering, ending ---------------------------------------------------------------------------------------------

    def add_override(self, schedule: str, entered: Override, reason: str, by: Actor, now: datetime) -> KeptOverride:
        values = {
            "schedule": schedule,
            "who": entered.who,
            "replaces": entered.replaces,
            "starts_at": entered.start,
            "ends_at": entered.end,
            "is_swap": entered.is_swap,
        }
        row_id = self.add(override, **values, reason=reason, made_at=now, made_by=by.name, made_by_person=by.person_id)
        return KeptOverride(row_id, schedule, replace(entered, key=str(row_id)), reason, now, by.name)

    def override(self, override_id: int) -> KeptOverride | None:
        self.hold(override, override_id)
        row = self.connection.execute(select(override).where(override.c.id == override_id)).one_or_none()
        return _kept(row) if row else None

    def kept_overrides(self, schedules: Collection[str], ending_after: datetime, most: int) -> list[KeptOverride]:
        """Those in force that are not over, by their start."""
        query = select(override).where(
            override.c.schedule.in_(schedules),
            override.c.cancelled_at.is_(None),
            override.c.ends_at > ending_after,
        )
        rows = self.connection.execute(query.order_by(override.c.starts_at, override.c.id).limit(most))
        return [_kept(row) for row in rows]

    def cancel_override(self, override_id: int, now: datetime, by: Actor) -> None:
        self._change(override_id, cancelled_at=now, cancelled_by=by.name)

    def move_override(self, override_id: int, start: datetime, end: datetime) -> None:
        self._change(override_id, starts_at=start, ends_at=end)

    def _change(self, override_id: int, **values: object) -> None:
        self.connection.execute(update(override).where(override.c.id == override_id).values(**values))

    def add_temporary_schedule(
        self, schedule: str, entered: TemporarySchedule, reason: str, by: Actor, now: datetime
    ) -> int:
        return self.add(
            temporary_schedule,
            schedule=schedule,
            starts_at=entered.start,
            ends_at=entered.end,
            shifts=_written(entered.shifts),
            reason=reason,
            made_at=now,
            made_by=by.name,
            made_by_person=by.person_id,
        )

    def schedule_of_temporary(self, temporary_id: int, now: datetime) -> str | None:
        """The schedule that it is for; None where it is over, was ended or never was."""
        self.hold(temporary_schedule, temporary_id)
        holds = temporary_schedule.c.cancelled_at.is_(None), temporary_schedule.c.ends_at > now
        query = select(temporary_schedule.c.schedule).where(temporary_schedule.c.id == temporary_id, *holds)
        found: str | None = self.connection.scalar(query)
        return found

    def end_temporary_schedule(self, temporary_id: int, now: datetime) -> None:
        """What is over of it stays."""
        ended = update(temporary_schedule).where(temporary_schedule.c.id == temporary_id)
        begun = temporary_schedule.c.starts_at < now
        self.connection.execute(ended.where(begun).values(ends_at=now))
        self.connection.execute(ended.where(~begun).values(cancelled_at=now))


def _written(shifts: Sequence[TemporaryShift]) -> list[dict[str, str]]:
    return [
        {"person": shift.person, "start": shift.start.isoformat(), "end": shift.end.isoformat()} for shift in shifts
    ]
