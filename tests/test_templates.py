"""Every template renders with what its callers give it, and Slack would take the result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incidentbot.domain.incident import MOVES, Incident, Status
from incidentbot.domain.people import Person
from incidentbot.domain.postmortem import milestones
from incidentbot.domain.priority import Customers, ImpactFacts, Priority, Severity, Urgency
from incidentbot.domain.process import Process, Service
from incidentbot.domain.status_update import StatusUpdate
from incidentbot.sandbox.block_kit import message_problems, view_problems
from incidentbot.services import facts
from incidentbot.slack.forms import Draft
from incidentbot.slack.listeners.command import all_verbs
from incidentbot.slack.listeners.status_update import PROMISES
from incidentbot.slack.render import Renderer
from incidentbot.slack.views import declare as declare_view
from incidentbot.words import Words, templates_folder

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
}
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
}
QUIET_HOME = {name: (False if name.startswith("more") else []) for name in HOME}

MESSAGES: dict[str, list[dict[str, Any]]] = {
    "action_item/assigned": [{"item": item(), "by": facts.of_person(ALICE)}],
    "action_item/due": [{"item": item(), "overdue": False}, {"item": item(incident_label=None), "overdue": True}],
    "action_item/ended": [{"item": item(state="done")}],
    "action_item/noted": [{"item": item()}, {"item": item(owner=None)}],
    "action_item/promised": [{"item": item(), "incident": incident()}, {"item": item(owner=None)}],
    "alert/all_resolved": [{"incident": in_channel(), "open_alerts": 0}],
    "alert/flapping": [{"incident": in_channel(), "open_alerts": 3, "title": "cpu: high"}],
    "home/help": [{"verbs": VERBS}],
    "home/list": [LISTED, NOTHING_LISTED],
    "home/mentioned": [{}],
    "home/start": [{"here": None, **NOTHING_LISTED}, {"here": in_channel(), **LISTED}, {"here": closed(), **LISTED}],
    "incident/announcement": [{"incident": incident()}, {"incident": in_channel()}],
    "incident/card": [{"incident": one, "whole": WHOLE} for one in (incident(), in_channel(), closed())],
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
    "process/refused": [
        {"mistakes": ["a.yml:1:2: x: no", "b"], "more": 3, "by": "x"},
        {"mistakes": ["a"], "more": 0, "by": "x"},
    ],
    "report/resolved": [{"ticket": TICKET, "reason": "over: done"}],
    "status_update/done": [{"incident": incident()}, {"incident": closed()}],
    "status_update/due": [{"incident": in_channel()}],
    "status_update/posted": [
        {"incident": one, "by": facts.of_person(BOB), "text": "a: b"} for one in (incident(), closed())
    ],
    "status_update/postponed": [{"incident": incident()}],
    "ticket/opened": [{"ticket": TICKET}, {"ticket": TICKET | {"service": "checkout"}}],
    "timeline/added": [{"incident": incident(), "added": added} for added in (True, False)],
    "timeline/noted": [{"incident": incident(), "text": "x: y"}],
    "trouble/told": [
        {"incident": incident(), "deed": "posting", "error": "no: way", "work_id": 4, "dead": dead}
        for dead in (True, False)
    ],
    "trouble/tried_again": [{}],
}


def _drafts() -> Iterator[dict[str, Any]]:
    services = {f"s{number}": Service(f"s{number}") for number in range(101)}
    for process in (Process(), Process(services=dict(list(services.items())[:3])), Process(services=services)):
        for metadata in (
            {},
            {"ticket": 3, "ticket_label": "T-3"},
            {"nearest": "update", "typed": '{"text": "update"}'},
        ):
            draft = declare_view.blank(process, "checkout: down")
            yield declare_view.shown(draft, process, NOW, metadata)
    all_facts = ImpactFacts(Customers.MANY, growing=True, security=True)
    overridden = Draft("t", "s1", "staging", all_facts, Urgency.PLANNED, Priority.P1, "why: so")
    yield declare_view.shown(overridden, Process(), NOW, {})


VIEWS: dict[str, list[dict[str, Any]]] = {
    "action_item/drop": [FORM | {"item": item()}],
    "action_item/form": [
        FORM | {"text": text, "owner": owner, "due": date(2026, 3, 6), "title": "AI-3"}
        for text, owner in (("", None), ("rotate: keys", "U02BOB"))
    ],
    "home/home": [HOME, QUIET_HOME],
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
    "notice/modal": [{"told": "x: y", "typed": ""}, {"told": "x", "typed": "a\nb: c"}],
    "status_update/form": [FORM | {"incident": in_channel(), "promises": PROMISES, "promise": "30"}],
    "timeline/correct": [FORM | {"entry": entry()}],
    "timeline/note": [FORM | {"incident": incident()}],
    "timeline/timeline": [
        {"incident": incident(), "entries": ENTRIES, "page": 2, "pages": 3, "whole": WHOLE, "metadata": "{}"},
        {"incident": incident(), "entries": ENTRIES[:1], "page": 1, "pages": 1, "whole": WHOLE, "metadata": "{}"},
    ],
}
UPDATES = [StatusUpdate(1, NOW, "bob", "we: know", NOW)]
PAGES: dict[str, list[dict[str, Any]]] = {
    "web/incident": [
        {"incident": one, "entries": ENTRIES, "updates": UPDATES, "items": [item()], "postmortem": WHOLE}
        for one in (incident(), closed())
    ],
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
PARTS = {"home/incident_line", "web/base"}  # included by others


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
    assert "\\n" not in str(message.text)


@pytest.mark.parametrize(("name", "data"), _each(VIEWS))
def test_a_view(name: str, data: dict[str, Any], renderer: Renderer) -> None:
    assert view_problems(renderer.view(name, data)) == []


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
