"""Postmortems: one an incident, opened anew when it was resolved anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from incidentbot.domain.postmortem import Postmortem
from incidentbot.errors import NotFound
from incidentbot.store.rows import Rows
from incidentbot.store.tables import incident, postmortem, ticket


def _postmortems() -> Select[Any]:
    return (
        select(postmortem, incident.c.number.label("incident_number"), ticket.c.title)
        .join(incident, incident.c.id == postmortem.c.incident_id)
        .join(ticket, ticket.c.id == incident.c.ticket_id)
    )


class PostmortemRows(Rows):
    def open_postmortem(self, incident_id: int, now: datetime, of_resolution: datetime, body: str) -> None:
        opened = self.insert(postmortem).values(
            incident_id=incident_id, opened_at=now, of_resolution=of_resolution, body=body
        )
        self.connection.execute(
            opened.on_conflict_do_update(
                index_elements=["incident_id"], set_={"of_resolution": of_resolution, "body": body}
            )
        )

    def postmortem_of(self, incident_number: int) -> Postmortem:
        query = _postmortems().where(incident.c.number == incident_number)
        row = self.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(f"INC-{incident_number} has no postmortem yet; it is opened when the incident is resolved.")
        return Postmortem(row.id, row.incident_number, row.title, row.opened_at, row.body)
