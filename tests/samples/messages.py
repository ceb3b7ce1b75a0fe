"""What every message is rendered with: template by template, each shape that its callers give it."""

from __future__ import annotations

from typing import Any

from incidentbot.services import facts
from incidentbot.services.queue import UnreadyRule
from incidentbot.slack.listeners.command import all_verbs
from tests.samples import oncall
from tests.samples.handover import DIGEST, NO_DIGEST
from tests.samples.page import ASKED, ASKING, PAGE, STORIES
from tests.samples.values import (
    ALICE,
    BOB,
    LINES,
    NOW,
    REAL_TICKET,
    TICKET,
    WHOLE,
    closed,
    in_channel,
    incident,
    item,
)

VERBS = [{"usage": verb.usage, "help": verb.help, "aliases": verb.aliases} for verb in all_verbs().all]
LISTED = {"incidents": [incident(), in_channel()], "next_after": 3, "is_first": False}
NOTHING_LISTED = {"incidents": [], "next_after": None, "is_first": True}

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
UNREACHED = {"slack_id": "U02BOB", "name": "bob", "missing": ["no verified telephone", "not in Slack"]}

FIGURES = {"name": "a: *b*", "pages": 3, "notifications": 9, "in_time": "67%", "median": "2 min", "p90": "4 min"}

MESSAGES: dict[str, list[dict[str, Any]]] = {
    **oncall.MESSAGES,
    "oncall/topic": oncall.TOPICS,
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
