"""Paging through the API: asking, looking, acknowledging."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from incidentbot.domain.people import Person


def test_a_program_pages_a_service_and_acknowledges_for_somebody(program: TestClient, alice: Person) -> None:
    asked = program.post("/api/v1/pages", json={"target": "checkout", "why": "the deploy hangs"})
    assert asked.status_code == 201, asked.text
    page = asked.json()
    assert (page["target"], page["state"], page["reason"]) == ("team payments", "open", "checkout: the deploy hangs")
    assert page["started_by"] == "API key deployer"
    assert [(one["person"], one["kind"], one["state"]) for one in page["notifications"]] == [
        ("alice", "slack", "waiting")
    ]
    taken = program.post(f"/api/v1/pages/{page['id']}/acknowledge", json={"person": "U01ALICE"})
    assert taken.status_code == 200, taken.text
    assert (taken.json()["acknowledged_by"], taken.json()["acknowledged_how"]) == ("alice", "API")
    assert taken.json()["notifications"][0]["state"] == "cancelled"
    again = program.post(f"/api/v1/pages/{page['id']}/acknowledge", json={})
    assert again.status_code == 409
    assert "alice has it since" in again.json()["detail"]
    assert program.get(f"/api/v1/pages/{page['id']}").json()["state"] == "acknowledged"


def test_the_same_request_twice_pages_once(program: TestClient, opened: Callable[..., int]) -> None:
    body = {"target": "alice", "ticket": f"T-{opened()}"}
    first = program.post("/api/v1/pages", json=body, headers={"Idempotency-Key": "deploy-7"})
    assert first.status_code == 201, first.text
    again = program.post("/api/v1/pages", json=body, headers={"Idempotency-Key": "deploy-7"})
    assert again.status_code == 409
    another = program.post("/api/v1/pages", json=body)
    assert another.status_code == 409
    assert "is asked about" in another.json()["detail"]


def test_what_cannot_be_paged_says_why(program: TestClient) -> None:
    for body, words in (
        ({"target": "nobody", "why": "x"}, "I know no team, service or person"),
        ({"target": "payments"}, "Say in a few words what for."),
        ({"target": ""}, "at least 1 character"),
        ({"target": "payments", "why": "x", "ticket": "INC-1"}, "pattern"),
        ({"target": "payments", "why": "x", "tikcet": "T-1"}, "is not known here"),
    ):
        refused = program.post("/api/v1/pages", json=body)
        assert refused.status_code == 422, refused.text
        assert words in refused.text
    assert program.post("/api/v1/pages", json={"target": "payments", "why": "x", "ticket": "T-9"}).status_code == 404
    assert program.get("/api/v1/pages/9").status_code == 404
    assert program.post("/api/v1/pages/9/acknowledge", json={}).status_code == 404


def test_figures_as_json_and_as_a_file(program: TestClient, alice: Person) -> None:
    page = program.post("/api/v1/pages", json={"target": "payments", "why": "x"}).json()
    program.post(f"/api/v1/pages/{page['id']}/acknowledge", json={"person": "U01ALICE"})
    counted = program.get(
        "/api/v1/reports/pages", params={"since": "2026-03-01T00:00:00Z", "before": "2026-03-03T00:00:00Z"}
    )
    assert counted.status_code == 200, counted.text
    total = counted.json()["total"]
    assert (total["pages"], total["acknowledged"], total["median_seconds"]) == (1, 1, 0.0)
    assert [line["name"] for line in counted.json()["by"]["team"]] == ["payments"]
    query = {"since": "2026-03-01T00:00:00Z", "before": "2026-03-03T00:00:00Z", "format": "csv"}
    as_file = program.get("/api/v1/reports/pages", params=query)
    assert as_file.headers["content-type"].startswith("text/csv")
    assert "team,payments,1," in as_file.text
    assert program.get("/api/v1/reports/pages", params={"since": "2020-01-01T00:00:00Z"}).status_code == 422
