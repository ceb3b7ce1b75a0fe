"""Declaring an incident, commanding it, changing its status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.incident import Incident, Status, move
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.priority import Classification
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Declaration, Ticket, TicketState
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.services.commanding import give_command
from incidentbot.services.opening import due_at, open_incident, record_judgement
from incidentbot.services.paging import end_pages, start_page
from incidentbot.services.regrading import judge_anew
from incidentbot.services.reporting import tell_reporters
from incidentbot.services.status_update import expect_update
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, is_blank


@dataclass(frozen=True)
class Declared:
    ticket: Ticket
    incident: Incident | None


class Incidents:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    @property
    def _process(self) -> Process:
        return self._running.process

    # -- declaring ------------------------------------------------------------------------------------------------

    def declare(self, said: Declaration, by: Actor) -> Declared:
        """Opens a ticket, and with P1/P2 the incident on it.

        Raises InvalidInput when the title says nothing, or another priority was chosen without a reason.
        """
        now = self._clock.now()
        title = " ".join(cleaned(said.title).split())
        if is_blank(title):
            raise InvalidInput({"title": "Say in a few words what is wrong."})
        _check_judgement(said.classification)
        service = self._process.service(said.service)
        team = (service.team if service else None) or self._process.triage_team.key  # nothing is nobody's
        with self._store.begin(by, now) as tx:
            ticket = tx.open_ticket(
                title=title,
                description=said.description,
                service=said.service,
                environment=said.environment,
                judged=said.classification,
                by=by,
                now=now,
                process_version=self._process.version,
                team=team,
                due_at=due_at(self._process, team, said.classification.priority, now),
            )
            tx.record(ticket.id, now, by, EventKind.DECLARED, f"declared: {title}")
            record_judgement(tx, ticket.id, now, by, said.classification)
            if said.classification.priority.is_incident:
                return Declared(ticket, self._open(tx, ticket, by, now, said.answer_at))
            if by.slack_id:
                speech.tell(tx, by.slack_id, now, "ticket/opened", {"ticket": facts.of_ticket(ticket)})
            return Declared(ticket, None)

    def got_worse(self, ticket_id: int, judged: Classification, by: Actor, answer_at: str | None = None) -> Declared:
        """Judges a ticket anew; when that makes it P1/P2 it becomes an incident, once, and keeps its history.

        Raises InvalidInput for an override without a reason, NotPossible when it is an incident or resolved already.
        """
        now = self._clock.now()
        _check_judgement(judged)
        with self._store.begin(by, now) as tx:
            ticket = tx.ticket(ticket_id)
            if ticket.is_incident:
                raise NotPossible(f"{ticket.label} is an incident already: INC-{ticket.incident_number}.")
            if not ticket.is_open:
                raise NotPossible(f"{ticket.label} is resolved. Declare a new incident and name {ticket.label} in it.")
            invited = [by.slack_id] if by.slack_id else []
            regraded = judge_anew(tx, self._process, ticket, judged, by, now, invited, answer_at)
            return Declared(regraded.ticket, regraded.incident)

    def _open(self, tx: Transaction, ticket: Ticket, by: Actor, now: datetime, answer_at: str | None) -> Incident:
        invited = [by.slack_id] if by.slack_id else []
        return open_incident(tx, self._process, ticket, by, now, invited, answer_at)

    # -- commanding -----------------------------------------------------------------------------------------------

    def take_command(self, incident_id: int, by: Actor) -> Incident:
        """Whoever is first has it; the next one is told who. Raises NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = _open_incident(tx, incident_id)
            if incident.commander is not None:
                if incident.commander.id == by.person_id:
                    raise NotPossible(f"You are the commander of {incident.label} already.")
                raise NotPossible(
                    f"{incident.commander.name} commands {incident.label}. "
                    "To take over, ask for `/incident commander @you` in the channel."
                )
            return give_command(tx, incident, by.person_id, by.slack_id, now, by, "took command")

    def name_commander(self, incident_id: int, person: Person, by: Actor) -> Incident:
        """Hands command over; both names are noted. Raises NotPossible for bots and people who have left."""
        now = self._clock.now()
        if not person.is_assignable:
            raise NotPossible(f"{person.name} cannot be commander: that is a bot or a deactivated account.")
        with self._store.begin(by, now) as tx:
            incident = _open_incident(tx, incident_id)
            before = incident.commander
            if before is not None and before.id == person.id:
                raise NotPossible(f"{person.name} is the commander of {incident.label} already.")
            told = "took command" if person.id == by.person_id else f"named {person.name} commander"
            if before:
                told = f"handed command from {before.name} to {person.name}"
            return give_command(tx, incident, person.id, person.slack_id, now, by, told)

    # -- status ---------------------------------------------------------------------------------------------------

    def change_status(self, incident_id: int, wanted: Status, by: Actor, why: str = "") -> Incident:
        """Moves along the table of moves. Resolving is `resolve`, reopening is `reopen`. Raises NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            if not incident.status.is_open:
                raise NotPossible(f"{incident.label} is {incident.status}. Reopen it first: `/incident reopen <why>`.")
            if wanted == Status.RESOLVED:
                raise NotPossible("Resolving asks for a summary: use the Resolve button or `/incident resolved`.")
            # Whoever goes on investigating after a mitigation says that it was none.
            mitigated_at = now if wanted == Status.MITIGATED else None
            changes: dict[str, object] = {"status": move(incident.status, wanted), "mitigated_at": mitigated_at}
            if wanted == Status.CANCELLED:
                changes |= {"resolved_at": now, "next_update_due": None, "summary": why or "False alarm"}
            word = "cancelled as a false alarm" if wanted == Status.CANCELLED else f"set the status to {wanted}"
            return self._moved(tx, incident, changes, now, by, word + (f": {why}" if why else ""))

    def resolve(self, incident_id: int, summary: str, mitigated_at: datetime | None, by: Actor) -> Incident:
        """Works once: the second of two people is told that it is resolved. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            move(incident.status, Status.RESOLVED)
            mitigated_at = _not_before(incident.started_at, mitigated_at or incident.mitigated_at or now)
            _check_resolution(incident, summary, mitigated_at, now)
            changes: dict[str, object] = {
                "status": Status.RESOLVED,
                "summary": summary.strip(),
                "mitigated_at": mitigated_at,
                "resolved_at": now,
                "next_update_due": None,
            }
            return self._moved(tx, incident, changes, now, by, f"resolved: {summary.strip()}")

    def reopen(self, incident_id: int, why: str, by: Actor) -> Incident:
        """A closed incident goes on, with the reason on its timeline. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        if not why.strip():
            raise InvalidInput({"why": "Say why it is reopened: what shows that it is not over?"})
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            if incident.status.is_open:
                raise NotPossible(f"{incident.label} is open: its status is {incident.status}.")
            if not incident.priority.is_incident:
                raise NotPossible(
                    f"{incident.label} is {incident.priority} now, a ticket in the queue. "
                    "If that was too low: `/incident priority P1 <why>` here makes it an incident again."
                )
            changes: dict[str, object] = {"status": Status.INVESTIGATING, "resolved_at": None, "mitigated_at": None}
            reopened = self._moved(tx, incident, changes, now, by, f"reopened: {why.strip()}")
            start_page(tx, self._process, tx.ticket(incident.ticket_id), now, by)
            expect_update(tx, reopened, now, self._process.update_every(incident.priority))
            return tx.incident(incident_id)

    def _moved(
        self, tx: Transaction, incident: Incident, changes: dict[str, object], now: datetime, by: Actor, told: str
    ) -> Incident:
        tx.change_incident(incident.id, **changes)
        tx.record(incident.ticket_id, now, by, EventKind.STATUS, told)
        moved = tx.incident(incident.id)
        if moved.status.is_open != incident.status.is_open:
            state = TicketState.OPEN if moved.status.is_open else TicketState.RESOLVED
            ended: dict[str, object] = {"closed_at": now, "closed_reason": moved.summary}
            begun: dict[str, object] = {"closed_at": None, "closed_reason": "", "reopened_at": now}
            tx.change_ticket(incident.ticket_id, state=state, **(begun if moved.status.is_open else ended))
            if not moved.status.is_open:
                end_pages(tx, incident.ticket_id, now, str(moved.status))
                tell_reporters(tx, tx.ticket(incident.ticket_id), now, moved.summary)
        data = {"incident": facts.of_incident(moved), "by": facts.of_person(by), "told": told}
        speech.say(tx, moved, now, "incident/status_changed", data)
        speech.refresh(tx, moved, now)
        return moved

    # -- looking --------------------------------------------------------------------------------------------------

    def incident(self, incident_id: int) -> Incident:
        with self._store.read() as tx:
            return tx.incident(incident_id)

    def numbered(self, number: int) -> Incident:
        with self._store.read() as tx:
            return tx.incident_by_number(number)

    def of_channel(self, channel_id: str) -> Incident | None:
        with self._store.read() as tx:
            return tx.incident_of_channel(channel_id)

    def open(self, most: int, skip_after: int | None = None) -> list[Incident]:
        """Open incidents, newest first; `skip_after` is the last number of the page before."""
        with self._store.read() as tx:
            return tx.open_incidents(most, skip_after)


def _open_incident(tx: Transaction, incident_id: int) -> Incident:
    incident = tx.incident(incident_id)
    if not incident.status.is_open:
        raise NotPossible(f"{incident.label} is {incident.status}. Reopen it first: `/incident reopen <why>`.")
    return incident


def _check_judgement(judged: Classification) -> None:
    if judged.override and not judged.override.reason.strip():
        raise InvalidInput({"why": f"Say why you choose {judged.override.priority} instead of {judged.computed}."})


def _not_before(started_at: datetime, moment: datetime) -> datetime:
    """People choose a whole minute; the one in which the incident began means its beginning."""
    return started_at if started_at.replace(second=0, microsecond=0) <= moment < started_at else moment


def _check_resolution(incident: Incident, summary: str, mitigated_at: datetime, now: datetime) -> None:
    wrong = {}
    if not summary.strip():
        wrong["summary"] = "Say in a sentence or two what happened and what ended it."
    if mitigated_at > now:
        wrong["mitigated_at"] = "That moment is still to come."
    if mitigated_at < incident.started_at:
        wrong["mitigated_at"] = "That is before the incident began."
    if wrong:
        raise InvalidInput(wrong)
