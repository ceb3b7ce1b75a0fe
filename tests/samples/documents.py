"""What the pages for people and the documents are rendered with, and the parts that others include."""

from __future__ import annotations

from typing import Any

from incidentbot.domain.postmortem import milestones
from incidentbot.domain.priority import ImpactFacts
from incidentbot.domain.status_update import StatusUpdate
from tests.samples import oncall
from tests.samples.page import STORIES
from tests.samples.values import ENTRIES, INCIDENT, NOW, TICKET, WHOLE, closed, incident, item

UPDATES = [StatusUpdate(1, NOW, "bob", "we: know", NOW)]
SHAPE = {"name": "a", "kind": "text", "about": "", "must": "optional"}
OPERATION = {
    **{"method": "GET", "path": "/api/v1/tickets", "summary": "List", "about": "", "scopes": ["read"], "body": "A"},
    "parameters": [{"name": "limit", "kind": "number", "about": "How many.", "place": "query"}],
    "answers": [{"status": "200", "about": "", "kind": "A"}, {"status": "204", "about": "Done", "kind": "anything"}],
}
PAGES: dict[str, list[dict[str, Any]]] = {
    "web/incident": [
        {"incident": one, "entries": ENTRIES, "updates": UPDATES, "items": [item()], "postmortem": WHOLE}
        for one in (incident(), closed())
    ],
    "web/api_docs": [
        {"api": {"title": "x", "version": "1", "about": "", "nouns": {}, "shapes": {}}},
        {
            "api": {
                "title": "x",
                "version": "1",
                "about": "",
                "nouns": {"tickets": [OPERATION]},
                "shapes": {"A": [SHAPE]},
            }
        },
    ],
    "web/page": [
        {
            "page": {
                "ticket_label": "T-7",
                "priority": "P1",
                "title": "<b>down</b> & out",
                "reason": "<b>down</b> & out",
                "acknowledged_at": acknowledged_at,
                "acknowledged_by": "<b>down</b> & out",
                "acknowledged_how": "SMS",
                "started_at": NOW,
                "started_by": "<b>down</b> & out",
                "code": "4812",
            },
            "person": "<b>down</b> & out",
            "said": "<b>down</b> & out",
            "can_acknowledge": acknowledged_at is None,
            "acknowledge_url": WHOLE,
            "escalate_url": WHOLE,
            "asked": [
                {
                    "person": "<b>down</b> & out",
                    "way": "SMS",
                    "kind": "sms",
                    "shown": "<b>down</b> & out",
                    "state": "failed",
                    "error": "<b>down</b> & out",
                    "sent_at": None,
                    "due_at": NOW,
                }
            ],
        }
        for acknowledged_at in (None, NOW)
    ],
    "web/page_story": [{"page": story} for story in STORIES],
    "web/notice": [{"told": "Not here."}],
    "web/postmortem": [{"postmortem": {"incident_number": 7}, "document": "<p>x</p>", "incident_page": WHOLE}],
}
DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    "postmortem/postmortem": [
        {
            "incident": closed(),
            "ticket": TICKET,
            "impact": ImpactFacts(data_at_risk=True, security=True, contract=True, growing=True),
            "opened_at": NOW,
            "milestones": milestones(INCIDENT),
            "people": ["alice", "bob"],
            "entries": ENTRIES,
            "updates": updates,
            "items": items,
        }
        for updates, items in ((UPDATES, [item(), item(owner=None)]), ([], []))
    ]
}
# Included by others.
PARTS = {
    *oncall.PARTS,
    "home/incident_line",
    "page/card",
    "page/line",
    "page/prospect",
    "page/state",
    "queue/line",
    "search/hit",
    "web/base",
}
