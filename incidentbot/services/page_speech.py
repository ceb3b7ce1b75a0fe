"""What a page says in the chat: in the incident's channel, in the channels that a step names, to those who were asked.

Slack is not in the paging path: each of these is a row that waits for the chat, and is made up for later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.escalation import Advance
from incidentbot.domain.incident import Incident
from incidentbot.domain.page import Page
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.services import facts, speech
from incidentbot.services.recipient import slack_of
from incidentbot.store.transaction import Transaction

A_BIT = timedelta(seconds=3)  # in which what is sent at once has been sent, so that the card shows it


def _in_incident(tx: Transaction, page: Page, now: datetime, template: str, data: dict[str, Any]) -> None:
    """In the channel, where there is an incident; its card shows the rest."""
    incident = tx.incident_of_ticket(page.ticket_id)
    if incident is not None and incident.status.is_open:
        speech.say(tx, incident, now, template, {**data, "incident": facts.of_incident(incident)})
        _card_follows(tx, incident, now)


def _card_follows(tx: Transaction, incident: Incident, now: datetime) -> None:
    tx.ask("card.refresh", now, subject=incident.label, due_at=now + A_BIT, payload={"incident_id": incident.id})


def became(tx: Transaction, ticket_id: int, now: datetime) -> None:
    """Something was sent later than at once, arrived, or failed: the card shows it soon."""
    incident = tx.incident_of_ticket(ticket_id)
    if incident is not None and incident.status.is_open:
        speech.refresh_later(tx, incident, now, speech.PATIENCE)


def asked(
    tx: Transaction,
    process: Process,
    page: Page,
    incident: Incident | None,
    step: Advance,
    told: str,
    skipped: Sequence[str],
    now: datetime,
) -> None:
    data: dict[str, Any] = {
        "page": facts.of_page(page),
        "told": told,
        "skipped": list(skipped),
        "is_last_resort": step.is_last_resort,
        "usergroups": list(step.usergroups),
    }
    # That the first ones are asked stands on the card, which is being posted; what is said is what is remarkable.
    is_plain = page.position is None and not (skipped or step.is_last_resort)
    if incident is not None and not is_plain:
        speech.say(tx, incident, now, "page/asked", {**data, "incident": facts.of_incident(incident)})
    if incident is not None:
        _card_follows(tx, incident, now)
    channels = list(step.channels) or ([process.announcements] if step.usergroups else [])
    for channel in channels:
        speech.post(tx, channel, now, "page/asked_in_channel", data)
    for shadow in step.shadows:
        if slack_id := slack_of(process, shadow):
            speech.tell(tx, slack_id, now, "page/shadowed", data)


def exhausted(tx: Transaction, process: Process, page: Page, skipped: Sequence[str], now: datetime) -> None:
    data = {"page": facts.of_page(page), "skipped": list(skipped)}
    _in_incident(tx, page, now, "page/exhausted", data)
    speech.post(tx, process.announcements, now, "page/exhausted", data)


def waits(tx: Transaction, page: Page, until: datetime, now: datetime) -> None:
    _in_incident(tx, page, now, "page/waits", {"page": facts.of_page(page), "until": until})


def acknowledged(tx: Transaction, process: Process, page: Page, by: Actor, told: str, now: datetime) -> None:
    """In the channel, and to everybody else who was asked: they can sleep on. Whoever paged by hand hears it, too."""
    data: dict[str, Any] = {"page": facts.of_page(page), "by": facts.of_person(by), "told": told}
    _in_incident(tx, page, now, "page/acknowledged", data)
    starter = tx.starter_of_page(page.id)
    if starter and starter != by.slack_id:
        speech.tell(tx, starter, now, "page/heard", data)
    stand_down(tx, process, page, by, told, now)


def stand_down(tx: Transaction, process: Process, page: Page, by: Actor, told: str, now: datetime) -> None:
    data = {"page": facts.of_page(page), "by": facts.of_person(by), "told": told}
    for person in tx.people_told(page.id):
        slack_id = slack_of(process, person)
        if slack_id and slack_id != by.slack_id:
            speech.tell(tx, slack_id, now, "page/stood_down", data)


def changed(tx: Transaction, page: Page, by: Actor, told: str, now: datetime) -> None:
    """Snoozed, handed on, lapsed, begun again."""
    data = {"page": facts.of_page(page), "by": facts.of_person(by), "told": told}
    _in_incident(tx, page, now, "page/changed", data)
