"""Reports of people, and the links of a ticket."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update

from incidentbot.domain.people import Actor
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.ticket import Ticket
from incidentbot.store.engine import WRITE
from incidentbot.store.rows import Rows
from incidentbot.store.tables import counter, person, report, ticket, ticket_link
from incidentbot.store.ticket import ticket_from, tickets


class ReportRows(Rows):
    def add_report(self, ticket_id: int, said: ReportFacts, now: datetime, by: Actor) -> int:
        return self.add(
            report,
            ticket_id=ticket_id,
            at=now,
            reporter=by.name,
            reporter_person=by.person_id,
            text=said.text,
            customer=said.customer,
            customers=said.customer_count,
            conversation=said.conversation,
            source=said.origin.source if said.origin else None,
            thread=said.origin.thread if said.origin else None,
        )

    def reports_of(self, ticket_id: int, most: int = 200) -> list[Any]:
        query = (
            select(report, person.c.slack_id.label("reporter_slack_id"))
            .outerjoin(person, person.c.id == report.c.reporter_person)
            .where(report.c.ticket_id == ticket_id)
        )
        return list(self.connection.execute(query.order_by(report.c.id).limit(most)).all())

    # -- which ticket ---------------------------------------------------------------------------------------------

    def ticket_of_message(self, source: str) -> int | None:
        """The ticket that somebody has reported with this very message, and that is not resolved.

        Two people who report one message at the same time must not open two tickets: in a writing transaction, the
        second waits here until the first has its number.
        """
        if self.dialect != "sqlite" and self.connection.get_execution_options().get(WRITE):
            numbering = select(counter.c.value).where(counter.c.name == "ticket")
            self.connection.execute(numbering.with_for_update())
        query = (
            select(ticket.c.id)
            .join(report, report.c.ticket_id == ticket.c.id)
            .where(report.c.source == source, ticket.c.closed_at.is_(None))
        )
        found: int | None = self.connection.scalar(query.order_by(ticket.c.id.desc()).limit(1))
        return found

    def has_reported(self, ticket_id: int, person_id: int) -> bool:
        mine = exists().where(report.c.ticket_id == ticket_id, report.c.reporter_person == person_id)
        return bool(self.connection.scalar(select(mine)))

    def open_tickets_of_service(self, service: str, most: int) -> Sequence[Ticket]:
        """What is not resolved of a service, newest first."""
        query = tickets().where(ticket.c.service == service, ticket.c.closed_at.is_(None))
        return [ticket_from(row) for row in self.connection.execute(query.order_by(ticket.c.id.desc()).limit(most))]

    # -- who hears of the end -------------------------------------------------------------------------------------

    def reporters_to_tell(self, ticket_id: int) -> list[str]:
        """Slack ids of everybody who reported it and has not been told that it is resolved."""
        query = select(person.c.slack_id).join(report, report.c.reporter_person == person.c.id)
        waiting = query.where(report.c.ticket_id == ticket_id, report.c.told_at.is_(None))
        return list(self.connection.scalars(waiting.distinct().order_by(person.c.slack_id)))

    def threads_to_tell(self, ticket_id: int) -> list[tuple[str, str]]:
        """Channel and message under which it was reported, where nobody has said that it is resolved."""
        query = select(report.c.source, report.c.thread).where(report.c.source.is_not(None))
        waiting = query.where(report.c.ticket_id == ticket_id, report.c.told_at.is_(None))
        found = {(row.source.partition(":")[0], row.thread) for row in self.connection.execute(waiting)}
        return sorted(found)

    def has_thread(self, ticket_id: int, channel: str, thread: str) -> bool:
        """Whether the ticket was reported from this thread before."""
        here = report.c.source.like(f"{channel}:%")
        found = exists().where(report.c.ticket_id == ticket_id, report.c.thread == thread, here)
        return bool(self.connection.scalar(select(found)))

    def mark_told(self, ticket_id: int, now: datetime) -> None:
        waiting = update(report).where(report.c.ticket_id == ticket_id, report.c.told_at.is_(None))
        self.connection.execute(waiting.values(told_at=now))

    # -- links ----------------------------------------------------------------------------------------------------

    def add_ticket_link(self, ticket_id: int, kind: str, label: str, url: str) -> bool:
        """False when the ticket has that link."""
        hashed = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
        added = self.add_once(ticket_link, ticket_id=ticket_id, kind=kind, label=label, url=url, url_hash=hashed)
        return added is not None

    def links_of(self, ticket_id: int, most: int = 100) -> list[Any]:
        query = select(ticket_link).where(ticket_link.c.ticket_id == ticket_id).order_by(ticket_link.c.id)
        return list(self.connection.execute(query.limit(most)).all())
