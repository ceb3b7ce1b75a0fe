"""Working through the queue: taking a ticket, resolving it, letting it wait.

What it says (words, comments, links) is the business of `ticket`, how bad it is that of `regrade`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.people import Actor, Person
from incidentbot.domain.queue import LONGEST_SNOOZE, Only, Place, Wanted, place_of, teams_of
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.services.closing import close
from incidentbot.services.readiness import UnreadyRule, unready_rules
from incidentbot.services.regrade import unresolved
from incidentbot.services.regrading import come_back
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

COME_BACK = "ticket.come_back"


@dataclass(frozen=True)
class Page:
    """Tickets in working order, and where the next page begins if there is one."""

    tickets: tuple[Ticket, ...]
    next_after: Place | None


class Queue:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    # -- looking --------------------------------------------------------------------------------------------------

    def page(self, wanted: Wanted, most: int, after: Place | None = None) -> Page:
        now = self._clock.now()
        with self._store.read() as tx:
            found = tx.queue_page(wanted, after, now, most + 1)
        shown = tuple(found[:most])
        return Page(shown, place_of(shown[-1]) if len(found) > most else None)

    def wanted_by(self, person: Person, only: Only, team: str | None = None, everybody: bool = False) -> Wanted:
        """What somebody means who names no team: that of their teams, or everybody's where they are in none. Their
        own tickets are theirs whatever the team, and also while they wait. Raises NotPossible for an unknown team.
        """
        process = self._running.process
        if team is not None and process.team(team) is None:
            raise NotPossible(f"There is no team {team}. There are {', '.join(process.teams)}.")
        if only == Only.MINE:
            return Wanted(only, (team,) if team else (), person.id, with_waiting=True)
        if everybody:
            return Wanted(only)
        return Wanted(only, (team,) if team else teams_of(process, person.slack_id))

    def unready(self, most: int) -> list[UnreadyRule]:
        """The alert rules to mend, those that came most often first."""
        with self._store.read() as tx:
            return unready_rules(tx, self._running.process, self._clock.now(), most)

    # -- acting ---------------------------------------------------------------------------------------------------

    def take(self, by: Actor, number: int) -> Ticket:
        """Whoever is first owns T-`number`; the next one is told who does. Raises NotFound, NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = _in_queue(tx, number)
            if ticket.owner is not None:
                raise NotPossible(_owned(ticket, by))
            if by.person_id is None:
                raise NotPossible("Only a person can own a ticket: assign it to somebody.")
            come_back(tx, ticket)
            tx.change_ticket(ticket.id, owner_id=by.person_id, state=TicketState.IN_PROGRESS)
            tx.record(ticket.id, now, by, EventKind.STATUS, "took it")
            return tx.ticket(ticket.id)

    def assign(self, by: Actor, number: int, person: Person) -> Ticket:
        """Gives it to somebody, who hears of it. Raises NotFound, NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = _in_queue(tx, number)
            give(tx, ticket, person, by, now)
            return tx.ticket(ticket.id)

    def done(self, by: Actor, number: int, reason: str = "") -> Ticket:
        """Resolves it, also while its alerts still fire: the person knows better. Raises NotFound, NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = _in_queue(tx, number)
            reason = " ".join(reason.split())
            close(tx, ticket, by, now, reason)
            if ticket.alerts_open:
                told = f"{ticket.alerts_open} of its alerts had not resolved at the source"
                tx.record(ticket.id, now, by, EventKind.ALERT, told)
            return tx.ticket(ticket.id)

    def snooze(self, by: Actor, number: int, until: datetime) -> Ticket:
        """It waits and comes back by itself at `until`. Raises InvalidInput, NotFound, NotPossible."""
        now = self._clock.now()
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput({"until": "Choose a moment that is still to come, within a year."})
        with self._store.begin(by, now) as tx:
            ticket = _in_queue(tx, number)
            tx.change_ticket(ticket.id, state=TicketState.WAITING, snoozed_until=until)
            subject = f"snooze:{ticket.label}"
            epoch = tx.bump_epoch(subject)
            tx.ask(COME_BACK, now, subject=subject, epoch=epoch, due_at=until, payload={"ticket_id": ticket.id})
            tx.record(ticket.id, now, by, EventKind.STATUS, f"lets it wait until {until:%Y-%m-%d %H:%M} UTC")
            return tx.ticket(ticket.id)

    def wake(self, ticket_id: int, by: Actor) -> None:
        """The time has come: unless somebody was quicker, it is in the queue again, and its owner hears so."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = tx.ticket(ticket_id)
            if ticket.snoozed_until is None or ticket.snoozed_until > now:
                return
            come_back(tx, ticket)
            tx.record(ticket_id, now, by, EventKind.STATUS, "is back in the queue")
            if ticket.owner:
                data = {"ticket": facts.of_line(tx.ticket(ticket_id), now)}
                speech.tell_below_p2(tx, ticket.owner.slack_id, now, "ticket/back", data)


def give(tx: Transaction, ticket: Ticket, person: Person, by: Actor, now: datetime) -> None:
    """Raises NotPossible for bots, and for whoever has left or owns it already."""
    if person.is_guest or not person.is_assignable:
        raise NotPossible(f"{person.name} cannot own a ticket: that is a guest, a bot or a deactivated account.")
    if ticket.owner is not None and ticket.owner.id == person.id:
        raise NotPossible(_owned(ticket, by))
    come_back(tx, ticket)
    tx.change_ticket(ticket.id, owner_id=person.id, state=TicketState.IN_PROGRESS)
    told = "took it" if person.id == by.person_id else f"gave it to {person.name}"
    tx.record(ticket.id, now, by, EventKind.STATUS, f"{told} (it was {ticket.owner.name}'s)" if ticket.owner else told)
    if person.id != by.person_id:
        data = {"ticket": facts.of_line(tx.ticket(ticket.id), now), "by": facts.of_person(by)}
        speech.tell_below_p2(tx, person.slack_id, now, "ticket/assigned", data)


def _in_queue(tx: Transaction, number: int) -> Ticket:
    """Unresolved, and not an incident: that has a commander and a status of its own."""
    ticket = unresolved(tx, number)
    if ticket.is_incident:
        raise NotPossible(f"{ticket.label} is INC-{ticket.incident_number}: people work on it in its channel.")
    return ticket


def _owned(ticket: Ticket, by: Actor) -> str:
    assert ticket.owner is not None
    if ticket.owner.id == by.person_id:
        return f"{ticket.label} is yours already."
    return f"{ticket.owner.name} has {ticket.label}. To take it over: `/incident {ticket.label} assign @you`."
