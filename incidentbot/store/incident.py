"""Incidents. Reading one inside a writing transaction locks it, so that two people's acts come one after the other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.priority import Priority, Severity
from incidentbot.errors import NotFound
from incidentbot.store.people import person_from
from incidentbot.store.rows import Rows
from incidentbot.store.tables import classification, incident, person, postmortem, ticket
from incidentbot.store.ticket import person_columns

_declarer, _commander = person.alias("declarer"), person.alias("commander")
OPEN = tuple(status for status in Status if status.is_open)


@cache
def incidents() -> Select[Any]:
    judged = (classification.c.priority, classification.c.severity, classification.c.reasons)
    return (
        select(
            incident,
            ticket.c.title,
            ticket.c.service,
            ticket.c.environment,
            ticket.c.alerts_open,
            ticket.c.alerts_total,
            *judged,
            *person_columns(_declarer, "declarer__"),
            *person_columns(_commander, "commander__"),
        )
        .join(ticket, ticket.c.id == incident.c.ticket_id)
        .join(classification, classification.c.id == ticket.c.classification_id)
        .outerjoin(_declarer, _declarer.c.id == incident.c.declared_by)
        .outerjoin(_commander, _commander.c.id == incident.c.commander_id)
    )


def incident_from(row: Any) -> Incident:
    return Incident(
        id=row.id,
        number=row.number,
        ticket_id=row.ticket_id,
        title=row.title,
        status=Status(row.status),
        priority=Priority(row.priority),
        severity=Severity(row.severity),
        reasons=tuple(row.reasons),
        service=row.service,
        environment=row.environment,
        declared_at=row.declared_at,
        declared_by=person_from(row, "declarer__"),
        commander=person_from(row, "commander__"),
        channel_id=row.channel_id,
        channel_name=row.channel_name,
        is_channel_archived=row.is_channel_archived,
        started_at=row.started_at,
        mitigated_at=row.mitigated_at,
        resolved_at=row.resolved_at,
        summary=row.summary,
        next_update_due=row.next_update_due,
        alerts_open=row.alerts_open,
        alerts_total=row.alerts_total,
    )


def _ticket_of(incident_id: int) -> Select[Any]:
    return select(incident.c.ticket_id).where(incident.c.id == incident_id)


def _without_postmortem() -> Select[Any]:
    missing = postmortem.c.id.is_(None) | (postmortem.c.of_resolution < incident.c.resolved_at)
    joined = select(incident.c.id).outerjoin(postmortem, postmortem.c.incident_id == incident.c.id)
    return joined.where(incident.c.status == Status.RESOLVED, missing)


class IncidentRows(Rows):
    def open_incident(self, ticket_id: int, declared_by: int | None, now: datetime, started_at: datetime) -> Incident:
        incident_id = self.add(
            incident,
            number=self.next_number("incident"),
            ticket_id=ticket_id,
            status=Status.INVESTIGATING,
            declared_at=now,
            declared_by=declared_by,
            started_at=started_at,
            is_channel_archived=False,
            summary="",
        )
        self.reworded.add(ticket_id)
        return self._one(incident.c.id == incident_id, "")  # nobody else sees it yet

    def incident(self, incident_id: int) -> Incident:
        """Locked until this transaction ends, where it is a writing one. Raises NotFound."""
        self.hold(incident, incident_id)
        return self._one(incident.c.id == incident_id, "That incident does not exist.")

    def incident_by_number(self, number: int) -> Incident:
        return self._one(incident.c.number == number, f"There is no INC-{number}.")

    def incident_of_channel(self, channel_id: str) -> Incident | None:
        row = self.connection.execute(incidents().where(incident.c.channel_id == channel_id)).one_or_none()
        return incident_from(row) if row else None

    def incident_of_ticket(self, ticket_id: int) -> Incident | None:
        row = self.connection.execute(incidents().where(incident.c.ticket_id == ticket_id)).one_or_none()
        return incident_from(row) if row else None

    def open_incidents_of(self, ticket_ids: Collection[int]) -> dict[int, Incident]:
        """Of these tickets, by the ticket's id. Nothing is locked."""
        if not ticket_ids:
            return {}
        query = incidents().where(incident.c.ticket_id.in_(ticket_ids), incident.c.status.in_(OPEN))
        return {row.ticket_id: incident_from(row) for row in self.connection.execute(query)}

    def _one(self, condition: ColumnElement[bool], missing: str) -> Incident:
        row = self.connection.execute(incidents().where(condition)).one_or_none()
        if row is None:
            raise NotFound(missing)
        return incident_from(row)

    def change_incident(self, incident_id: int, **values: object) -> None:
        self.connection.execute(update(incident).where(incident.c.id == incident_id).values(**values))
        if "summary" in values:
            self.reworded.add(self.connection.scalars(_ticket_of(incident_id)).one())

    def open_incidents(self, most: int, skip_after: int | None = None) -> list[Incident]:
        """Newest first; `skip_after` is the last number of the page before (keyset paging)."""
        query = incidents().where(incident.c.status.in_(OPEN))
        if skip_after is not None:
            query = query.where(incident.c.number < skip_after)
        return [
            incident_from(row) for row in self.connection.execute(query.order_by(incident.c.number.desc()).limit(most))
        ]

    def incidents_commanded_by(self, person_id: int, most: int) -> list[Incident]:
        """The open ones, newest first."""
        mine = incidents().where(incident.c.commander_id == person_id, incident.c.status.in_(OPEN))
        return [
            incident_from(row) for row in self.connection.execute(mine.order_by(incident.c.number.desc()).limit(most))
        ]

    def recently_closed_incidents(self, most: int) -> list[Incident]:
        query = incidents().where(incident.c.status.not_in(OPEN)).order_by(incident.c.number.desc()).limit(most)
        return [incident_from(row) for row in self.connection.execute(query)]

    def resolved_without_postmortem(self, most: int) -> list[int]:
        """Ids of resolved incidents whose postmortem is missing, or tells of an earlier resolution."""
        return list(self.connection.scalars(_without_postmortem().order_by(incident.c.id).limit(most)))

    def lacks_postmortem(self, incident_id: int) -> bool:
        return self.connection.scalar(_without_postmortem().where(incident.c.id == incident_id)) is not None
