"""The ticket that a person's report opens, joins, opens again or makes worse, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import NotFound
from incidentbot.services import facts, speech
from incidentbot.services.opening import due_at, open_incident, people_of, record_judgement
from incidentbot.services.regrading import judge_anew
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import is_blank, shortened

TITLE_LENGTH = 150


@dataclass(frozen=True)
class Reported:
    """What became of a report. `joined`: the ticket was there before; `after`: it speaks of one that was closed."""

    ticket: Ticket
    incident: Incident | None
    joined: bool
    after: Ticket | None = None


class ReportTicket:
    def __init__(
        self, tx: Transaction, process: Process, said: ReportFacts, by: Actor, reporter: Person | None, now: datetime
    ) -> None:
        self._tx = tx
        self._process = process
        self._said = said
        self._by = by
        self._reporter = reporter
        self._now = now

    def of_report(self) -> Reported:
        found = self._found()
        if found is None:
            return self._open(None)
        if found.is_incident and not found.is_open:
            return self._open(found)  # its postmortem is written: what comes after it is another ticket
        return self._join(found)

    def _found(self) -> Ticket | None:
        """The ticket that was named, or that somebody has made from the same message."""
        if self._said.joins is not None:
            return ticket_named(self._tx, self._said.joins, self._reporter)
        same = self._tx.ticket_of_message(self._said.origin.source) if self._said.origin else None
        return self._tx.ticket(same) if same is not None else None

    # -- opening --------------------------------------------------------------------------------------------------

    def _open(self, after: Ticket | None) -> Reported:
        said, process = self._said, self._process
        if after and not said.service:
            said = replace(said, service=after.service)
        service, place = process.service(said.service), said.place(process)
        team = (service.team if service else None) or process.triage_team.key
        judged = said.judged(process, place, self._now)
        ticket = self._tx.open_ticket(
            title=_title(said.text),
            description=said.text,
            service=service.key if service else None,
            environment=place.key,
            judged=judged,
            by=self._by,
            now=self._now,
            process_version=process.version,
            due_at=due_at(process, team, judged.priority, self._now),
            team=team,
        )
        told = f"reported{said.on_behalf}: {ticket.title}"
        if after:
            told += f" (after {after.label}, INC-{after.incident_number}, was closed)"
        self._tx.record(ticket.id, self._now, self._by, EventKind.DECLARED, told, link=said.conversation)
        record_judgement(self._tx, ticket.id, self._now, self._by, judged)
        incident = None
        if judged.priority.is_incident:
            incident = open_incident(self._tx, process, ticket, self._by, self._now, self._people(ticket))
        return Reported(self._tx.ticket(ticket.id), incident, joined=False, after=after)

    def _people(self, ticket: Ticket) -> list[str]:
        """The reporter knows the customers, so they come along; a guest could not see the channel."""
        is_guest = self._reporter is not None and self._reporter.is_guest
        reporter = [self._by.slack_id] if self._by.slack_id and not is_guest else []
        return list(dict.fromkeys([*reporter, *people_of(self._process, ticket.team)]))

    # -- joining --------------------------------------------------------------------------------------------------

    def _join(self, ticket: Ticket) -> Reported:
        said = self._said
        if not ticket.is_open:
            self._reopen(ticket)
        told = f"reported it too{said.on_behalf}: {said.text}"
        self._tx.record(ticket.id, self._now, self._by, EventKind.REPORT, told, link=said.conversation)
        incident = self._judge_anew(ticket)
        if incident and incident.status.is_open:
            speech.say(self._tx, incident, self._now, "report/joined", {"by": facts.of_person(self._by), "told": told})
        return Reported(self._tx.ticket(ticket.id), incident, joined=True)

    def _reopen(self, ticket: Ticket) -> None:
        changes = {"state": TicketState.OPEN, "closed_at": None, "closed_reason": "", "reopened_at": self._now}
        due = due_at(self._process, ticket.team, ticket.classification.priority, self._now)
        self._tx.change_ticket(ticket.id, **changes, **({"due_at": due} if due else {}))
        self._tx.record(ticket.id, self._now, self._by, EventKind.STATUS, "reopened: it was reported again")

    def _judge_anew(self, ticket: Ticket) -> Incident | None:
        """A report that is worse than what was known makes the ticket worse; a milder one changes nothing."""
        judged = self._said.judged(self._process, self._process.environment(ticket.environment), self._now)
        if judged.priority < ticket.classification.priority:
            people = self._people(ticket)
            return judge_anew(self._tx, self._process, ticket, judged, self._by, self._now, people).incident
        return self._tx.incident_of_ticket(ticket.id) if ticket.is_incident else None


def ticket_named(tx: Transaction, number: int, person: Person | None) -> Ticket:
    """A guest learns nothing of the queue: not even which of its numbers there are."""
    if person is None or not person.is_guest:
        return tx.ticket_by_number(number)
    try:
        found = tx.ticket_by_number(number)
    except NotFound:
        found = None
    if found is None or not tx.has_reported(found.id, person.id):
        raise NotFound(f"You have not reported T-{number}. Say what is wrong without a number: it gets its own.")
    return found


def _title(text: str) -> str:
    """The first line in which there is something to see."""
    line = next(line for line in text.split("\n") if not is_blank(line))
    return shortened(" ".join(line.split()), TITLE_LENGTH)
