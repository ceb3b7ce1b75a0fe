"""Lists for the outside: filtered, in a fixed order, a page at a time from where the last one ended (keyset)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Table, cast, extract, func, literal, select, tuple_

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.priority import Priority
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.store.incident import incident_from, incidents
from incidentbot.store.rows import Rows
from incidentbot.store.tables import alert, incident, process_version, report, silence, ticket
from incidentbot.store.ticket import ticket_from, tickets

Key = tuple[str | int | datetime, ...]  # where a page ended: the values of its last row, in the order's columns
QUARTER = 900  # seconds; every zone's offset is a multiple of it


@dataclass(frozen=True)
class TicketsWanted:
    """None and the empty tuple ask for all. `before` is exclusive."""

    priorities: Sequence[Priority] = ()
    states: Sequence[TicketState] = ()
    team: str | None = None
    service: str | None = None
    environment: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    in_working_order: bool = False  # priority, then due, then age; only what is not resolved


@dataclass(frozen=True)
class AlertsWanted:
    is_open: bool | None = None
    is_unready: bool | None = None
    integration: str | None = None
    rule: str | None = None
    service: str | None = None
    environment: str | None = None
    ticket_number: int | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class IncidentsWanted:
    priorities: Sequence[Priority] = ()
    statuses: Sequence[Status] = ()
    team: str | None = None
    service: str | None = None
    environment: str | None = None
    since: datetime | None = None
    before: datetime | None = None


class ListingRows(Rows):
    def tickets_listed(self, wanted: TicketsWanted, after: Key | None, most: int) -> list[Ticket]:
        query = select(ticket.c.id).where(*_ticket_filters(wanted))
        if wanted.in_working_order:
            query = query.where(ticket.c.closed_at.is_(None))
            query = _paged(query, (ticket.c.priority, ticket.c.due_at, ticket.c.id), after, most)
        else:
            query = _paged(query, (ticket.c.opened_at, ticket.c.id), after, most, newest_first=True)
        return [ticket_from(row) for row in self._whole(query, tickets(), ticket)]

    def alerts_listed(self, wanted: AlertsWanted, after: Key | None, most: int) -> list[Any]:
        query = _with_number(alert).where(*_alert_filters(wanted))
        return list(self.connection.execute(_paged(query, (alert.c.id,), after, most, newest_first=True)).all())

    def alert_listed(self, alert_id: int) -> Any | None:
        return self.connection.execute(_with_number(alert).where(alert.c.id == alert_id)).one_or_none()

    def incidents_listed(self, wanted: IncidentsWanted, after: Key | None, most: int) -> list[Incident]:
        query = select(incident.c.id).join(ticket, ticket.c.id == incident.c.ticket_id)
        query = query.where(*_incident_filters(wanted))
        paged = _paged(query, (incident.c.id,), after, most, newest_first=True)
        return [incident_from(row) for row in self._whole(paged, incidents(), incident)]

    def reports_listed(self, ticket_number: int | None, after: Key | None, most: int) -> list[Any]:
        query = _with_number(report).where(*_given({ticket.c.number: ticket_number}))
        return list(self.connection.execute(_paged(query, (report.c.id,), after, most, newest_first=True)).all())

    def silences_listed(self, in_force_at: datetime | None, after: Key | None, most: int) -> list[Any]:
        """Those in force or still to come at that moment; without one, all that ever were."""
        query = select(silence)
        if in_force_at is not None:
            query = query.where(silence.c.ends_at > in_force_at)
        return list(self.connection.execute(_paged(query, (silence.c.id,), after, most, newest_first=True)).all())

    def silence_listed(self, silence_id: int) -> Any | None:
        return self.connection.execute(select(silence).where(silence.c.id == silence_id)).one_or_none()

    def process_versions_listed(self, after: Key | None, most: int) -> list[Any]:
        """Without their texts."""
        query = select(*(column for column in process_version.c if column.name != "text"))
        return list(
            self.connection.execute(_paged(query, (process_version.c.id,), after, most, newest_first=True)).all()
        )

    def ticket_counts(self, since: datetime, before: datetime) -> list[Any]:
        """How many tickets were opened, by team, priority, environment and quarter of an hour (counted from 1970)."""
        groups = (ticket.c.team, ticket.c.priority, ticket.c.environment, self._quarter(ticket.c.opened_at))
        within = (ticket.c.opened_at >= since, ticket.c.opened_at < before)
        query = select(*groups, func.count().label("tickets")).where(*within).group_by(*groups)
        return list(self.connection.execute(query).all())

    def _quarter(self, moment: ColumnElement[datetime]) -> ColumnElement[int]:
        if self.dialect == "sqlite":
            counted: ColumnElement[Any] = cast(func.strftime("%s", moment), Integer).op("/")(QUARTER)
        else:
            counted = cast(func.floor(extract("epoch", moment) / QUARTER), BigInteger)
        return counted.label("quarter")

    def _whole(self, ids: Select[Any], everything: Select[Any], table: Table) -> list[Any]:
        """The page is found in one index first; joins come after, so that no planner begins with the wrong table."""
        wanted = list(self.connection.scalars(ids))
        found = {row.id: row for row in self.connection.execute(everything.where(table.c.id.in_(wanted)))}
        return [found[row_id] for row_id in wanted]


def _with_number(table: Table) -> Select[Any]:
    joined = select(table, ticket.c.number.label("ticket_number"))
    return joined.outerjoin(ticket, ticket.c.id == table.c.ticket_id)


def _paged(
    query: Select[Any], columns: Sequence[Any], after: Key | None, most: int, newest_first: bool = False
) -> Select[Any]:
    if after is not None:
        here = tuple_(*columns)
        ended = tuple_(*(literal(value, column.type) for value, column in zip(after, columns, strict=True)))
        query = query.where(here < ended if newest_first else here > ended)
    return query.order_by(*(column.desc() if newest_first else column for column in columns)).limit(most)


def _given(filters: Mapping[Any, object]) -> list[Any]:
    return [column == value for column, value in filters.items() if value is not None]


def _within(column: Any, since: datetime | None, before: datetime | None) -> list[Any]:
    return [*([column >= since] if since else []), *([column < before] if before else [])]


def _one_of(column: Any, values: Sequence[object]) -> list[Any]:
    return [column.in_(list(values))] if values else []


def _ticket_filters(wanted: TicketsWanted) -> list[Any]:
    return [
        *_one_of(ticket.c.priority, wanted.priorities),
        *_one_of(ticket.c.state, wanted.states),
        *_given(
            {ticket.c.team: wanted.team, ticket.c.service: wanted.service, ticket.c.environment: wanted.environment}
        ),
        *_within(ticket.c.opened_at, wanted.since, wanted.before),
    ]


def _alert_filters(wanted: AlertsWanted) -> list[Any]:
    return [
        *_given(
            {
                alert.c.is_open: wanted.is_open,
                alert.c.is_unready: wanted.is_unready,
                alert.c.integration: wanted.integration,
                alert.c.rule: wanted.rule,
                alert.c.service: wanted.service,
                alert.c.environment: wanted.environment,
                ticket.c.number: wanted.ticket_number,
            }
        ),
        *_within(alert.c.last_at, wanted.since, wanted.before),
    ]


def _incident_filters(wanted: IncidentsWanted) -> list[Any]:
    return [
        *_one_of(ticket.c.priority, wanted.priorities),
        *_one_of(incident.c.status, wanted.statuses),
        *_given(
            {ticket.c.team: wanted.team, ticket.c.service: wanted.service, ticket.c.environment: wanted.environment}
        ),
        *_within(incident.c.declared_at, wanted.since, wanted.before),
    ]
