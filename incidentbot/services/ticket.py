"""A ticket: everything about it in one look, and what people change in its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from incidentbot.domain.calendar import Calendar
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.domain.queue import due_moment
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import Entry, EventKind, told
from incidentbot.errors import InvalidInput
from incidentbot.ports import Clock, InForce
from incidentbot.services.queue import give
from incidentbot.services.regrade import unresolved
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, is_blank

MOST_SHOWN = 10  # alerts, reports and links in one look
LONGEST_LINK = 3000


@dataclass(frozen=True)
class Wording:
    """A ticket as somebody wants it to read. `due` is a day on the wall of the team that owns it."""

    title: str
    description: str
    service: str | None
    team: str | None
    environment: str
    due: date | None
    owner: Person | None = None
    comment: str = ""


@dataclass(frozen=True)
class Whole:
    """A ticket with everything that belongs to it, the newest of each."""

    ticket: Ticket
    incident: Incident | None
    alerts: tuple[Any, ...]
    reports: tuple[Any, ...]
    links: tuple[Any, ...]
    entries: tuple[Entry, ...]


class Tickets:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    # -- looking --------------------------------------------------------------------------------------------------

    def ticket(self, ticket_id: int) -> Ticket:
        with self._store.read() as tx:
            return tx.ticket(ticket_id)

    def numbered(self, number: int) -> Ticket:
        with self._store.read() as tx:
            return tx.ticket_by_number(number)

    def whole(self, number: int) -> Whole:
        """Raises NotFound."""
        with self._store.read() as tx:
            ticket = tx.ticket_by_number(number)
            return Whole(
                ticket,
                tx.incident_of_ticket(ticket.id),
                tuple(tx.alerts_of_ticket(ticket.id, MOST_SHOWN)),
                tuple(tx.reports_of(ticket.id, MOST_SHOWN)),
                tuple(tx.links_of(ticket.id, MOST_SHOWN)),
                tuple(told(tx.timeline(ticket.id))),
            )

    def wording(self, ticket: Ticket) -> Wording:
        """How it reads now: what a form begins with."""
        due = ticket.due_at.astimezone(self._zone(ticket.team)).date() if ticket.due_at else None
        place = ticket.environment
        return Wording(ticket.title, ticket.description, ticket.service, ticket.team, place, due, ticket.owner)

    def _zone(self, team: str | None) -> ZoneInfo:
        return ZoneInfo(_calendar(self._running.process, team).zone)

    # -- changing -------------------------------------------------------------------------------------------------

    def comment(self, by: Actor, number: int, text: str) -> Ticket:
        """Adds a comment, also to one that is resolved. Raises InvalidInput, NotFound."""
        now = self._clock.now()
        if is_blank(text):
            raise InvalidInput({"comment": "Write what is to be known."})
        with self._store.begin(by, now) as tx:
            ticket = tx.ticket_by_number(number)
            tx.record(ticket.id, now, by, EventKind.NOTE, text.strip())
            return ticket

    def link(self, by: Actor, number: int, url: str, label: str = "") -> Ticket:
        """Adds an address, once. Raises InvalidInput for one that cannot be followed, NotFound."""
        now = self._clock.now()
        url = url.strip()
        if not _can_be_followed(url):
            raise InvalidInput({"link": "Give an address that begins with https:// or http://."})
        with self._store.begin(by, now) as tx:
            ticket = tx.ticket_by_number(number)
            if tx.add_ticket_link(ticket.id, "document", label.strip() or urlsplit(url).netloc, url):
                tx.record(ticket.id, now, by, EventKind.NOTE, f"added a link: {label.strip() or url}", link=url)
            return ticket

    def due(self, by: Actor, number: int, day: date) -> Ticket:
        """Somebody promises another day. Raises InvalidInput for one that is over, NotFound, NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = unresolved(tx, number)
            self._change(tx, ticket, [self._due(ticket.team, day, now)], by, now)
            return tx.ticket(ticket.id)

    def edit(self, by: Actor, number: int, wanted: Wording) -> Ticket:
        """Makes it read as wanted; what is the same is left alone. Raises InvalidInput, NotFound, NotPossible."""
        now = self._clock.now()
        wanted = _tidied(wanted)
        with self._store.begin(by, now) as tx:
            ticket = unresolved(tx, number)
            _check(wanted, self.wording(ticket), self._running.process)
            self._change(tx, ticket, list(self._differences(ticket, wanted, now)), by, now)
            if wanted.owner is not None and (ticket.owner is None or ticket.owner.id != wanted.owner.id):
                give(tx, ticket, wanted.owner, by, now)
            if not is_blank(wanted.comment):
                tx.record(ticket.id, now, by, EventKind.NOTE, wanted.comment)
            return tx.ticket(ticket.id)

    def _differences(self, ticket: Ticket, wanted: Wording, now: datetime) -> Iterator[tuple[str, object, str]]:
        """Column, value, and how that is told."""
        present = self.wording(ticket)
        team = wanted.team
        if wanted.service != present.service:
            yield "service", wanted.service, f"the service is {wanted.service or 'unknown'}"
            service = self._running.process.service(wanted.service)
            if service and service.team and team == present.team:
                team = service.team  # what is somebody else's service is theirs to act on
        if team != present.team:
            yield "team", team, f"it belongs to {team or 'nobody'}"
        if wanted.title != present.title:
            yield "title", wanted.title, f"the title is “{wanted.title}”"
        if wanted.description != present.description:
            yield "description", wanted.description, "the description is another"
        if wanted.environment != present.environment:
            yield "environment", wanted.environment, f"the environment is {wanted.environment}"
        if wanted.due is not None and wanted.due != present.due:
            yield self._due(team, wanted.due, now)

    def _due(self, team: str | None, day: date, now: datetime) -> tuple[str, object, str]:
        due_at = due_moment(_calendar(self._running.process, team), day)
        if due_at < now:
            raise InvalidInput({"due": "That day is over."})
        return "due_at", due_at, f"it is due on {day}"

    def _change(
        self, tx: Transaction, ticket: Ticket, changes: list[tuple[str, object, str]], by: Actor, now: datetime
    ) -> None:
        if not changes:
            return
        tx.change_ticket(ticket.id, **{column: value for column, value, _ in changes})
        tx.record(ticket.id, now, by, EventKind.EDITED, "; ".join(how for *_, how in changes))


def _calendar(process: Process, team: str | None) -> Calendar:
    return (process.team(team) or process.triage_team).calendar


def _tidied(wanted: Wording) -> Wording:
    return Wording(
        " ".join(cleaned(wanted.title).split()),
        wanted.description.strip(),
        wanted.service or None,
        wanted.team or None,
        wanted.environment,
        wanted.due,
        wanted.owner,
        wanted.comment.strip(),
    )


def _check(wanted: Wording, present: Wording, process: Process) -> None:
    """What is as it was may stay, also where the process file has forgotten it."""
    wrong = {}
    if is_blank(wanted.title):
        wrong["title"] = "Say in a few words what is wrong."
    if wanted.service not in (None, present.service, *process.services):
        wrong["service"] = f"The process file has no service {wanted.service}."
    if wanted.team not in (None, present.team, *process.teams):
        wrong["team"] = f"The process file has no team {wanted.team}."
    if wanted.environment not in (present.environment, *process.environments):
        wrong["environment"] = f"The process file has no environment {wanted.environment}."
    if wrong:
        raise InvalidInput(wrong)


def _can_be_followed(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= LONGEST_LINK and url.isprintable()
