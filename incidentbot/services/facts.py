"""Domain values in the form that templates and payloads carry: plain dicts, instants and people included."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.action_item import ActionItem
from incidentbot.domain.incident import Incident
from incidentbot.domain.page import Page
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.queue import is_overdue
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import Entry


def of_person(person: Person | Actor | None) -> dict[str, Any] | None:
    return {"slack_id": person.slack_id, "name": person.name} if person else None


def of_incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "number": incident.number,
        "label": incident.label,
        "title": incident.title,
        "status": incident.status.value,
        "is_open": incident.status.is_open,
        "priority": incident.priority.value,
        "severity": incident.severity.value,
        "reasons": list(incident.reasons),
        "service": incident.service,
        "environment": incident.environment,
        "declared_at": incident.declared_at,
        "declared_by": of_person(incident.declared_by),
        "commander": of_person(incident.commander),
        "channel_id": incident.channel_id,
        "channel_name": incident.channel_name,
        "started_at": incident.started_at,
        "mitigated_at": incident.mitigated_at,
        "resolved_at": incident.resolved_at,
        "summary": incident.summary,
        "next_update_due": incident.next_update_due,
        "alerts_open": incident.alerts_open,
        "alerts_total": incident.alerts_total,
    }


def of_ticket(ticket: Ticket) -> dict[str, Any]:
    judged = ticket.classification
    return {
        "id": ticket.id,
        "number": ticket.number,
        "label": ticket.label,
        "title": ticket.title,
        "state": ticket.state.value,
        "priority": judged.priority.value,
        "severity": judged.severity.value,
        "reasons": list(judged.reasons),
        "override_reason": judged.override.reason if judged.override else None,
        "service": ticket.service,
        "environment": ticket.environment,
        "opened_at": ticket.opened_at,
        "opened_by": of_person(ticket.opened_by),
        "description": ticket.description,
        "team": ticket.team,
        "owner": of_person(ticket.owner),
        "due_at": ticket.due_at,
        "snoozed_until": ticket.snoozed_until,
        "closed_reason": ticket.closed_reason,
        "is_open": ticket.is_open,
        "incident_label": f"INC-{ticket.incident_number}" if ticket.is_incident else None,
        "alerts_open": ticket.alerts_open,
        "alerts_total": ticket.alerts_total,
        "missing": list(ticket.missing),
    }


def of_line(ticket: Ticket, now: datetime, place: str = "") -> dict[str, Any]:
    """A ticket as one line of a list, with its buttons; `place` tells the buttons which list it is."""
    return {**of_ticket(ticket), "overdue": is_overdue(ticket, now), "place": place}


def of_action_item(item: ActionItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "text": item.text,
        "owner": of_person(item.owner),
        "due": item.due,
        "state": item.state.value,
        "link": item.link,
        "closing_note": item.closing_note,
        "incident_label": f"INC-{item.incident_number}" if item.incident_number else None,
    }


def of_entry(entry: Entry) -> dict[str, Any]:
    event = entry.event
    return {
        "id": event.id,
        "at": entry.happened_at,
        "actor": {"slack_id": event.actor_slack_id, "name": event.actor},
        "kind": event.kind.value,
        "text": entry.text,
        "link": event.link,
        "author": event.author,
        "files": list(event.files),
        "withdrawn_by": entry.withdrawn_by,
        "before": [{"text": earlier.text, "at": earlier.happened_at} for earlier in entry.before],
    }


def of_page(page: Page) -> dict[str, Any]:
    return {
        "id": page.id,
        "code": page.code,
        "label": page.label,
        "ticket_id": page.ticket_id,
        "ticket_label": page.ticket_label,
        "title": page.title,
        "service": page.service,
        "team": page.team,
        "priority": page.priority.value,
        "reason": page.reason,
        "state": page.state.value,
        "cycle": page.position.cycle if page.position else None,
        "step": page.position.step if page.position else None,
        "started_at": page.started_at,
        "started_by": page.started_by,
        "next_due_at": page.next_due_at,
        "acknowledged_at": page.acknowledged_at,
        "acknowledged_by": page.acknowledged_by,
        "acknowledged_how": page.acknowledged_how,
        "snoozed_until": page.snoozed_until,
        "ended_at": page.ended_at,
    }
