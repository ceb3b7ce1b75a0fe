"""What a team leaves open, and the last word on each."""

from __future__ import annotations

from sqlalchemy import func, select

from incidentbot.domain.timeline import Entry, EventKind, told
from incidentbot.store.tables import ticket, timeline_event
from incidentbot.store.timeline import TimelineRows


class HandoverRows(TimelineRows):
    def last_note(self, ticket_id: int) -> Entry | None:
        """What somebody noted last on this ticket, as it reads today."""
        notes = timeline_event.c.ticket_id == ticket_id, timeline_event.c.kind == EventKind.NOTE
        newest = select(timeline_event.c.id).where(*notes).order_by(timeline_event.c.id.desc()).limit(1)
        found = self.connection.scalar(newest)
        if found is None:
            return None
        return told([self.original_event(ticket_id, found), *self.changes_of(found)])[0]

    def count_open_of_team(self, team: str, at_most: int) -> int:
        """How many tickets of a team are not resolved; counts no further than `at_most`."""
        found = select(ticket.c.id).where(ticket.c.team == team, ticket.c.closed_at.is_(None)).limit(at_most)
        return int(self.connection.scalar(select(func.count()).select_from(found.subquery())) or 0)
