"""Reports of people, and the links of a ticket."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from incidentbot.domain.people import Actor
from incidentbot.store.rows import Rows
from incidentbot.store.tables import person, report, ticket_link


class ReportRows(Rows):
    def add_report(
        self,
        ticket_id: int,
        text: str,
        now: datetime,
        by: Actor,
        customer: str = "",
        customers: int | None = None,
        conversation: str | None = None,
    ) -> int:
        return self.add(
            report,
            ticket_id=ticket_id,
            at=now,
            reporter=by.name,
            reporter_person=by.person_id,
            text=text,
            customer=customer,
            customers=customers,
            conversation=conversation,
        )

    def reports_of(self, ticket_id: int, most: int = 200) -> list[Any]:
        query = (
            select(report, person.c.slack_id.label("reporter_slack_id"))
            .outerjoin(person, person.c.id == report.c.reporter_person)
            .where(report.c.ticket_id == ticket_id)
        )
        return list(self.connection.execute(query.order_by(report.c.id).limit(most)).all())

    def mark_told(self, ticket_id: int, now: datetime) -> None:
        self.connection.execute(update(report).where(report.c.ticket_id == ticket_id).values(told_at=now))

    def add_ticket_link(self, ticket_id: int, kind: str, label: str, url: str) -> bool:
        """False when the ticket has that link."""
        hashed = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
        values = {"ticket_id": ticket_id, "kind": kind, "label": label, "url": url, "url_hash": hashed}
        added = self.insert(ticket_link).on_conflict_do_nothing().returning(ticket_link.c.id)
        return self.one_id(added, values) is not None

    def links_of(self, ticket_id: int, most: int = 100) -> list[Any]:
        query = select(ticket_link).where(ticket_link.c.ticket_id == ticket_id).order_by(ticket_link.c.id)
        return list(self.connection.execute(query.limit(most)).all())
