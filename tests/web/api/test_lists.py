"""Lists: filters, pages that neither lose nor repeat anything, cursors that cannot be made up."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.incident import Incident
from incidentbot.store.store import Store
from tests.world import MONDAY, P1, P3, P4


def every_page(program: TestClient, path: str, limit: int) -> list[dict[str, Any]]:
    found, cursor, joint = [], None, "&" if "?" in path else "?"
    while True:
        more = f"&cursor={cursor}" if cursor else ""
        answer = program.get(f"/api/v1{path}{joint}limit={limit}{more}")
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next"]
        if cursor is None:
            return found


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [one["number"] for one in found]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_pages_are_the_whole_list_whatever_their_length(
    program: TestClient, opened: Callable[..., int], limit: int
) -> None:
    made = [opened(at=MONDAY + timedelta(minutes=minute // 3)) for minute in range(7)]  # several of one moment
    assert numbers(every_page(program, "/tickets", limit)) == made[::-1]


def test_the_queue_is_in_working_order(program: TestClient, opened: Callable[..., int], store: Store) -> None:
    late = opened(judged=P3, due_at=MONDAY + timedelta(days=3))
    planned = opened(judged=P4, due_at=MONDAY)
    soon = opened(judged=P3, due_at=MONDAY + timedelta(days=1))
    fire = opened(judged=P1)
    same = opened(judged=P3, due_at=MONDAY + timedelta(days=1))
    done = opened(judged=P1)
    program.post(f"/api/v1/tickets/{done}/done", json={"reason": "a test"})
    for limit in (1, 2, 100):
        assert numbers(every_page(program, "/tickets?order=queue", limit)) == [fire, soon, same, late, planned]


def test_a_ticket_that_comes_meanwhile_moves_nothing(program: TestClient, opened: Callable[..., int]) -> None:
    first, second, third = (opened(at=MONDAY + timedelta(minutes=minute)) for minute in range(3))
    page = program.get("/api/v1/tickets?limit=2").json()
    assert numbers(page["items"]) == [third, second]
    opened(at=MONDAY + timedelta(hours=1))
    rest = program.get(f"/api/v1/tickets?limit=2&cursor={page['next']}").json()
    assert (numbers(rest["items"]), rest["next"]) == ([first], None)


def test_tickets_are_found_by_what_they_are(program: TestClient, opened: Callable[..., int]) -> None:
    plain = opened()
    ours = opened(team="payments", service="checkout", environment="staging", judged=P4)
    later = opened(at=MONDAY + timedelta(days=1))
    program.post(f"/api/v1/tickets/{plain}/done", json={})

    def found(query: str) -> list[int]:
        return sorted(numbers(every_page(program, f"/tickets?{query}", 50)))

    assert found("team=payments") == found("service=checkout") == found("environment=staging") == [ours]
    assert found("priority=P4") == [ours]
    assert found("priority=P4&priority=P3") == [plain, ours, later]
    assert found("state=resolved") == [plain]
    assert found("state=open&state=resolved") == [plain, ours, later]
    assert found("since=2026-03-03T00:00:00Z") == [later]
    assert found("before=2026-03-02T10:00:00%2B01:00") == []
    assert found("before=2026-03-02T10:00:01%2B01:00") == [plain, ours]
    assert found("team=nobody") == []


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "query.limit"),
        ("limit=201", "query.limit"),
        ("priority=P5", "query.priority.0"),
        ("state=lost", "query.state.0"),
        ("teem=payments", "query.teem"),
        ("since=yesterday", "query.since"),
        ("since=2026-03-02T09:00:00", "query.since"),
        ("since=0001-01-01T00:00:00%2B14:00", "query.since"),
        ("order=random", "query.order"),
    ],
)
def test_a_wrong_filter_is_told_with_its_place(program: TestClient, query: str, where: str) -> None:
    answer = program.get(f"/api/v1/tickets?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [fault["where"] for fault in answer.json()["errors"]] == [where]


def made_up(*told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "💥",
        "e30",
        made_up(),
        made_up("newest"),
        made_up("newest", "2026-03-02T09:00:00", 1),
        made_up("newest", "0001-01-01T00:00:00+14:00", 1),
        made_up("newest", "2026-03-02T09:00:00+00:00", 2**63),
        made_up("newest", "2026-03-02T09:00:00+00:00", "1"),
        made_up("newest", "2026-03-02T09:00:00+00:00", True),
        made_up("newest", None, 1),
        made_up("queue", "P1", "2026-03-02T09:00:00+00:00", 1),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_cursor_that_nobody_gave_out_is_told(program: TestClient, cursor: str) -> None:
    answer = program.get("/api/v1/tickets", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query.cursor"), answer.text


def test_odd_words_in_filters_find_nothing_and_break_nothing(program: TestClient, opened: Callable[..., int]) -> None:
    opened(team="payments")
    for word in ("pay\x00", "%", "' OR 1=1 --", "\U0010ffff", "a" * 200):
        for path in ("tickets", "alerts", "incidents"):
            assert program.get(f"/api/v1/{path}", params={"service": word}).json() == {"items": [], "next": None}


def alert_row(number: int, ticket_id: int | None, **more: Any) -> dict[str, Any]:
    at = MONDAY + timedelta(minutes=number)
    row: dict[str, Any] = {
        **{"integration": "am", "source": "alertmanager", "dedup_key": f"k{number}", "state": "firing"},
        **{"is_open": True, "ticket_id": ticket_id, "title": f"alert {number}", "severity": None, "rule": "r"},
        **{"service": None, "environment": "production", "labels": {"a": "b"}, "links": [], "description": ""},
        **{"reasons": [], "missing": [], "is_unready": False, "times": 1, "flaps": 0, "first_at": at, "last_at": at},
        **{"closed_at": None, "is_flapping_told": False, "held_by": None, "process_version": "v1"},
    }
    return row | more


def test_alerts_are_found_by_what_they_are(program: TestClient, opened: Callable[..., int], store: Store) -> None:
    number = opened()
    with store.begin() as tx:
        ticket_id = tx.ticket_by_number(number).id
        tx.add_alerts(
            [
                alert_row(1, ticket_id),
                alert_row(2, ticket_id, is_open=False, state="resolved", closed_at=MONDAY),
                alert_row(3, None, service="checkout", integration="dd", is_unready=True, missing=["team"]),
            ]
        )

    def found(query: str) -> list[str]:
        return [one["title"][-1] for one in every_page(program, f"/alerts?{query}", 1)]

    assert found("") == ["3", "2", "1"]
    assert found(f"ticket={number}") == ["2", "1"]
    assert found("is_open=true") == ["3", "1"]
    assert found("is_unready=true") == found("service=checkout") == found("integration=dd") == ["3"]
    assert found("since=2026-03-02T09:02:00Z&before=2026-03-02T09:03:00Z") == ["2"]
    first = every_page(program, "/alerts?is_open=true", 9)[-1]
    one = program.get(f"/api/v1/alerts/{first['id']}").json()
    assert one == first
    assert (one["ticket"], one["labels"], one["first_at"]) == (number, {"a": "b"}, "2026-03-02T09:01:00Z")
    assert program.get(f"/api/v1/alerts/{first['id'] + 99}").status_code == 404


def test_incidents_with_their_timeline(program: TestClient, declare: Callable[..., Incident]) -> None:
    declare("checkout is down", service="checkout")
    declare("search is slow")
    assert numbers(every_page(program, "/incidents", 1)) == [2, 1]
    assert numbers(every_page(program, "/incidents?service=checkout&status=investigating&priority=P1", 1)) == [1]
    assert numbers(every_page(program, "/incidents?status=resolved", 1)) == []
    one = program.get("/api/v1/incidents/inc-1").json()
    assert (one["label"], one["title"], one["declared_by"]["name"]) == ("INC-1", "checkout is down", "Alice")
    assert one["timeline"][0] == {
        **{"at": "2026-03-02T09:00:00Z", "by": "Alice", "kind": "declared", "text": "declared: checkout is down"},
        **{"link": None, "author": None, "withdrawn_by": None, "is_corrected": False},
    }
    assert program.get("/api/v1/incidents/3").json()["detail"] == "There is no INC-3."


def test_the_catalog_in_force(program: TestClient) -> None:
    (service,) = program.get("/api/v1/services").json()["items"]
    assert (service["key"], service["team"], service["match"]) == ("checkout", "payments", {"service": ["checkout"]})
    teams = program.get("/api/v1/teams").json()["items"]
    assert [(team["key"], team["is_triage"]) for team in teams] == [("payments", True), ("search", False)]
