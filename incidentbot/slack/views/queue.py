"""A page of the queue, and how its buttons carry which page it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.queue import Only, Place
from incidentbot.domain.ticket import Ticket
from incidentbot.services import facts
from incidentbot.slack import limits

EVERYBODY = "*"  # as a team: the tickets of all

TITLES = {
    Only.ALL: "Queue",
    Only.MINE: "My tickets",
    Only.UNOWNED: "Tickets that nobody owns",
    Only.OVERDUE: "Overdue tickets",
}


@dataclass(frozen=True)
class Asked:
    """What a person asked to see. Without a team: that of their own teams."""

    only: Only = Only.ALL
    team: str | None = None
    after: Place | None = None

    def written(self, number: int | None = None) -> str:
        """As a button carries it; a number sets the rows of one page apart."""
        after = self.after
        place = [after.priority.value, after.due_at.isoformat(), after.ticket_id] if after else None
        return json.dumps([number, self.only.value, self.team, place], separators=(",", ":"))

    def for_row(self, number: int) -> str:
        """Short enough to name a row: where a team's name is too long for it, the row leads to everybody's page."""
        rows = (self, replace(self, after=None), replace(self, after=None, team=None))
        return next(text for one in rows if len(text := one.written(number)) <= limits.BLOCK_ID)


def read(text: str) -> Asked | None:
    """None for what `written` did not write."""
    try:
        _, only, team, place = json.loads(text)
        after = Place(Priority(place[0]), datetime.fromisoformat(place[1]), int(place[2])) if place else None
        return Asked(Only(only), None if team is None else str(team), after)
    except (ValueError, TypeError, IndexError):
        return None


def page(
    asked: Asked,
    teams: Sequence[str],
    tickets: Sequence[Ticket],
    next_after: Place | None,
    process: Process,
    now: datetime,
    said: str = "",
) -> dict[str, Any]:
    return {
        "title": title(asked, teams, process),
        "tickets": [facts.of_line(ticket, now, asked.for_row(ticket.number)) for ticket in tickets],
        "next": replace(asked, after=next_after).written() if next_after else "",
        "top": replace(asked, after=None).written(),
        "after_first": asked.after is not None,
        "said": said,
    }


def title(asked: Asked, teams: Sequence[str], process: Process) -> str:
    found = [process.team(key) for key in teams]
    whose = ", ".join(team.label for team in found if team)
    return f"{TITLES[asked.only]} of {whose}" if whose else TITLES[asked.only]
