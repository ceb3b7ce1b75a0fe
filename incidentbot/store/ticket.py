"""Tickets and their classifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, update

from incidentbot.domain.people import Actor
from incidentbot.domain.priority import (
    Classification,
    Condition,
    Customers,
    ImpactFacts,
    Override,
    Priority,
    Severity,
    Urgency,
)
from incidentbot.domain.ticket import USUAL_TERM, Ticket, TicketState
from incidentbot.errors import NotFound
from incidentbot.store.people import person_from
from incidentbot.store.plain import storable
from incidentbot.store.rows import Rows
from incidentbot.store.tables import classification, incident, person, ticket


def classification_from(row: Any) -> Classification:
    facts = dict(row.facts)
    facts |= {"customers": Customers(facts["customers"]), "condition": Condition(facts["condition"])}
    chosen = Override(Priority(row.priority), row.override_reason) if row.override_reason else None
    return Classification(
        facts=ImpactFacts(**facts),
        urgency=Urgency(row.urgency),
        severity=Severity(row.severity),
        computed=Priority(row.computed),
        reasons=tuple(row.reasons),
        override=chosen,
    )


def person_columns(alias: Any, prefix: str) -> list[Any]:
    return [column.label(prefix + column.name) for column in alias.c]


_opener, _owner = person.alias("opener"), person.alias("owner")


_TOLD = (
    *(ticket.c.id, ticket.c.number, ticket.c.title, ticket.c.description, ticket.c.state),
    *(ticket.c.service, ticket.c.environment, ticket.c.team, ticket.c.opened_at, ticket.c.due_at),
    *(ticket.c.snoozed_until, ticket.c.closed_at, ticket.c.closed_reason),
    *(ticket.c.alerts_open, ticket.c.alerts_total, ticket.c.missing),
)
_JUDGED = ("facts", "urgency", "severity", "computed", "priority", "reasons", "override_reason")


@cache
def tickets() -> Select[Any]:
    """Everything that a Ticket is made of."""
    return (
        select(
            *_TOLD,
            *(classification.c[name] for name in _JUDGED),
            incident.c.number.label("incident_number"),
            *person_columns(_opener, "opener__"),
            *person_columns(_owner, "owner__"),
        )
        .join(classification, classification.c.id == ticket.c.classification_id)
        .outerjoin(incident, incident.c.ticket_id == ticket.c.id)
        .outerjoin(_opener, _opener.c.id == ticket.c.opened_by)
        .outerjoin(_owner, _owner.c.id == ticket.c.owner_id)
    )


def ticket_from(row: Any) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        title=row.title,
        state=TicketState(row.state),
        service=row.service,
        environment=row.environment,
        classification=classification_from(row),
        opened_at=row.opened_at,
        opened_by=person_from(row, "opener__"),
        incident_number=row.incident_number,
        description=row.description,
        team=row.team,
        owner=person_from(row, "owner__"),
        due_at=row.due_at,
        snoozed_until=row.snoozed_until,
        closed_at=row.closed_at,
        closed_reason=row.closed_reason,
        alerts_open=row.alerts_open,
        alerts_total=row.alerts_total,
        missing=tuple(row.missing),
    )


class TicketRows(Rows):
    def open_ticket(
        self,
        *,
        title: str,
        description: str,
        service: str | None,
        environment: str,
        judged: Classification,
        by: Actor,
        now: datetime,
        process_version: str,
        due_at: datetime | None = None,
        team: str | None = None,
        group_key: str | None = None,
        missing: Sequence[str] = (),
    ) -> Ticket:
        """Without `due_at` it is due by its priority's usual term."""
        due_at = due_at or now + USUAL_TERM[judged.priority]
        judged_id = self._add_classification(None, judged, by, now, process_version)
        ticket_id = self.add(
            ticket,
            number=self.next_number("ticket"),
            title=title,
            description=description,
            state=TicketState.OPEN,
            service=service,
            environment=environment,
            classification_id=judged_id,
            priority=judged.priority,
            severity=judged.severity,
            due_at=due_at,
            opened_at=now,
            opened_by=by.person_id,
            team=team,
            group_key=group_key,
            missing=list(missing),
            is_growing=judged.facts.growing,
        )
        self.connection.execute(
            update(classification).where(classification.c.id == judged_id).values(ticket_id=ticket_id)
        )
        self.reworded.add(ticket_id)
        return self.ticket(ticket_id)

    def reclassify(
        self, ticket_id: int, judged: Classification, by: Actor, now: datetime, process_version: str
    ) -> None:
        judged_id = self._add_classification(ticket_id, judged, by, now, process_version)
        self.change_ticket(
            ticket_id,
            classification_id=judged_id,
            priority=judged.priority,
            severity=judged.severity,
            is_growing=judged.facts.growing,
        )

    def _add_classification(
        self, ticket_id: int | None, judged: Classification, by: Actor, now: datetime, process_version: str
    ) -> int:
        return self.add(
            classification,
            ticket_id=ticket_id,
            at=now,
            by=by.name,
            by_person=by.person_id,
            facts=asdict(judged.facts),
            urgency=judged.urgency,
            severity=judged.severity,
            computed=judged.computed,
            priority=judged.priority,
            override_reason=judged.override.reason if judged.override else None,
            reasons=[storable(reason) for reason in judged.reasons],
            # A form that was judged a moment ago may be older than the file that is in force now.
            process_version=judged.process_version or process_version,
        )

    def ticket(self, ticket_id: int) -> Ticket:
        """Locked until this transaction ends, where it is a writing one. Raises NotFound."""
        self.hold(ticket, ticket_id)
        row = self.connection.execute(tickets().where(ticket.c.id == ticket_id)).one_or_none()
        if row is None:
            raise NotFound("That ticket does not exist.")
        return ticket_from(row)

    def ticket_by_number(self, number: int) -> Ticket:
        """Locked like `ticket`. Raises NotFound."""
        return self.ticket(self.ticket_id(number))

    def ticket_id(self, number: int) -> int:
        found = self.connection.scalar(select(ticket.c.id).where(ticket.c.number == number))
        if found is None:
            raise NotFound(f"There is no T-{number}.")
        return int(found)

    def ticket_in_hand(self, ticket_id: int) -> Any:
        """The bare row, for whoever changes it many times in one transaction."""
        self.hold(ticket, ticket_id)
        return self.connection.execute(select(ticket).where(ticket.c.id == ticket_id)).one()

    def ticket_of_group(self, group_key: str, since: datetime) -> Any | None:
        """The open ticket of this group to which an alert came at or after `since`."""
        query = select(ticket).where(ticket.c.group_key == group_key, ticket.c.closed_at.is_(None))
        lately = func.coalesce(ticket.c.last_alert_at, ticket.c.opened_at) >= since
        return self.connection.execute(query.where(lately).order_by(ticket.c.id.desc()).limit(1)).one_or_none()

    def count_alerts(self, ticket_id: int, now_open: int, more: int, now: datetime) -> None:
        total = ticket.c.alerts_total + more
        self.change_ticket(ticket_id, alerts_open=now_open, alerts_total=total, last_alert_at=now)

    def change_ticket(self, ticket_id: int, **values: object) -> None:
        self.connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(**values))
        if "title" in values or "description" in values:
            self.reworded.add(ticket_id)

    def open_tickets_of(self, person_id: int, most: int) -> list[Ticket]:
        """What this person reported and is not resolved, newest first; incidents are listed elsewhere."""
        mine = tickets().where(
            ticket.c.opened_by == person_id, ticket.c.state != TicketState.RESOLVED, incident.c.id.is_(None)
        )
        return [ticket_from(row) for row in self.connection.execute(mine.order_by(ticket.c.id.desc()).limit(most))]

    def classifications(self, ticket_id: int) -> list[Classification]:
        """Every judgement of this ticket, oldest first."""
        rows = self.connection.execute(
            select(classification).where(classification.c.ticket_id == ticket_id).order_by(classification.c.id)
        )
        return [classification_from(row) for row in rows]
