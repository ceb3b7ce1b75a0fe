"""Status updates: what stakeholders were told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from incidentbot.domain.people import Actor
from incidentbot.domain.status_update import StatusUpdate
from incidentbot.store.rows import Rows
from incidentbot.store.tables import status_update


def _update(row: Any) -> StatusUpdate:
    return StatusUpdate(row.id, row.at, row.by, row.text, row.next_due)


class StatusUpdateRows(Rows):
    def add_status_update(
        self, incident_id: int, now: datetime, by: Actor, text: str, next_due: datetime | None
    ) -> int:
        return self.add(
            status_update,
            incident_id=incident_id,
            at=now,
            by=by.name,
            by_person=by.person_id,
            text=text,
            next_due=next_due,
        )

    def status_updates(self, incident_id: int, most: int) -> list[StatusUpdate]:
        """Newest first."""
        query = select(status_update).where(status_update.c.incident_id == incident_id)
        rows = self.connection.execute(query.order_by(status_update.c.id.desc()).limit(most))
        return [_update(row) for row in rows]
