"""What every modal and the home are rendered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from itertools import cycle
from types import SimpleNamespace
from typing import Any

from incidentbot.domain.contact import OFFERS
from incidentbot.domain.incident import MOVES
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind
from incidentbot.domain.priority import Customers, ImpactFacts, Priority, Urgency
from incidentbot.domain.process import Process, Service
from incidentbot.domain.report import ReportFacts
from incidentbot.domain.ticket import TicketState
from incidentbot.domain.timeline import Entry, EventKind, TimelineEvent
from incidentbot.services import facts
from incidentbot.services.contact_own import Mine, OwnAddress
from incidentbot.services.ticket import Whole, Wording
from incidentbot.slack.forms import Draft
from incidentbot.slack.listeners.status_update import PROMISES
from incidentbot.slack.views import declare as declare_view
from incidentbot.slack.views import handover as handover_view
from incidentbot.slack.views import me as me_view
from incidentbot.slack.views import report as report_view
from incidentbot.slack.views import ticket as ticket_view
from tests.samples import oncall
from tests.samples.handover import HANDOVER
from tests.samples.oncall import HOMES
from tests.samples.page import STORIES, STORY
from tests.samples.values import (
    A_TICKET,
    ALICE,
    BOB,
    ENTRIES,
    FORM,
    INCIDENT,
    NOW,
    REAL_TICKET,
    TICKET,
    WHOLE,
    closed,
    entry,
    in_channel,
    incident,
    item,
    ticket_line,
)

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
    **oncall.VIEWS,
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
