"""A page in each of its states, as templates are given it."""

from __future__ import annotations

from tests.samples.values import NOW

PAGE = {
    "id": 1,
    "code": "1001",
    "label": "page 1001 (T-12)",
    "ticket_id": 12,
    "ticket_label": "T-12",
    "title": "checkout: *down*",
    "service": "checkout",
    "team": "payments",
    "priority": "P1",
    "reason": "broad: impact",
    "state": "open",
    "cycle": 0,
    "step": 0,
    "started_at": NOW,
    "started_by": "alice",
    "next_due_at": NOW,
    "acknowledged_at": None,
    "acknowledged_by": None,
    "acknowledged_how": "",
    "snoozed_until": None,
    "ended_at": None,
}
WAYS = [
    {"way": "Slack", "became": "arrived at", "at": NOW, "why": ""},
    {"way": "SMS", "became": "failed", "at": None, "why": "no: such *number* # <!channel>"},
]
STORY = PAGE | {
    "about": "team search",
    "is_unanswered": True,
    "can_escalate": True,
    "can_snooze": True,
    "seen": "1 0:0",
    "has_it": None,
    "asked": [
        {"name": "Alice: A", "slack_id": "U01ALICE", "ways": WAYS},
        {"name": "x: y", "slack_id": None, "ways": WAYS},
    ],
    "asked_before": 2,
}
TAKEN = STORY | {
    "about": "",
    "is_unanswered": False,
    "state": "acknowledged",
    "has_it": {"name": "carol", "slack_id": None},
    "acknowledged_at": NOW,
    "acknowledged_how": "SMS",
    "asked_before": 0,
}
STORIES = [
    STORY,
    TAKEN,
    TAKEN | {"state": "snoozed", "snoozed_until": NOW, "is_unanswered": True},
    STORY | {"state": "waiting", "next_due_at": NOW, "asked": []},
    STORY | {"state": "exhausted", "can_escalate": False, "can_snooze": False},
    TAKEN | {"state": "resolved", "can_escalate": False, "can_snooze": False, "asked": []},
    STORY | {"state": "open", "next_due_at": NOW},
    STORY | {"state": "open", "next_due_at": None, "asked": []},
]
ASKED = {"page": PAGE, "told": "bob: by SMS", "skipped": [], "is_last_resort": False, "usergroups": []}
ASKING = {
    "notification_id": 5,
    "priority": "P1",
    "title": "checkout: *down*",
    "body": "broad: impact",
    "code": "1001",
    "acknowledge_url": "https://incidents.acme.example/acknowledge/5?key=0",
    "escalate_url": "https://incidents.acme.example/escalate/5?key=0",
    "page_url": "https://incidents.acme.example/pages/1?key=0",
    "is_test": False,
    "bundled": 0,
}
