"""The queue in its working order, a page at a time: one query that reads nothing but what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_, union_all

from incidentbot.domain.priority import Priority
from incidentbot.domain.queue import LOOKED_AT, Only, Place, Wanted
from incidentbot.domain.ticket import Ticket
from incidentbot.store.rows import Rows
from incidentbot.store.tables import ticket
from incidentbot.store.ticket import ticket_from, tickets

_ORDER = (ticket.c.priority, ticket.c.due_at, ticket.c.id)


class QueueRows(Rows):
    def queue_page(self, wanted: Wanted, after: Place | None, now: datetime, most: int) -> list[Ticket]:
        """At most so many unresolved tickets after that place. `now` says what is overdue."""
        query = page_query(wanted, after, now, most)
        return [ticket_from(row) for row in self.connection.execute(query)] if query is not None else []

    def open_of_team(self, team: str, after: Place | None, now: datetime, most: int) -> list[Ticket]:
        """Everything of the team that is not resolved, what waits included."""
        return self.queue_page(Wanted(teams=(team,), with_waiting=True), after, now, most)


def page_query(wanted: Wanted, after: Place | None, now: datetime, most: int) -> Select[Any] | None:
    """Each team's tickets of one priority are a stretch of an index that begins where the page begins. Whatever of
    them may be on the page is put together and ordered, so the twenty-thousandth page costs what the first does.
    None when nothing is less urgent than the place where the page before ended.
    """
    stretches = [stretch.limit(most).subquery() for stretch in _stretches(wanted, after, now)]
    if not stretches:
        return None
    found = union_all(*(select(stretch) for stretch in stretches)).subquery()
    page = select(found.c.id).order_by(found.c.priority, found.c.due_at, found.c.id).limit(most).subquery()
    return tickets().join(page, page.c.id == ticket.c.id).order_by(*_ORDER)


def _stretches(wanted: Wanted, after: Place | None, now: datetime) -> Iterator[Select[Any]]:
    for team in wanted.teams or (None,):
        for priority in LOOKED_AT[wanted.only]:
            if after is None or priority >= after.priority:
                yield _stretch(wanted, team, priority, after, now)


def _stretch(wanted: Wanted, team: str | None, priority: Priority, after: Place | None, now: datetime) -> Select[Any]:
    query = select(*_ORDER).where(ticket.c.closed_at.is_(None), ticket.c.priority == priority)
    if team is not None:
        query = query.where(ticket.c.team == team)
    if wanted.only == Only.MINE:
        query = query.where(ticket.c.owner_id == wanted.person_id)
    if wanted.only == Only.UNOWNED:
        query = query.where(ticket.c.owner_id.is_(None))
    if wanted.only == Only.OVERDUE:
        query = query.where(ticket.c.due_at < now)
    if not wanted.with_waiting:
        query = query.where(ticket.c.snoozed_until.is_(None))
    if after is not None and priority == after.priority:
        query = query.where(tuple_(ticket.c.due_at, ticket.c.id) > (after.due_at, after.ticket_id))
    return query.order_by(ticket.c.due_at, ticket.c.id)
