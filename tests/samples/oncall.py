"""What the templates about schedules are given, in the words that are hardest to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.slack.views import calendar as calendar_view
from incidentbot.slack.views import cover as cover_view

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
ALICE = {"key": "alice", "name": "Alice: the 1st", "slack_id": "U01ALICE"}
BOB = {"key": "bob", "name": "bob # 2", "slack_id": None}
SHIFT = {
    "schedule": "payments-primary",
    "person": ALICE,
    "start": NOW,
    "end": LATER,
    "why": "by turn in layer: 1",
    "reason": "layer",
    "is_shadow": False,
}
ON_CALL = {
    "schedule": "payments-primary",
    "teams": [{"key": "payments", "label": "Payments: EU"}],
    "at": NOW,
    "shifts": [SHIFT, SHIFT | {"person": BOB, "is_shadow": True}],
    "until": LATER,
    "next": [BOB | {"why": "by turn"}, ALICE | {"why": "by turn"}],
    "next_from": LATER,
}
NOBODY = ON_CALL | {"shifts": [], "next": [], "next_from": None}
FOREVER = ON_CALL | {"shifts": [SHIFT | {"end": None}], "until": None, "next": [], "next_from": None}
SPAN = {"start": NOW, "end": LATER}
CHANGED = {
    "schedule": "payments-primary",
    "person": ALICE,
    "gained": [SPAN],
    "lost": [SPAN, SPAN],
    "more": 3,
    "by": "bob: # 2",
    "why": "the process file was changed",
}
GAP = {
    "schedule": "payments-primary",
    "team": {"key": "payments", "label": "Payments: EU"},
    "gaps": [SPAN, SPAN],
    "more": 2,
}
SWAP = {
    "id": 7,
    "schedule": "payments-primary",
    "team": "payments",
    "person": ALICE,
    "asked_of": None,
    "start": NOW,
    "end": LATER,
    "why": "holiday: at last # really",
    "state": "open",
    "taken_by": None,
}
FOR_BOB = SWAP | {"asked_of": BOB, "why": ""}
TAKEN = SWAP | {"taken_by": BOB, "state": "taken"}
FOLLOWED = {"now_start": NOW, "now_end": LATER}
COVER = {
    "id": 3,
    "schedule": "payments-primary",
    "who": BOB,
    "replaces": ALICE,
    "is_besides": False,
    "is_swap": False,
    "start": NOW,
    "end": LATER,
    "reason": "dentist: a # b",
    "made_by": "bob: # 2",
}
COVERS = [
    COVER,
    COVER | {"replaces": None, "reason": ""},
    COVER | {"replaces": None, "is_besides": True},
    COVER | {"is_swap": True},
    COVER | {"who": None},
]
ENTERED = {"covers": COVERS, "temporary": None, "schedules": ["payments-primary"], "changed": [ALICE, BOB], "gaps": []}
PROCESS = Process(
    people={"alice": CatalogPerson("alice", "U01ALICE")},
    teams={"payments": Team("payments")},
    schedules={key: Schedule(key, "UTC", (Layer("a", ("alice",)),)) for key in ("payments-primary", "x" * 60)},
)
ADDRESS = "https://incidents.acme.example/calendar/0123456789abcdef0123456789abcdef0123456789abcdef.ics"
NAMED = [("team", "payments"), *(("schedule", key) for key in PROCESS.schedules)]
FORM = {"callback": "c", "metadata": "{}"}

MESSAGES: dict[str, list[dict[str, Any]]] = {
    "cover/entered": [
        ENTERED,
        ENTERED | {"covers": [], "temporary": 4, "changed": [ALICE] * 12, "gaps": [SPAN | {"schedule": "a"}]},
    ],
    "cover/list": [
        {"covers": COVERS * 3, "more": 4, "said": "done: it"},
        {"covers": [], "more": 0, "said": ""},
    ],
    "oncall/changed": [CHANGED, CHANGED | {"gained": [], "more": 0}],
    "oncall/gap": [GAP, GAP | {"gaps": [SPAN], "more": 0}],
    "oncall/soon": [
        SHIFT | {"queues": [{"team": "payments", "open": 3}]},
        SHIFT | {"end": None, "queues": []},
    ],
    "oncall/tested": [{"ways": "SMS, a call"}],
    "oncall/who": [
        {"found": [ON_CALL, NOBODY, FOREVER], "word": "", "at": None, "more": 2, "slack_id": "U01ALICE"},
        {"found": [ON_CALL] * 12, "word": "payments", "at": NOW, "more": 0, "slack_id": "U01ALICE"},
        {"found": [], "word": "payments: a", "at": None, "more": 0, "slack_id": "U01ALICE"},
        {"found": [], "word": "", "at": None, "more": 0, "slack_id": "U01ALICE"},
    ],
    "swap/asked": [one | {"reminded": reminded} for one in (SWAP, FOR_BOB) for reminded in (False, True)],
    "swap/ended": [TAKEN, *(FOR_BOB | {"state": state} for state in ("declined", "expired", "withdrawn"))],
    "swap/followed": [one | FOLLOWED | {"what": what} for one in (FOR_BOB, TAKEN) for what in ("moved", "gone")],
    "swap/sent": [SWAP, FOR_BOB],
    "swap/waits": [SWAP, FOR_BOB],
}
VIEWS: dict[str, list[dict[str, Any]]] = {
    "calendar/addresses": [
        calendar_view.shown(PROCESS, "payments", {(kind, key): ADDRESS for kind, key in NAMED}, more, said)
        for more, said in ((0, ""), (3, "It: has # a new address"))
    ],
    "cover/form": [
        cover_view.shown(cover_view.Draft(kind), PROCESS, {}, told)
        for kind, told in zip(cover_view.Kind, ("", "I could not read: all", "", ""), strict=True)
    ]
    + [
        cover_view.shown(
            cover_view.Draft(
                schedule="payments-primary",
                replaces="U01ALICE",
                who="U02BOB",
                start=NOW,
                end=LATER,
                reason="dentist: a",
            ),
            PROCESS,
            {"channel": "C1"},
        )
    ],
    "swap/form": [
        FORM | {"shifts": {"1 a": "Mon: a"}, "shift": "1 a", "asked_of": "", "why": ""},
        FORM | {"shifts": {"1 a": "Mon", "2 b": "Tue"}, "shift": "1 a", "asked_of": "U02BOB", "why": "a: b # c"},
    ],
}
HOMES: list[dict[str, Any]] = [
    {"on_call": [ON_CALL, NOBODY, FOREVER], "my_shift": SHIFT, "is_on_call": True},
    {"on_call": [], "my_shift": SHIFT | {"end": None}, "is_on_call": False},
    {"on_call": [], "my_shift": None, "is_on_call": False},
]
TOPICS: list[dict[str, Any]] = [
    {"people": [ALICE, BOB], "until": LATER, "until_said": "Mon 09 Mar 09:00 CET", "schedule": "payments-primary"},
    {"people": [ALICE], "until": None, "until_said": None, "schedule": "payments-primary"},
    {"people": [], "until": None, "until_said": None, "schedule": "payments-primary"},
]
PARTS = {"cover/line", "oncall/home"}
