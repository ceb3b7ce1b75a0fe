"""A team's open items, as they are handed over."""

from __future__ import annotations

from dataclasses import replace

from incidentbot.domain.process import Team
from incidentbot.domain.timeline import Entry, EventKind, TimelineEvent
from incidentbot.services.handover import HandoverDigest, OpenItem, of_digest
from tests.samples.values import (
    A_TICKET,
    NOW,
)

A_NOTE = Entry(TimelineEvent(1, NOW, NOW, "bob", "U02BOB", EventKind.NOTE, "x"), NOW, "waits: for #them\n{so}" * 90)
INCIDENT_TICKET = replace(A_TICKET, id=13, incident_number=7, owner=None)
PAYMENTS = Team("payments", name="Payments: EU", channel="#team-payments")
OPEN_ITEMS = (OpenItem(A_TICKET, A_NOTE), OpenItem(INCIDENT_TICKET, None))
HANDOVER = HandoverDigest(PAYMENTS, OPEN_ITEMS, 7)
DIGEST = of_digest(HANDOVER)
NO_DIGEST = of_digest(HandoverDigest(Team("triage"), (), 0))
