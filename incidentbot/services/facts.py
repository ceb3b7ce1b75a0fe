"""Domain values in the form that templates and payloads carry: plain dicts, instants and people included."""

from __future__ import annotations

from typing import Any

from incidentbot.domain.action_item import ActionItem
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor, Person
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
    }


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
