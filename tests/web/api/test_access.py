"""Keys and scopes: who may, who may not, and that the answer says what to do."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.people import BOT
from incidentbot.services.token import Tokens
from tests.web.api.conftest import holding

READING = ["/tickets", "/alerts", "/incidents", "/reports", "/reports/tickets", "/services", "/teams", "/silences"]


@pytest.mark.parametrize("path", [*READING, "/tokens", "/process/versions", "/search?q=a"])
def test_nothing_is_told_without_a_key(anybody: TestClient, path: str) -> None:
    answer = anybody.get(f"/api/v1{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "incidentbot token create --api" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["", "ib-api-wrong", "💥", "x" * 10_000])
def test_a_wrong_key_is_refused_in_one_way(anybody: TestClient, key: str) -> None:
    answer = anybody.get("/api/v1/tickets", headers={"Authorization": f"Bearer {key}".encode()})
    assert answer.status_code == 401


def test_the_key_of_an_integration_opens_nothing_here(anybody: TestClient, tokens: Tokens) -> None:
    holding(anybody, tokens.make("integration", "am", "alertmanager", [], BOT))
    assert anybody.get("/api/v1/tickets").status_code == 401


def test_each_scope_allows_just_what_it_names(anybody: TestClient, tokens: Tokens) -> None:
    asking = {
        "read": ("GET", "/api/v1/tickets", None, 200),
        "write": ("POST", "/api/v1/reports", {"text": "it is slow"}, 201),
        "admin": ("GET", "/api/v1/tokens", None, 200),
    }
    for held in asking:
        holding(anybody, tokens.make("api", held, None, [held], BOT))
        for scope, (method, path, body, good) in asking.items():
            answer = anybody.request(method, path, json=body)
            assert answer.status_code == (good if scope == held else 403), (held, scope)
            if scope != held:
                assert answer.json()["detail"] == f"This needs the scope {scope}; the key “{held}” has {held}."


def test_a_revoked_key_ends_at_once(program: TestClient) -> None:
    made = program.post("/api/v1/tokens", json={"kind": "api", "name": "short", "scopes": ["read"]}).json()
    mine = program.headers["Authorization"]
    assert holding(program, made["key"]).get("/api/v1/tickets").status_code == 200
    program.headers["Authorization"] = mine
    (short,) = [one for one in program.get("/api/v1/tokens").json()["items"] if one["name"] == "short"]
    assert program.delete(f"/api/v1/tokens/{short['id']}").status_code == 204
    assert program.delete(f"/api/v1/tokens/{short['id']}").status_code == 404
    assert holding(program, made["key"]).get("/api/v1/tickets").status_code == 401


def test_a_key_is_shown_once_and_its_maker_is_named(program: TestClient) -> None:
    body = {"kind": "integration", "name": "eu", "source": "alertmanager"}
    key = program.post("/api/v1/tokens", json=body).json()["key"]
    assert key.startswith("ib-in-")
    listed = program.get("/api/v1/tokens")
    assert key not in listed.text
    eu = listed.json()["items"][-1]
    assert (eu["name"], eu["source"], eu["made_by"]) == ("eu", "alertmanager", "API key deployer")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "api", "name": "a"},
        {"kind": "api", "name": "a", "scopes": ["root"]},
        {"kind": "api", "name": "a/b", "scopes": ["read"]},
        {"kind": "integration", "name": "a", "scopes": ["read"]},
        {"kind": "other", "name": "a"},
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(program: TestClient, body: dict[str, object]) -> None:
    assert program.post("/api/v1/tokens", json=body).status_code == 422
    assert len(program.get("/api/v1/tokens").json()["items"]) == 1
