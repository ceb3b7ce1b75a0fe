"""Opening tickets and incidents, whoever asks: a person who declares, an alert, a ticket that got worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from incidentbot.domain.calendar import add_working_time
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Classification, Priority
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import EventKind
from incidentbot.services import speech
from incidentbot.services.paging import start_page
from incidentbot.services.status_update import expect_update
from incidentbot.store.transaction import Transaction


def due_at(process: Process, team: str | None, priority: Priority, now: datetime) -> datetime | None:
    """By the process file's terms, on the calendar of the team that owns the ticket. None: the usual term."""
    term = process.priorities[priority].due
    owner = process.team(team) or process.triage_team
    return add_working_time(owner.calendar, now, term) if term is not None else None


def record_judgement(tx: Transaction, ticket_id: int, now: datetime, by: Actor, judged: Classification) -> None:
    told = f"classified as {judged.severity}, {judged.computed}: {', '.join(judged.reasons)}"
    if judged.override:
        told += f"; {by.name} chose {judged.override.priority}: {judged.override.reason}"
    tx.record(ticket_id, now, by, EventKind.CLASSIFIED, told)


def open_incident(
    tx: Transaction,
    process: Process,
    ticket: Ticket,
    by: Actor,
    now: datetime,
    invited: Sequence[str],
    answer_at: str | None = None,
) -> Incident:
    """The incident on a P1/P2 ticket: channel, card, bookmarks, announcement, page, the first promise of an update."""
    incident = tx.open_incident(ticket.id, by.person_id, now, started_at=ticket.opened_at)
    tx.record(ticket.id, now, by, EventKind.STATUS, f"opened {incident.label}, status investigating")
    due = expect_update(tx, incident, now, process.update_every(incident.priority))
    speech.open_channel(tx, incident, now, invited, answer_at)
    if service := process.service(ticket.service):
        if service.runbook:
            speech.bookmark(tx, incident, now, "Runbook", service.runbook)
        for number, dashboard in enumerate(service.dashboards, 1):
            title = "Dashboard" if len(service.dashboards) == 1 else f"Dashboard {number}"
            speech.bookmark(tx, incident, now, title, dashboard)
    speech.announce(tx, incident, now)
    start_page(tx, process, ticket, now, by)
    return replace(incident, next_update_due=due)


def people_of(process: Process, team: str | None) -> list[str]:
    """Slack ids of the team's members, its owner first."""
    found = process.team(team)
    if found is None:
        return []
    keys = dict.fromkeys([found.owner, *found.members] if found.owner else found.members)
    people = (process.people.get(key) for key in keys)
    return [person.slack for person in people if person and person.slack]
