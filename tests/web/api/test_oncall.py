"""Who is on call, for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.people import BOT
from incidentbot.services.cover import Covers
from incidentbot.services.process import RunningProcess
from incidentbot.store.store import Store
from tests.world import MONDAY, FakeClock

WEEK = timedelta(days=7)


@pytest.fixture
def covered(store: Store, clock: FakeClock, running: RunningProcess, program: TestClient) -> TestClient:
    hour = timedelta(hours=1)
    Covers(store, clock, running).cover(["payments-primary"], "bob", "alice", MONDAY + hour, MONDAY + 2 * hour, "", BOT)
    return program


@pytest.mark.parametrize("of", ["payments-primary", "payments", "checkout", "Payments"])
def test_who_until_when_who_is_next_and_why(program: TestClient, of: str) -> None:
    [found] = program.get(f"/api/v1/oncall?of={of}").json()["items"]
    assert found["shifts"] == [
        {
            "schedule": "payments-primary",
            "person": {"key": "alice", "name": "Alice", "slack_id": "U01ALICE"},
            "start": "2026-03-02T09:00:00Z",
            "end": "2026-03-09T09:00:00Z",
            "reason": "layer",
            "why": "by turn in layer 1",
            "is_shadow": False,
        }
    ]
    assert (found["until"], found["next_from"]) == ("2026-03-09T09:00:00Z", "2026-03-09T09:00:00Z")
    assert [(one["key"], one["slack_id"]) for one in found["next"]] == [("bob", "U02BOB")]
    assert found["teams"] == [{"key": "payments", "label": "payments"}]


def test_at_another_moment_an_override_says_why(covered: TestClient) -> None:
    [found] = covered.get("/api/v1/oncall?at=2026-03-02T11:30:00%2B01:00").json()["items"]
    assert [(one["person"]["key"], one["reason"], one["why"]) for one in found["shifts"]] == [
        ("bob", "override", "covers for Alice")
    ]


def test_the_final_calendar_of_a_stretch_of_time(covered: TestClient) -> None:
    asked = "/api/v1/shifts?of=payments&from=2026-03-02T09:00:00Z&until=2026-03-09T09:00:00Z"
    told = [(one["person"]["key"], one["start"][8:16], one["end"][8:16]) for one in covered.get(asked).json()["items"]]
    assert told == [
        ("alice", "02T09:00", "02T10:00"),
        ("bob", "02T10:00", "02T11:00"),
        ("alice", "02T11:00", "09T09:00"),
    ]
    assert len(covered.get(f"{asked}&person=bob").json()["items"]) == 1
    assert covered.get(f"{asked}&person=nobody").json()["items"] == []


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("oncall?of=paymnets", 404, "did you mean “payments”?"),
        ("oncall?at=yesterday", 422, ""),
        ("oncall?at=2026-03-02T09:00:00", 422, ""),
        ("oncall?team=payments", 422, ""),
        ("shifts?from=2026-03-02T09:00:00Z&until=2026-03-02T09:00:00Z", 422, "after the beginning"),
        ("shifts?from=2026-03-02T09:00:00Z&until=2027-04-02T09:00:00Z", 422, "at most 366 days"),
        ("shifts?of=%3C%21channel%3E", 404, "is no schedule, team or service"),
    ],
)
def test_what_is_wrong_is_a_problem(program: TestClient, asked: str, status: int, told: str) -> None:
    answer = program.get(f"/api/v1/{asked}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == status
    assert told in answer.text
