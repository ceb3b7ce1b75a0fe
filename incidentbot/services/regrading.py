"""What follows when a ticket is judged anew, whoever does it: a person, a rule, an alert that is more urgent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Classification, Priority
from incidentbot.domain.process import Process
from incidentbot.domain.regrade import Crossing, crossing, due_after
from incidentbot.domain.ticket import USUAL_TERM, Ticket
from incidentbot.domain.timeline import EventKind
from incidentbot.services import facts, speech
from incidentbot.services.opening import due_at, open_incident, record_judgement
from incidentbot.services.paging import end_pages, start_page
from incidentbot.services.status_update import expect_update, set_reminder
from incidentbot.store.transaction import Transaction


@dataclass(frozen=True)
class Regraded:
    """The ticket as it is now, its incident while there is one, and the priority that it had."""

    ticket: Ticket
    incident: Incident | None
    was: Priority


def come_back(tx: Transaction, ticket: Ticket) -> None:
    """It waits no longer; a timer that was set for it is overtaken."""
    if ticket.snoozed_until is not None:
        tx.bump_epoch(f"snooze:{ticket.label}")
        tx.change_ticket(ticket.id, state=ticket.working_state, snoozed_until=None)


def judge_anew(
    tx: Transaction,
    process: Process,
    ticket: Ticket,
    judged: Classification,
    by: Actor,
    now: datetime,
    invited: Sequence[str] = (),
    answer_at: str | None = None,
    told: str | None = None,
) -> Regraded:
    """Keeps the judgement, in the timeline as `told` where that is given, and lets follow what follows.

    Crossing P2 opens the incident, or goes on with the one that was stopped; crossing back stops it and leaves the
    ticket in the queue. The caller holds the ticket.
    """
    was, becomes = ticket.classification.priority, judged.priority
    tx.reclassify(ticket.id, judged, by, now, process.version)
    if told is None:
        record_judgement(tx, ticket.id, now, by, judged)
    else:
        tx.record(ticket.id, now, by, EventKind.CLASSIFIED, told)
    if was != becomes:
        anew = due_at(process, ticket.team, becomes, now) or now + USUAL_TERM[becomes]
        tx.change_ticket(ticket.id, due_at=due_after(ticket.due_at, anew, was, becomes))
    incident = tx.incident_of_ticket(ticket.id)
    if incident is None and becomes.is_incident:
        come_back(tx, ticket)
        incident = open_incident(tx, process, tx.ticket(ticket.id), by, now, invited, answer_at)
    elif incident is not None:
        incident = _go_on(tx, process, ticket, incident, was, judged, by, now)
    return Regraded(tx.ticket(ticket.id), incident, was)


def _go_on(
    tx: Transaction,
    process: Process,
    ticket: Ticket,
    incident: Incident,
    was: Priority,
    judged: Classification,
    by: Actor,
    now: datetime,
) -> Incident | None:
    crossed = crossing(was, judged.priority)
    if crossed == Crossing.DOWN:
        _stop(tx, ticket, incident, judged, by, now)
        return None
    if crossed == Crossing.UP:
        come_back(tx, ticket)
        _start_again(tx, process, incident, judged, by, now)
    elif judged.priority.is_incident:
        _change(tx, process, incident, was, judged, by, now)
    else:
        return None
    if incident.status.is_open or crossed == Crossing.UP:
        start_page(tx, process, tx.ticket(ticket.id), now, by, is_worse=_is_worse(ticket.classification, judged))
    return tx.incident(incident.id)


def _is_worse(was: Classification, judged: Classification) -> bool:
    return judged.priority < was.priority or (judged.facts.growing and not was.facts.growing)


def _stop(
    tx: Transaction, ticket: Ticket, incident: Incident, judged: Classification, by: Actor, now: datetime
) -> None:
    """The incident is over, the ticket is not. No update is owed any more, and nothing is to be learned from it."""
    summary = f"Downgraded to {judged.priority}: {judged.reasons[0]}"
    changes = {"status": Status.CANCELLED, "resolved_at": now, "next_update_due": None, "summary": summary}
    tx.change_incident(incident.id, **changes)
    set_reminder(tx, incident, now, None)
    end_pages(tx, ticket.id, now, f"{ticket.label} is {judged.priority} now")
    tx.record(ticket.id, now, by, EventKind.STATUS, f"{incident.label} ended: {ticket.label} is {judged.priority} now")
    _say(tx, incident, judged, by, now, "regrade/stopped", ticket=facts.of_ticket(tx.ticket(ticket.id)))


def _start_again(
    tx: Transaction, process: Process, incident: Incident, judged: Classification, by: Actor, now: datetime
) -> None:
    tx.change_incident(incident.id, status=Status.INVESTIGATING, resolved_at=None, mitigated_at=None, summary="")
    expect_update(tx, tx.incident(incident.id), now, process.update_every(judged.priority))
    tx.record(incident.ticket_id, now, by, EventKind.STATUS, f"{incident.label} goes on, status investigating")
    _say(tx, incident, judged, by, now, "regrade/again")


def _change(
    tx: Transaction,
    process: Process,
    incident: Incident,
    was: Priority,
    judged: Classification,
    by: Actor,
    now: datetime,
) -> None:
    """What is more urgent owes its next word sooner; what is less urgent keeps its promise."""
    every = process.update_every(judged.priority)
    due = incident.next_update_due
    if judged.priority < was and every and (due is None or due > now + every):
        expect_update(tx, incident, now, every)
    _say(tx, incident, judged, by, now, "regrade/changed", was=was.value)


def _say(
    tx: Transaction,
    incident: Incident,
    judged: Classification,
    by: Actor,
    now: datetime,
    template: str,
    **more: object,
) -> None:
    shown = tx.incident(incident.id)
    data = {"incident": facts.of_incident(shown), "by": facts.of_person(by), "reasons": list(judged.reasons)}
    speech.say(tx, shown, now, template, data | more)
    speech.refresh(tx, shown, now)
