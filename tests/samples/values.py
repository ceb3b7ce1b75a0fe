"""An incident, a ticket, promises and entries, with everything in them that a template may stumble over."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Person
from incidentbot.domain.priority import ImpactFacts, Priority, Severity, Urgency, classify
from incidentbot.domain.process import PRODUCTION
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.services import facts

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALICE = Person(1, "U01ALICE", "alice")
BOB = Person(2, "U02BOB", "bob")
WHOLE = "https://incidents.acme.example/incidents/7?key=0"
INCIDENT = Incident(
    id=7,
    number=7,
    ticket_id=12,
    title="checkout: down, “again” # really *now* {so}",
    status=Status.INVESTIGATING,
    priority=Priority.P1,
    severity=Severity.SEV1,
    reasons=("broad customer impact", "must be acted on now"),
    service="checkout",
    environment="production",
    declared_at=NOW,
    declared_by=ALICE,
    commander=None,
    channel_id=None,
    channel_name=None,
    is_channel_archived=False,
    started_at=NOW,
    mitigated_at=None,
    resolved_at=None,
    summary="",
    next_update_due=NOW + timedelta(minutes=30),
)


def incident(**changes: object) -> dict[str, Any]:
    return facts.of_incident(INCIDENT) | changes


def in_channel(**changes: object) -> dict[str, Any]:
    return incident(channel_id="C1", channel_name="inc-7", commander=facts.of_person(BOB), **changes)


def closed() -> dict[str, Any]:
    return in_channel(
        status="resolved", is_open=False, resolved_at=NOW, mitigated_at=NOW, summary="a\nb", next_update_due=None
    )


def item(**changes: object) -> dict[str, Any]:
    return {
        "id": 3,
        "label": "AI-3",
        "text": "rotate: the keys",
        "owner": facts.of_person(BOB),
        "due": date(2026, 3, 6),
        "state": "open",
        "link": None,
        "closing_note": "",
        "incident_label": "INC-7",
        "overdue": False,
    } | changes


def entry(**changes: object) -> dict[str, Any]:
    return {
        "id": 1,
        "at": NOW,
        "actor": {"slack_id": "U01ALICE", "name": "alice"},
        "kind": "note",
        "text": "a: deploy\nat # noon",
        "link": None,
        "author": None,
        "files": [],
        "withdrawn_by": None,
        "before": [],
    } | changes


ENTRIES = [
    entry(),
    entry(id=2, author="bob", link="https://x.example/p1", files=["a.png", "b: c.txt"]),
    entry(id=3, withdrawn_by="bob"),
    entry(id=4, before=[{"text": "old: text", "at": NOW}, {"text": "older", "at": NOW}]),
]
TICKET = {
    "id": 12,
    "number": 12,
    "label": "T-12",
    "title": "odd: logs",
    "state": "open",
    "priority": "P3",
    "severity": "SEV4",
    "reasons": ["no current customer impact"],
    "override_reason": None,
    "service": None,
    "environment": "production",
    "opened_at": NOW,
    "opened_by": facts.of_person(ALICE),
    "description": "a: b\nc",
    "team": "payments",
    "owner": None,
    "due_at": NOW,
    "snoozed_until": None,
    "closed_reason": "",
    "is_open": True,
    "incident_label": None,
    "alerts_open": 0,
    "alerts_total": 0,
    "missing": [],
}


def ticket_line(**changes: object) -> dict[str, Any]:
    return TICKET | {"overdue": False, "place": ""} | changes


LINES = [
    ticket_line(place="[1]", overdue=True),
    ticket_line(place="[2]", owner=facts.of_person(BOB), alerts_total=41, alerts_open=3, service="checkout"),
    ticket_line(place="[3]", state="waiting", snoozed_until=NOW, team=None),
    ticket_line(place="[4]", incident_label="INC-7", priority="P1", state="in progress"),
    ticket_line(place="[5]", state="resolved", is_open=False),
]
FORM = {"callback": "c", "metadata": json.dumps({"incident": 7})}

A_TICKET = Ticket(
    id=12,
    number=12,
    title="odd: logs, {so} *many* " * 9,
    state=TicketState.OPEN,
    service="s1",
    environment="production",
    classification=classify(ImpactFacts(), Urgency.HOURS, PRODUCTION, NOW),
    opened_at=NOW,
    opened_by=ALICE,
    team="payments",
    owner=BOB,
    due_at=NOW,
)

REAL_TICKET = Ticket(
    12,
    12,
    "odd: logs",
    TicketState.OPEN,
    None,
    "production",
    classify(ImpactFacts(), Urgency.NOW, PRODUCTION, NOW),
    NOW,
    ALICE,
    due_at=NOW,
)
