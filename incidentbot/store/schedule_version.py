"""Schedules as they were in force: an edit of the file does not rewrite the past."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, insert, or_, select

from incidentbot.domain.schedule import Schedule
from incidentbot.store.claim import UNFINISHED
from incidentbot.store.rows import Rows
from incidentbot.store.tables import epoch, schedule_version, work

Versions = list[tuple[datetime, Schedule]]
_SCHEDULE = TypeAdapter(Schedule)


def written(schedule: Schedule) -> dict[str, Any]:
    found: dict[str, Any] = _in_order(_SCHEDULE.dump_python(schedule, mode="json"))
    return found


def _in_order(value: Any) -> Any:
    """Sets have no order of their own, and the same schedule has to be the same text."""
    if isinstance(value, dict):
        return {
            key: sorted(inner) if key in ("weekdays", "days_off") else _in_order(inner) for key, inner in value.items()
        }
    return [_in_order(inner) for inner in value] if isinstance(value, list) else value


def _read(key: str, definition: Mapping[str, Any]) -> Schedule:
    """Nothing was written of one that was taken out of the file: then nobody is on call by it."""
    return _SCHEDULE.validate_python(definition) if definition else Schedule(key, "UTC")


class ScheduleVersionRows(Rows):
    def add_schedule_versions(
        self, definitions: Mapping[str, Mapping[str, Any]], valid_from: datetime, version: str
    ) -> None:
        rows = [
            {"schedule": key, "valid_from": valid_from, "definition": definition, "process_version": version}
            for key, definition in definitions.items()
        ]
        if rows:
            self.connection.execute(insert(schedule_version), rows)

    def planned_subjects(self, kind: str) -> set[str]:
        """Those for which such work waits or is under way, and was not overtaken by a newer plan."""
        of_now = or_(work.c.epoch.is_(None), epoch.c.value.is_(None), work.c.epoch >= epoch.c.value)
        query = select(work.c.subject).outerjoin(epoch, epoch.c.subject == work.c.subject)
        return set(self.connection.scalars(query.where(work.c.kind == kind, work.c.state.in_(UNFINISHED), of_now)))

    def last_schedule_definitions(self) -> dict[str, Mapping[str, Any]]:
        """What was recorded last of every schedule that there ever was."""
        latest = select(func.max(schedule_version.c.id)).group_by(schedule_version.c.schedule)
        rows = self.connection.execute(select(schedule_version).where(schedule_version.c.id.in_(latest)))
        return {row.schedule: row.definition for row in rows}

    def schedule_versions(self, schedules: Collection[str]) -> dict[str, Versions]:
        """Oldest first."""
        query = select(schedule_version).where(schedule_version.c.schedule.in_(schedules))
        found: dict[str, Versions] = {key: [] for key in schedules}
        for row in self.connection.execute(query.order_by(schedule_version.c.valid_from, schedule_version.c.id)):
            found[row.schedule].append((row.valid_from, _read(row.schedule, row.definition)))
        return found
