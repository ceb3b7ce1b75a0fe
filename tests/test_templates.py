"""Every template renders with what its callers give it, and Slack would take the result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest

from incidentbot.domain.contact import OFFERS
from incidentbot.domain.incident import MOVES, Incident, Status
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind
from incidentbot.domain.people import Person
from incidentbot.domain.postmortem import milestones
from incidentbot.domain.priority import Customers, ImpactFacts, Priority, Severity, Urgency, classify
from incidentbot.domain.process import PRODUCTION, Process, Service, Team
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.status_update import StatusUpdate
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.domain.timeline import Entry, EventKind, TimelineEvent
from incidentbot.sandbox.block_kit import message_problems, view_problems
from incidentbot.services import facts
from incidentbot.services.contact_own import Mine, OwnAddress
from incidentbot.services.handover import HandoverDigest, OpenItem, of_digest
from incidentbot.services.queue import UnreadyRule
from incidentbot.services.ticket import Whole, Wording
from incidentbot.slack.forms import Draft
from incidentbot.slack.listeners.command import all_verbs
from incidentbot.slack.listeners.status_update import PROMISES
from incidentbot.slack.render import Renderer
from incidentbot.slack.views import declare as declare_view
from incidentbot.slack.views import handover as handover_view
from incidentbot.slack.views import me as me_view
from incidentbot.slack.views import report as report_view
from incidentbot.slack.views import ticket as ticket_view
from incidentbot.words import Words, templates_folder
from tests import oncall_samples
from tests.oncall_samples import HOMES

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


def ticket_line(**changes: object) -> dict[str, Any]:
    return TICKET | {"overdue": False, "place": ""} | changes


LINES = [
    ticket_line(place="[1]", overdue=True),
    ticket_line(place="[2]", owner=facts.of_person(BOB), alerts_total=41, alerts_open=3, service="checkout"),
    ticket_line(place="[3]", state="waiting", snoozed_until=NOW, team=None),
    ticket_line(place="[4]", incident_label="INC-7", priority="P1", state="in progress"),
    ticket_line(place="[5]", state="resolved", is_open=False),
]
VERBS = [{"usage": verb.usage, "help": verb.help, "aliases": verb.aliases} for verb in all_verbs().all]
FORM = {"callback": "c", "metadata": json.dumps({"incident": 7})}
LISTED = {"incidents": [incident(), in_channel()], "next_after": 3, "is_first": False}
NOTHING_LISTED = {"incidents": [], "next_after": None, "is_first": True}
HOME = {
    "incidents": [incident(), in_channel()],
    "more_incidents": True,
    "owed_updates": [incident()],
    "coming_updates": [in_channel()],
    "items": [item(), item(overdue=True, incident_label=None)],
    "more_items": True,
    "tickets": [TICKET],
    "more_tickets": True,
    "queue": [ticket_line(), ticket_line(number=13)],
    "queue_of": ["payments", "storefront"],
    "more_queue": True,
    "owned": [ticket_line(owner=facts.of_person(ALICE))],
    "more_owned": True,
    "said": "T-12 is yours.",
    "unreachable": ["no verified telephone", "SMS +420 ••• ••• 123: they wrote STOP"],
}
QUIET_HOME = {name: (False if name.startswith("more") else []) for name in HOME} | {"said": ""}

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

HITS = [
    {
        "label": label,
        "kind": kind,
        "priority": "P1",
        "state": "open",
        "title": [{"text": "odd: *", "is_found": False}, {"text": "logs", "is_found": True}],
        "snippet": snippet,
        "at": NOW,
        "said_by": "alice",
        "later": later,
        "channel_id": "C1" if page else None,
        "channel_name": "inc-7",
        "link": page,
        "page": page,
    }
    for label, kind, snippet, later, page in (
        ("INC-7", "timeline", [{"text": "… # a: b", "is_found": True}], "withdrawn by bob", WHOLE),
        ("T-3", "ticket", [], "", ""),
    )
]

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
A_NOTE = Entry(TimelineEvent(1, NOW, NOW, "bob", "U02BOB", EventKind.NOTE, "x"), NOW, "waits: for #them\n{so}" * 90)
INCIDENT_TICKET = replace(A_TICKET, id=13, incident_number=7, owner=None)
PAYMENTS = Team("payments", name="Payments: EU", channel="#team-payments")
OPEN_ITEMS = (OpenItem(A_TICKET, A_NOTE), OpenItem(INCIDENT_TICKET, None))
HANDOVER = HandoverDigest(PAYMENTS, OPEN_ITEMS, 7)
DIGEST = of_digest(HANDOVER)
NO_DIGEST = of_digest(HandoverDigest(Team("triage"), (), 0))

MINE = Mine(
    "alice",
    True,
    (
        OwnAddress(1, "+420 ••• ••• 123", (MethodKind.SMS, MethodKind.VOICE), False),
        OwnAddress(3, "a•••@acme.example", (MethodKind.EMAIL,), True),
        OwnAddress(4, "+420 ••• ••• 999", (MethodKind.SMS,), True, "it is *unknown*: <!channel>"),
    ),
    DEFAULT_RULES,
    True,
    (time(22), time(7), "Europe/Prague"),
    ("no verified telephone",),
    tuple(OFFERS.values()),
    "a•••@acme.example",
)
BARE = replace(MINE, is_named=False, addresses=(), has_own_rules=False, quiet=None, missing=(), offers=(), email="")
UNREACHED = {"slack_id": "U02BOB", "name": "bob", "missing": ["no verified telephone", "not in Slack"]}

FIGURES = {"name": "a: *b*", "pages": 3, "notifications": 9, "in_time": "67%", "median": "2 min", "p90": "4 min"}

MESSAGES: dict[str, list[dict[str, Any]]] = {
    **oncall_samples.MESSAGES,
    "oncall/topic": oncall_samples.TOPICS,
    "me/doubted": [{"shown": "+420 ••• ••• 123", "kind": "SMS", "why": "no: such *number*"}],
    "me/refused": [{"shown": "+420 ••• ••• 123", "kind": "SMS", "why": "no: such *number*"}],
    "me/said": [{"said": "P1: call at once."}],
    "me/started": [{"shown": "+420 ••• ••• 123"}],
    "me/stopped": [{"shown": "+420 ••• ••• 123"}],
    "me/team": [{"team": "Payments", "people": [UNREACHED, UNREACHED | {"slack_id": None}] * many} for many in (1, 20)],
    "me/test": [{"others": ["SMS +420 ••• ••• 123"]}, {"others": []}],
    "action_item/assigned": [{"item": item(), "by": facts.of_person(ALICE)}],
    "action_item/due": [{"item": item(), "overdue": False}, {"item": item(incident_label=None), "overdue": True}],
    "action_item/ended": [{"item": item(state="done")}],
    "action_item/noted": [{"item": item()}, {"item": item(owner=None)}],
    "action_item/promised": [{"item": item(), "incident": incident()}, {"item": item(owner=None)}],
    "page/asked": [ASKED, ASKED | {"incident": in_channel(), "skipped": ["step 1: odd: one"], "is_last_resort": True}],
    "page/asked_in_channel": [ASKED, ASKED | {"is_last_resort": True}, ASKED | {"usergroups": ["S01ONCALL", "S02"]}],
    "page/shadowed": [ASKED],
    "page/exhausted": [{"page": PAGE, "skipped": ["step 1: *odd*"]}, {"page": PAGE, "skipped": []}],
    "page/waits": [{"page": PAGE, "until": NOW, "incident": in_channel()}],
    "page/acknowledged": [{"page": PAGE, "by": facts.of_person(BOB), "told": "acknowledged by SMS"}],
    "page/stood_down": [{"page": PAGE, "by": facts.of_person(BOB), "told": "acknowledged by SMS"}],
    "page/changed": [{"page": PAGE, "by": facts.of_person(BOB), "told": "handed it to: carol"}],
    "page/repaired": [{"pages": [PAGE], "count": 1}, {"pages": [PAGE] * 10, "count": 31}],
    "page/weekly_test": [
        {"outcomes": [{"provider": "ntfy", "is_well": True, "told": "delivered"}]},
        {"outcomes": [{"provider": "smtp", "is_well": False, "told": "no: *way* <!here>"}]},
    ],
    "page/stats": [
        {"team": team, "days": 30, "zone": "UTC", "total": line, "by": by, "nights": nights, "drawn": bool(nights)}
        for team, line, by, nights in (
            (None, FIGURES | {"pages": 0, "median": "", "p90": ""}, [], []),
            (None, FIGURES | {"median": "", "p90": ""}, [], []),
            ("payments: EU", FIGURES, [{"what": "service", "lines": [FIGURES] * 5}], [{"name": "a: *b*", "count": 2}]),
        )
    ],
    "page/chart": [{"team": team, "days": 30, "by": facts.of_person(BOB)} for team in (None, "payments: *EU*")],
    "page/heard": [{"page": PAGE, "by": facts.of_person(BOB), "told": "acknowledged by SMS"}],
    "page/list": [
        {"title": title, "said": said, "nothing": "None.", "pages": pages}
        for title, said, pages in (
            ("Pages of INC-7", "", STORIES),
            ("My pages", "", []),
            ("", "so: it is", STORIES[:1]),
        )
    ],
    "page/asking": [ASKING, ASKING | {"is_test": True, "code": "", "page_url": "", "bundled": 14}],
    "alert/all_resolved": [{"incident": in_channel(), "open_alerts": 0}],
    "alert/flapping": [{"incident": in_channel(), "open_alerts": 3, "title": "cpu: high"}],
    "handover/digest": [
        DIGEST | {"channel": "#team-payments", "outgoing": facts.of_person(ALICE), "incoming": facts.of_person(BOB)},
        DIGEST | {"channel": None, "outgoing": None, "incoming": None, "counted_all": False},
        NO_DIGEST | {"channel": None, "outgoing": facts.of_person(ALICE), "incoming": None},
        NO_DIGEST | {"channel": None, "outgoing": None, "incoming": facts.of_person(BOB)},
    ],
    "handover/empty": [NO_DIGEST],
    "home/help": [{"verbs": VERBS}],
    "home/list": [LISTED, NOTHING_LISTED],
    "home/mentioned": [{}],
    "home/start": [{"here": None, **NOTHING_LISTED}, {"here": in_channel(), **LISTED}, {"here": closed(), **LISTED}],
    "incident/announcement": [{"incident": incident()}, {"incident": in_channel()}],
    "incident/card": [
        {"incident": one, "whole": WHOLE, "pages": STORIES[:place]}
        for place, one in enumerate(
            (incident(), in_channel(), closed(), in_channel(alerts_total=41, alerts_open=3), incident())
        )
    ],
    "incident/channel_archived": [{"incident": in_channel(), "by": facts.of_person(ALICE)}],
    "incident/channel_ready": [{"incident": in_channel()}],
    "incident/command_given": [{"incident": in_channel()}],
    "incident/commander": [{"incident": in_channel(), "told": "took command"}],
    "incident/declared": [{"incident": incident(), "ticket": TICKET}, {"incident": None, "ticket": TICKET}],
    "incident/not_invited": [{"people": [{"slack_id": "U1", "name": "gina", "reason": "a guest"}]}],
    "incident/purpose": [{"incident": incident()}],
    "incident/status_changed": [
        {"incident": one, "by": facts.of_person(ALICE), "told": "set: the status"} for one in (in_channel(), closed())
    ],
    "incident/status_set": [{"incident": incident()}],
    "incident/topic": [{"incident": incident()}, {"incident": in_channel()}],
    "notice/told": [{"told": "No: not so.", "typed": ""}, {"told": "No.", "typed": "/x: y"}],
    "postmortem/opened": [
        {"incident": closed(), "items": found, "postmortem": WHOLE} for found in ([], [item(), item(owner=None)])
    ],
    "process/mended": [{"version": "e4f5", "by": "a: change"}],
    "process/refused": [
        {"mistakes": ["a.yml:1:2: x: no", "b"], "more": 3, "version": "e4f5", "by": "x"},
        {"mistakes": ["a"], "more": 0, "version": "e4f5", "by": "x"},
    ],
    "report/joined": [{"by": facts.of_person(BOB), "told": "reported it too for Acme: a: b\nc"}],
    "report/noted": [
        {"ticket": TICKET, "incident": one, "joined": bool(one), "after": after, "team": team, "sees_queue": sees}
        for one, after, team, sees in (
            (None, None, "Payments: EU", True),
            (incident(), "T-3", None, True),
            (in_channel(), None, "Payments", True),
            (None, None, "Payments", False),
        )
    ],
    "report/resolved": [{"ticket": TICKET, "reason": reason} for reason in ("over: done", "")],
    "report/thread": [{"ticket": TICKET, "by": facts.of_person(BOB), "joined": joined} for joined in (True, False)],
    "report/thread_resolved": [{"ticket": TICKET, "reason": reason} for reason in ("over: done", "")],
    "search/found": [
        {"query": "a: *b*", "hits": HITS, "next": "2.7", "is_first": False},
        {"query": "x", "hits": HITS * 4, "next": None, "is_first": True},
        {"query": "x", "hits": [], "next": None, "is_first": True},
        {"query": "x", "hits": [], "next": None, "is_first": False},
    ],
    "status_update/done": [{"incident": incident()}, {"incident": closed()}],
    "status_update/due": [{"incident": in_channel()}],
    "status_update/posted": [
        {"incident": one, "by": facts.of_person(BOB), "text": "a: b"} for one in (incident(), closed())
    ],
    "status_update/postponed": [{"incident": incident()}],
    "queue/page": [
        {
            "title": title,
            "tickets": lines,
            "next": "[null]",
            "top": "[null]",
            "after_first": after,
            "said": said,
        }
        for title, lines, after, said in (
            ("Queue: Payments", LINES, False, "T-12 is yours: now."),
            ("Overdue", [], False, ""),
            ("Overdue", [], True, ""),
            ("Mine", LINES[:1], True, "Bob has T-12. To take it over: `/incident T-12 assign @you`."),
        )
    ],
    "queue/unready": [
        {"rules": [], "more": False, "triage": "triage"},
        {
            "rules": [UnreadyRule("prometheus", "Cpu: high", 41, 99, ("label: service", "or: so"), NOW)],
            "more": True,
            "triage": "Triage",
        },
    ],
    "regrade/again": [{"incident": one, "reasons": ["a: b"]} for one in (incident(), in_channel())],
    "regrade/changed": [{"incident": incident(), "was": was, "reasons": ["a: b"]} for was in ("P1", "P2")],
    "regrade/done": [
        {"ticket": TICKET, "was": "P4", "incident": None, "opened": False, "stopped": False},
        {"ticket": TICKET, "was": "P1", "incident": None, "opened": False, "stopped": True},
        {"ticket": TICKET, "was": "P3", "incident": incident(), "opened": True, "stopped": False},
        {"ticket": TICKET, "was": "P3", "incident": in_channel(), "opened": True, "stopped": False},
    ],
    "regrade/stopped": [{"incident": closed(), "ticket": TICKET, "reasons": ["alice: b"]}],
    "ticket/assigned": [{"ticket": facts.of_line(REAL_TICKET, NOW), "by": facts.of_person(ALICE)}],
    "ticket/back": [{"ticket": facts.of_line(REAL_TICKET, NOW)}],
    "ticket/changed": [{"ticket": one, "said": "T-12: is so\nand so"} for one in LINES],
    "ticket/opened": [{"ticket": TICKET}, {"ticket": TICKET | {"service": "checkout"}}],
    "timeline/added": [{"incident": incident(), "added": added} for added in (True, False)],
    "timeline/noted": [{"incident": incident(), "text": "x: y"}],
    "trouble/told": [
        {"incident": one, "deed": "posting", "error": "no: way", "work_id": 4, "dead": dead}
        for one, dead in ((incident(), True), (incident(), False), (None, False))
    ],
    "trouble/tried_again": [{}],
}


class Board:
    """Who would be paged: each shape of the answer in turn."""

    def __init__(self) -> None:
        somebody = {"people": ["Alice: *A*"], "channels": [], "why": "on call: x", "one_of": False, "begins_at": None}
        nobody = somebody | {"people": [], "why": ""}
        later = somebody | {"people": ["a", "b"], "channels": ["#incidents"], "one_of": True, "begins_at": NOW}
        self._answers = cycle([somebody, nobody, later, later | {"begins_at": None}, None])

    def prospect(self, service: str | None, priority: Priority, growing: bool) -> dict[str, Any] | None:
        return next(self._answers)


BOARD = Board()


def _drafts() -> Iterator[dict[str, Any]]:
    services = {f"s{number}": Service(f"s{number}") for number in range(101)}
    for process in (Process(), Process(services=dict(list(services.items())[:3])), Process(services=services)):
        for metadata in (
            {},
            {"ticket": 3, "ticket_label": "T-3"},
            {"nearest": "update", "typed": '{"text": "update"}'},
        ):
            draft = declare_view.blank(process, "checkout: down")
            yield declare_view.shown(draft, process, NOW, metadata, BOARD)
    all_facts = ImpactFacts(Customers.MANY, growing=True, security=True)
    overridden = Draft("t", "s1", "staging", all_facts, Urgency.PLANNED, Priority.P1, "why: so")
    yield declare_view.shown(overridden, Process(), NOW, {}, BOARD)


def _reports() -> Iterator[dict[str, Any]]:
    services = {f"s{number}": Service(f"s{number}") for number in range(101)}
    long = ReportFacts("x: y\n" * 800, "s1", customers=Customers.MANY, conversation="https://chat.example/1?a=b#c")
    for process in (Process(), Process(services=dict(list(services.items())[:3])), Process(services=services)):
        yield report_view.shown(ReportFacts(""), "", [], False, process, NOW, {}, BOARD)
        yield report_view.shown(long, "Acme: all", [A_TICKET], True, process, NOW, {"joins": 12}, BOARD)


def _ticket_forms() -> Iterator[dict[str, Any]]:
    plain = REAL_TICKET
    full = replace(plain, owner=BOB, service="gone", team="x", missing=("label: service",), alerts_total=2)
    done = replace(full, state=TicketState.RESOLVED, closed_reason="over: now", incident_number=7)
    one = SimpleNamespace(
        title="cpu: high",
        integration="prometheus",
        state="firing",
        reporter="bob",
        customer="Acme",
        text="x: y",
        url=WHOLE,
        label="a: b",
    )
    event = TimelineEvent(1, NOW, NOW, "alice", None, EventKind.NOTE, "a: b")
    wording = Wording("odd: logs", "a: b\nc", None, None, "production", date(2026, 3, 6))
    services = {f"s{number}": Service(f"s{number}") for number in range(101)}
    for ticket, process, many in (
        (plain, Process(), 0),
        (full, Process(services=services), 20),
        (done, Process(services=dict(list(services.items())[:3])), 1),
    ):
        some = (one,) * min(many, 3)
        whole = Whole(ticket, INCIDENT if many else None, some, some, some, (Entry(event, NOW, "a: b"),) * many)
        long = replace(wording, description="x" * 4000, service=ticket.service, owner=ticket.owner)
        yield ticket_view.form(whole, long if many else wording, process, "c", {"ticket": 12})


VIEWS: dict[str, list[dict[str, Any]]] = {
    **oncall_samples.VIEWS,
    "action_item/drop": [FORM | {"item": item()}],
    "action_item/form": [
        FORM | {"text": text, "owner": owner, "due": date(2026, 3, 6), "title": "AI-3"}
        for text, owner in (("", None), ("rotate: keys", "U02BOB"))
    ],
    "home/home": [
        *(HOME | {"pages": STORIES} | oncall for oncall in HOMES),
        QUIET_HOME | {"pages": []} | HOMES[-1],
    ],
    "incident/change_status": [
        FORM | {"incident": incident(), "moves": [move.value for move in moves]} for moves in MOVES.values()
    ],
    "incident/declare": list(_drafts()),
    "incident/name_commander": [FORM | {"incident": incident()}, FORM | {"incident": in_channel()}],
    "incident/reopen": [FORM | {"incident": closed()}],
    "incident/resolve": [
        FORM | {"incident": incident(), "now": NOW, "summary": ""},
        FORM | {"incident": incident(mitigated_at=NOW), "now": NOW, "summary": "a: b"},
    ],
    "handover/form": [
        handover_view.shown(HANDOVER, incoming, others) for incoming, others in ((None, []), ("U02BOB", ["storefront"]))
    ],
    "me/add": [me_view.adding(MINE), me_view.adding(MINE, "x" * 500)],
    "me/code": [me_view.code(1, "+420 ••• ••• 123")],
    "me/me": [
        me_view.whole(MINE, WHOLE, "https://incidents.acme.example/calendar/1.ics", "done: it"),
        me_view.whole(BARE, WHOLE, None),
        me_view.whole(replace(MINE, addresses=MINE.addresses[:1] * 10), WHOLE, None),
    ],
    "me/quiet": [
        FORM | {"opens": opens, "closes": closes, "zone": "UTC"} for opens, closes in (("", ""), ("22:00", "07:00"))
    ],
    "me/rules": [me_view.rules(Priority.P1, DEFAULT_RULES, list(MethodKind)), me_view.rules(Priority.P2, (), [])],
    "page/form": [
        FORM | {"incident": one, "teams": teams, "team": None, "person": person, "why": why}
        for one, teams, person, why in (
            (None, {}, None, ""),
            (in_channel(), {"payments": "Payments: EU"}, "U02BOB", "a: b"),
        )
    ],
    "page/reassign": [FORM | {"page": STORY}],
    "page/snooze": [FORM | {"page": STORY}],
    "report/form": list(_reports()),
    "notice/modal": [{"told": "x: y", "typed": ""}, {"told": "x", "typed": "a\nb: c"}],
    "search/form": [FORM],
    "regrade/form": [FORM | {"ticket": TICKET, "priority": "P1", "why": ""}],
    "status_update/form": [FORM | {"incident": in_channel(), "promises": PROMISES, "promise": "30"}],
    "ticket/form": list(_ticket_forms()),
    "timeline/correct": [FORM | {"entry": entry()}],
    "timeline/note": [FORM | {"incident": incident()}],
    "timeline/timeline": [
        {"incident": incident(), "entries": ENTRIES, "page": 2, "pages": 3, "whole": WHOLE, "metadata": "{}"},
        {"incident": incident(), "entries": ENTRIES[:1], "page": 1, "pages": 1, "whole": WHOLE, "metadata": "{}"},
    ],
}
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
    *oncall_samples.PARTS,
    "home/incident_line",
    "page/card",
    "page/line",
    "page/prospect",
    "page/state",
    "queue/line",
    "search/hit",
    "web/base",
}  # included by others


# Where Jinja takes the end of a line that ends in a tag, the next block of the skeleton becomes a part of a text.
OUT_OF_PLACE = re.compile(r"- (?:section|context|fields|actions|header|input|image|divider|\{button)\b")


def _each(samples: dict[str, list[dict[str, Any]]]) -> list[Any]:
    return [
        pytest.param(name, data, id=f"{name}-{number}")
        for name, given in samples.items()
        for number, data in enumerate(given)
    ]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words()


@pytest.fixture(scope="module")
def renderer(words: Words) -> Renderer:
    return Renderer(words)


@pytest.mark.parametrize(("name", "data"), _each(MESSAGES))
def test_a_message(name: str, data: dict[str, Any], renderer: Renderer) -> None:
    message = renderer.message(name, data, whole=WHOLE)
    assert message.text.strip()
    assert message_problems(message.text, message.blocks or None) == []
    assert not OUT_OF_PLACE.search(json.dumps(message.blocks)), "a line that ends in a tag has lost its end"
    assert "\\n" not in str(message.text)


@pytest.mark.parametrize(("name", "data"), _each(VIEWS))
def test_a_view(name: str, data: dict[str, Any], renderer: Renderer) -> None:
    view = renderer.view(name, data)
    assert view_problems(view) == []
    assert not OUT_OF_PLACE.search(json.dumps(view)), "a line that ends in a tag has lost its end"


@pytest.mark.parametrize(("name", "data"), _each(PAGES))
def test_a_page(name: str, data: dict[str, Any], words: Words) -> None:
    assert words.page(name, data).strip().startswith("<!doctype html>")


@pytest.mark.parametrize(("name", "data"), _each(DOCUMENTS))
def test_a_document(name: str, data: dict[str, Any], words: Words) -> None:
    document = words.markdown(name, data)
    assert document.startswith("# INC-7: checkout: down")
    assert "\n## Milestones\n\n| milestone |" in document


def test_no_template_is_without_a_sample() -> None:
    folder = templates_folder()
    there = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*") if path.is_file()}
    assert there == {*MESSAGES, *VIEWS, *PAGES, *DOCUMENTS, *PARTS}
