"""What programs do: to tickets, reports, silences and the process file; each act has its actor, and acts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.store.store import Store
from tests.world import MONDAY, FakeClock


def history(program: TestClient, number: int) -> list[str]:
    told = program.get(f"/api/v1/tickets/T-{number}").json()["history"]
    return [f"{one['by']}: {one['text']}" for one in told]


def act(program: TestClient, number: int, what: str, **body: object) -> Any:
    return program.post(f"/api/v1/tickets/{number}/{what}", json=body)


def test_a_ticket_goes_its_way(program: TestClient, opened: Callable[..., int], alice: Person) -> None:
    number = opened()
    taken = act(program, number, "take", person=alice.slack_id).json()
    assert (taken["owner"], taken["state"]) == ({"name": "Alice", "slack_id": "U01ALICE"}, "in progress")
    waiting = act(program, number, "snooze", until="2026-03-02T12:00:00Z").json()
    assert (waiting["state"], waiting["snoozed_until"]) == ("waiting", "2026-03-02T12:00:00Z")
    assert act(program, number, "comment", text="the disk grows").status_code == 200
    done = act(program, number, "done", reason="cleaned up").json()
    assert (done["state"], done["closed_reason"], done["closed_at"]) == (
        "resolved",
        "cleaned up",
        "2026-03-02T09:00:00Z",
    )
    told = history(program, number)
    assert "API key deployer: the disk grows" in told
    assert all(line.startswith("API key deployer: ") for line in told)
    again = act(program, number, "done")
    assert again.status_code == 409
    assert "resolved already" in again.json()["detail"]


def test_what_becomes_worse_becomes_an_incident(program: TestClient, opened: Callable[..., int]) -> None:
    number = opened()
    worse = act(program, number, "priority", priority="P1", why="customers call").json()
    assert (worse["priority"], worse["incident"]) == ("P1", 1)
    (incident,) = program.get("/api/v1/incidents").json()["items"]
    assert (incident["label"], incident["status"]) == ("INC-1", "investigating")
    assert act(program, number, "priority", priority="P1", why="customers call").status_code == 409


@pytest.mark.parametrize(
    ("what", "body", "where"),
    [
        ("take", {"person": "alice"}, "body.person"),
        ("take", {"person": "U0NOBODY"}, "body.person"),
        ("snooze", {"until": "2026-03-01T09:00:00Z"}, "until"),
        ("snooze", {"until": "tomorrow"}, "body.until"),
        ("snooze", {}, "body.until"),
        ("comment", {"text": "  "}, "body.text"),
        ("comment", {"text": "x" * 3001}, "body.text"),
        ("priority", {"priority": "P1", "why": ""}, "body.why"),
        ("priority", {"priority": "P0", "why": "x"}, "body.priority"),
        ("done", {"reazon": "x"}, "body.reazon"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_done(
    program: TestClient, opened: Callable[..., int], what: str, body: dict[str, object], where: str
) -> None:
    number = opened()
    before = program.get(f"/api/v1/tickets/{number}").json()
    answer = act(program, number, what, **body)
    assert (answer.status_code, [fault["where"] for fault in answer.json()["errors"]]) == (422, [where])
    assert program.get(f"/api/v1/tickets/{number}").json() == before


@pytest.mark.parametrize("name", ["T-99", "99", "t-99"])
def test_a_ticket_that_is_not_there(program: TestClient, name: str) -> None:
    assert program.get(f"/api/v1/tickets/{name}").json()["detail"] == "There is no T-99."
    answer = program.post(f"/api/v1/tickets/{name}/comment", json={"text": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no T-99.")


@pytest.mark.parametrize("name", ["0", "-1", "T--1", "9" * 16, "٣", "INC-1", "T-1%00"])
def test_a_name_that_is_none(program: TestClient, name: str) -> None:
    assert program.get(f"/api/v1/tickets/{name}").status_code == 422


def test_a_report_opens_a_ticket_and_its_reporter_is_known(program: TestClient, alice: Person) -> None:
    body = {"text": "payments hang\nsince noon", "service": "checkout", "customer": "Globex", "person": "U01ALICE"}
    answer = program.post("/api/v1/reports", json=body)
    assert answer.status_code == 201
    ticket = answer.json()["ticket"]
    assert (ticket["title"], ticket["team"], answer.json()["joined"]) == ("payments hang", "payments", False)
    joined = program.post("/api/v1/reports", json={"text": "we too", "joins": ticket["number"], "customer_count": 3})
    assert (joined.json()["ticket"]["number"], joined.json()["joined"]) == (ticket["number"], True)
    second, first = program.get("/api/v1/reports").json()["items"]
    assert (first["reporter"], first["customer"]) == ("Alice, through API key deployer", "Globex")
    assert (second["reporter"], second["customer_count"]) == ("API key deployer", 3)
    assert len(program.get(f"/api/v1/tickets/{ticket['number']}").json()["reports"]) == 2
    assert program.get("/api/v1/reports?ticket=99").json()["items"] == []


def test_the_same_request_twice_acts_once(program: TestClient) -> None:
    answers = [
        program.post("/api/v1/reports", json={"text": "it is slow"}, headers={"Idempotency-Key": key})
        for key in ("one", "one", "two")
    ]
    assert [answer.status_code for answer in answers] == [201, 409, 201]
    assert "done before" in answers[1].json()["detail"]
    assert len(program.get("/api/v1/tickets").json()["items"]) == 2


def test_a_silence_is_made_listed_and_ended(program: TestClient, clock: FakeClock) -> None:
    body = {"labels": {"service": "checkout"}, "minutes": 30, "reason": "we deploy"}
    made = program.post("/api/v1/silences", json=body).json()
    assert (made["ends_at"], made["author"], made["kind"]) == ("2026-03-02T09:30:00Z", "API key deployer", "silence")
    later = {**body, "minutes": None, "starts_at": "2026-03-03T00:00:00Z", "until": "2026-03-03T01:00:00+00:00"}
    assert program.post("/api/v1/silences", json={**later, "kind": "maintenance"}).status_code == 201
    assert len(program.get("/api/v1/silences").json()["items"]) == 2
    assert program.get(f"/api/v1/silences/{made['id']}").json() == made | {"holds_back": []}
    assert program.delete(f"/api/v1/silences/{made['id']}").status_code == 204
    assert program.delete(f"/api/v1/silences/{made['id']}").status_code == 404
    clock.advance(seconds=1)
    assert [one["kind"] for one in program.get("/api/v1/silences").json()["items"]] == ["maintenance"]
    assert len(program.get("/api/v1/silences?ended=true").json()["items"]) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": {}},
        {"reason": " "},
        {"minutes": 0},
        {"until": "2026-03-02T10:00:00Z"},
        {"minutes": None},
        {"minutes": None, "until": "2026-03-02T08:00:00Z"},
        {"minutes": None, "until": "9999-12-31T23:59:59Z"},
        {"kind": "nap"},
        {"labels": {"a": {"b": "c"}}},
    ],
)
def test_a_silence_that_makes_no_sense_is_not_made(program: TestClient, wrong: dict[str, object]) -> None:
    body: dict[str, object] = {"labels": {"service": "checkout"}, "minutes": 30, "reason": "we deploy"}
    assert program.post("/api/v1/silences", json=body | wrong).status_code == 422
    assert program.get("/api/v1/silences?ended=true").json()["items"] == []


def test_the_process_file_is_taken_over_whole_or_not_at_all(program: TestClient, process_file: Path) -> None:
    assert program.post("/api/v1/process/reload").json()["has_changed"] is False
    process_file.write_text(process_file.read_text() + "  search: {team: search, match: {service: search}}\n")
    changed = program.post("/api/v1/process/reload").json()
    assert changed["has_changed"]
    assert len(program.get("/api/v1/services").json()["items"]) == 2
    process_file.write_text("servises: {}\nteams: 7\n")
    refused = program.post("/api/v1/process/reload")
    assert (refused.status_code, refused.json()["title"]) == (422, "The process file has mistakes")
    assert len(refused.json()["errors"]) >= 2
    assert len(program.get("/api/v1/services").json()["items"]) == 2
    bad, good, first = program.get("/api/v1/process/versions").json()["items"]
    assert (good["version"], good["loaded_by"], good["mistakes"]) == (changed["version"], "API key deployer", "")
    assert "servises" in bad["mistakes"]
    assert first["loaded_by"] == "Incidentbot"


def test_tickets_are_counted_on_the_wall_clock_that_was_asked_for(
    program: TestClient, opened: Callable[..., int], clock: FakeClock
) -> None:
    opened(team="payments")
    opened(team="payments", environment="staging", at=MONDAY + timedelta(minutes=59, seconds=59.9))
    opened(at=MONDAY + timedelta(hours=14))  # Tuesday in Kathmandu
    opened(at=MONDAY - timedelta(days=60))
    clock.advance(days=1)

    def counted(query: str = "") -> dict[str, Any]:
        return dict(program.get(f"/api/v1/reports/tickets?{query}").json())

    usual = counted()
    assert (usual["tickets"], usual["timezone"]) == (3, "Europe/Prague")
    assert usual["teams"] == [{"name": "payments", "tickets": 2}, {"name": None, "tickets": 1}]
    assert usual["environments"] == [{"name": "production", "tickets": 2}, {"name": "staging", "tickets": 1}]
    assert {hour: count for hour, count in enumerate(usual["hours"]) if count} == {10: 2, 0: 1}
    assert [day["tickets"] for day in usual["weekdays"]] == [2, 1, 0, 0, 0, 0, 0]
    east = counted("timezone=Asia/Kathmandu")  # 5 h 45 min east: 09:00 is 14:45, 09:59 is 15:44
    assert {hour: count for hour, count in enumerate(east["hours"]) if count} == {14: 1, 15: 1, 4: 1}
    assert counted("since=2025-12-30T00:00:00Z&before=2026-01-10T00:00:00Z")["tickets"] == 1
    for wrong in ("timezone=Mars", "timezone=../etc", "since=2025-01-01T00:00:00Z", "since=2027-01-01T00:00:00Z"):
        assert program.get(f"/api/v1/reports/tickets?{wrong}").status_code == 422


def test_search_finds_what_was_said(program: TestClient, declare: Callable[..., Incident], store: Store) -> None:
    declare("checkout is down")
    found = program.get("/api/v1/search", params={"q": "checkout"}).json()["items"]
    assert (found[0]["label"], found[0]["title"], found[0]["found"]) == ("INC-1", "checkout is down", ["checkout"])
    assert program.get("/api/v1/search", params={"q": '"*'}).status_code == 422
