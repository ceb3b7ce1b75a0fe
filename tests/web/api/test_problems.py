"""Hostile requests get a problem that says what to do; never a 500, and nothing of theirs is thrown back at them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from incidentbot.store.store import Store

JSON = {"Content-Type": "application/json"}
BODIES = {
    "broken": (b'{"text": ', 400),
    "not UTF-8": (b'{"text": "\xff"}', 400),
    "empty": (b"", 422),
    "a list": (b"[]", 422),
    "a number": (b"1e400", 422),
    "NaN": (b'{"text": NaN}', 422),
    "deep": (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "half a surrogate pair": (rb'{"text": "\ud800"}', 422),
    "half a surrogate pair as a name": (rb'{"\ud800": 1, "text": "x"}', 422),
    "too long": (b'{"text": "' + b"x" * (1 << 20) + b'"}', 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_told_what_is_wrong(program: TestClient, opened: Callable[..., int], name: str) -> None:
    number, (body, status) = opened(), BODIES[name]
    answer = program.post(f"/api/v1/tickets/{number}/comment", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    if status != 413:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
    assert len(answer.content) < 2_000


def test_a_null_character_is_left_out_and_the_rest_is_kept(program: TestClient, opened: Callable[..., int]) -> None:
    number = opened()
    assert program.post(f"/api/v1/tickets/{number}/comment", json={"text": "a\x00b"}).status_code == 200
    assert program.get(f"/api/v1/tickets/{number}").json()["history"][-1]["text"] == "ab"


def test_null_characters_are_harmless_wherever_text_is_kept(program: TestClient, opened: Callable[..., int]) -> None:
    number, odd = opened(), "a\x00b"
    sent = {
        f"tickets/{number}/priority": {"priority": "P4", "why": odd},
        f"tickets/{number}/done": {"reason": odd},
        "reports": {"text": odd, "customer": odd, "conversation": "https://a.example/\x00"},
        "silences": {"labels": {odd: odd}, "minutes": 5, "reason": odd},
        "tokens": {"kind": "api", "name": odd, "scopes": ["read"]},
    }
    answers = {path: program.post(f"/api/v1/{path}", json=body).status_code for path, body in sent.items()}
    assert {path for path, status in answers.items() if status not in (200, 201, 422)} == set(), answers


def test_without_a_content_type_it_says_so(program: TestClient, opened: Callable[..., int]) -> None:
    answer = program.post(f"/api/v1/tickets/{opened()}/comment", content=b'{"text": "x"}')
    assert answer.status_code == 422
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/nothing", 404), ("PUT", "/v1/tickets", 405)])
def test_a_wrong_address_points_to_the_page(anybody: TestClient, method: str, path: str, status: int) -> None:
    answer = anybody.request(method, f"/api{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert "/api/docs" in answer.json()["detail"]


@pytest.mark.slow
def test_a_locked_database_is_a_503_with_the_time_to_wait(
    program: TestClient, opened: Callable[..., int], store: Store
) -> None:
    if store.is_postgres:
        pytest.skip("PostgreSQL locks rows, not the database")
    number = opened()
    with store.begin():
        answer = program.post(f"/api/v1/tickets/{number}/comment", json={"text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
POSTS = ["tickets/1/take", "tickets/1/done", "tickets/1/snooze", "tickets/1/comment", "tickets/1/priority"]
FIELDS = st.sampled_from(
    ["text", "person", "until", "reason", "priority", "why", "labels", "minutes", "kind", "name", "scopes", "joins"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([*POSTS, "reports", "silences", "tokens"]),
    body=st.dictionaries(FIELDS, ANYTHING, max_size=5),
)
def test_whatever_is_sent_there_is_no_500(program: TestClient, path: str, body: object) -> None:
    answer = program.post(f"/api/v1/{path}", content=json.dumps(body).encode(), headers=JSON)
    assert answer.status_code in (200, 201, 404, 409, 422), answer.text
