"""What calendars that were subscribed to have to be told: shifts that were changed or taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from incidentbot.domain.oncall import Shift
from incidentbot.store.rows import Rows
from incidentbot.store.tables import shift_change


@dataclass(frozen=True)
class ShiftChange:
    """A shift is the same one while its schedule, person and start are. `sequence` counts its changes."""

    schedule: str
    person: str
    start: datetime
    end: datetime
    sequence: int
    changed_at: datetime
    is_cancelled: bool


class ShiftChangeRows(Rows):
    def note_shift_changes(self, schedule: str, shifts: Iterable[Shift], is_cancelled: bool, now: datetime) -> None:
        usual = {"schedule": schedule, "sequence": 1, "changed_at": now, "is_cancelled": is_cancelled}
        rows = [{**usual, "person": shift.person, "starts_at": shift.start, "ends_at": shift.end} for shift in shifts]
        noted = self.insert(shift_change)
        new = {name: noted.excluded[name] for name in ("ends_at", "changed_at", "is_cancelled")}
        again = noted.on_conflict_do_update(
            index_elements=["schedule", "person", "starts_at"],
            set_={**new, "sequence": shift_change.c.sequence + 1},
        )
        if rows:
            self.connection.execute(again, rows)

    def shift_changes(self, schedules: Collection[str], start: datetime, end: datetime) -> list[ShiftChange]:
        """Of shifts that begin in [start, end)."""
        query = select(shift_change).where(
            shift_change.c.schedule.in_(schedules),
            shift_change.c.starts_at >= start,
            shift_change.c.starts_at < end,
        )
        return [
            ShiftChange(
                row.schedule, row.person, row.starts_at, row.ends_at, row.sequence, row.changed_at, row.is_cancelled
            )
            for row in self.connection.execute(query.order_by(shift_change.c.starts_at))
        ]
