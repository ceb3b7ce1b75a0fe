"""`incidentbot queue`: what waits, in working order, read beside the running bot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentbot.clock import SystemClock
from incidentbot.domain.process import Process
from incidentbot.domain.queue import is_overdue
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import NotFound
from incidentbot.services import facts
from incidentbot.services.listing import Listing, TicketsWanted
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store


@dataclass(frozen=True)
class Waiting:
    """`has_more`: the queue is longer than what was asked for."""

    tickets: list[Ticket]
    has_more: bool
    now: datetime

    @property
    def lines(self) -> list[str]:
        told = [_line(ticket, self.now) for ticket in self.tickets]
        return [*told, *(["… and more: --limit shows them"] if self.has_more else [])] or ["Nothing waits."]

    @property
    def as_json(self) -> str:
        found: list[dict[str, Any]] = [
            {**facts.of_ticket(ticket), "is_overdue": is_overdue(ticket, self.now)} for ticket in self.tickets
        ]
        return json.dumps({"tickets": found, "has_more": self.has_more}, default=datetime.isoformat)


def waiting(database_url: str, process: Process, team: str | None, most: int) -> Waiting:
    """Of one team or of all. Raises NotFound for a team that there is not."""
    if team is not None and team not in process.teams:
        raise NotFound(f"There is no team “{team}”; there are {', '.join(process.teams)}.")
    engine, clock = open_engine(database_url), SystemClock()
    try:
        migrate(engine)
        found = Listing(Store(engine), clock).tickets(TicketsWanted(team=team, in_working_order=True), None, most)
    finally:
        engine.dispose()
    return Waiting(found.items, found.last is not None, clock.now())


def _line(ticket: Ticket, now: datetime) -> str:
    due = f"{'overdue since' if is_overdue(ticket, now) else 'due'} {ticket.due_at:%Y-%m-%d %H:%M} UTC"
    owner = ticket.owner.name if ticket.owner else "nobody"
    incident = f" (INC-{ticket.incident_number})" if ticket.is_incident else ""
    whose = f"{ticket.team or 'no team'}, {owner}, {ticket.state}"
    return f"{ticket.classification.priority}  {ticket.label}{incident}  {ticket.title}  [{whose}; {due}]"
