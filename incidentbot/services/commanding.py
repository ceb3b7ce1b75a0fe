"""Giving command of an incident to somebody, whoever decides it: a person, or the first acknowledgement."""

from __future__ import annotations

from datetime import datetime

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor
from incidentbot.domain.timeline import EventKind
from incidentbot.services import facts, speech
from incidentbot.store.transaction import Transaction


def give_command(
    tx: Transaction,
    incident: Incident,
    person_id: int | None,
    slack_id: str | None,
    now: datetime,
    by: Actor,
    told: str,
) -> Incident:
    tx.change_incident(incident.id, commander_id=person_id)
    tx.record(incident.ticket_id, now, by, EventKind.COMMANDER, told)
    incident = tx.incident(incident.id)
    if slack_id:
        speech.invite(tx, incident, now, [slack_id])
    speech.say(tx, incident, now, "incident/commander", {"incident": facts.of_incident(incident), "told": told})
    speech.refresh(tx, incident, now)
    return incident
