"""The door for monitors: keys, strict bodies, every answer a sentence; a 2xx means that it is on disk."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from incidentbot.domain.people import BOT
from incidentbot.integrations.sources import SOURCES
from incidentbot.services.digest import Digest
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.silence import Silences
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store
from tests.web.monitors import *  # noqa: F403
from tests.web.monitors import EVENT, FIRING, rows, waiting
from tests.world import FakeClock, InForce


def test_an_alert_is_on_disk_when_it_is_answered(monitor: TestClient, key: str, store: Store, digest: Digest) -> None:
    answer = monitor.post(f"/alerts/alertmanager/{key}", json=FIRING)
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "alerts": 1})
    assert waiting(store) == 1
    digest.digest(BOT)
    assert waiting(store) == 0
    assert rows(store, "SELECT title, priority, service, team FROM ticket") == [
        ("Checkout answers 500", "P1", "checkout", "payments")
    ]


def test_the_key_may_stand_in_the_path_a_header_or_basic_auth(monitor: TestClient, key: str) -> None:
    basic = base64.b64encode(f"alerts:{key}".encode()).decode()
    alone = base64.b64encode(f"{key}:".encode()).decode()
    for headers in (
        {"authorization": f"Bearer {key}"},
        {"x-api-key": key},
        {"authorization": f"Basic {basic}"},
        {"authorization": f"Basic {alone}"},
    ):
        assert monitor.post("/alerts/alertmanager", json=FIRING, headers=headers).status_code == 202


def test_every_wrong_key_gets_the_same_answer(monitor: TestClient, key: str, tokens: Tokens, store: Store) -> None:
    api_key = tokens.make("api", "robot", None, ["read"], BOT)
    answers = [
        monitor.post(f"/alerts/alertmanager/{wrong}", json=FIRING)
        for wrong in ("x", key[:-1], key + "x", api_key, "%00", "ü" * 50)
    ]
    answers.append(monitor.post("/alerts/alertmanager", json=FIRING, headers={"authorization": "Basic !!"}))
    answers.append(monitor.post(f"/alerts/grafana/{key}", json=FIRING))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert waiting(store) == 0


def test_two_keys_are_valid_while_one_is_exchanged_and_a_third_ends_the_first(
    tokens: Tokens, monitor: TestClient
) -> None:
    keys = [tokens.make("integration", "am", "alertmanager", [], BOT) for _ in range(3)]
    statuses = [monitor.post(f"/alerts/alertmanager/{one}", json=FIRING).status_code for one in keys]
    assert statuses == [401, 202, 202]
    tokens.revoke(tokens.all()[-1].id)
    assert monitor.post(f"/alerts/alertmanager/{keys[2]}", json=FIRING).status_code == 401


def test_a_key_is_long_random_and_kept_only_as_a_hash(tokens: Tokens, store: Store) -> None:
    made = {tokens.make("integration", f"n{number}", None, [], BOT) for number in range(20)}
    assert len(made) == 20
    assert all(len(base64.urlsafe_b64decode(one.removeprefix("ib-in-"))) * 8 >= 128 for one in made)
    kept = str(rows(store, "SELECT * FROM token"))
    assert not [one for one in made if one in kept or one.removeprefix("ib-in-") in kept]


def test_an_unknown_source_is_named_with_those_that_there_are(monitor: TestClient, key: str) -> None:
    answer = monitor.post(f"/alerts/nagios/{key}", json=FIRING)
    assert answer.status_code == 404
    assert "alertmanager" in answer.json()["error"]


HOSTILE: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"nul", 400),
    (b"\xff\xfe{}", 400),
    (b'{"a": NaN}', 400),
    (b'{"a": 1e400}', 400),
    (b'{"a": -Infinity}', 400),
    (b'{"a": 1, "a": 2}', 400),
    (b"[" * 100_000 + b"]" * 100_000, 400),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    (b" " * (1 << 20) + b"{}", 413),
    (json.dumps({"alerts": [{"labels": {"alertname": "x\x00y"}, "status": "firing"}]}).encode(), 202),
    (b'{"alerts": [{"labels": {"alertname": "\\ud800"}, "status": "firing"}]}', 202),
]


@pytest.mark.parametrize(("body", "status"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bodies_get_a_sentence_quickly(monitor: TestClient, key: str, body: bytes, status: int) -> None:
    monitor.post(f"/alerts/alertmanager/{key}", json=FIRING)  # the keys are known from here on
    answer = monitor.post(f"/alerts/alertmanager/{key}", content=body)
    assert answer.status_code == status
    if status >= 400:
        assert " " in answer.json()["error"]


def test_a_shape_that_nobody_knows_is_kept_with_a_ticket_for_the_owner_of_its_sender(
    monitor: TestClient, key: str, store: Store, digest: Digest
) -> None:
    for number in range(3):
        assert monitor.post(f"/alerts/alertmanager/{key}", json={"brand": "new", "format": number}).status_code == 202
    digest.digest(BOT)
    assert rows(store, "SELECT title, priority, team FROM ticket") == [
        ("am sends something that nobody understands", "P3", "payments")
    ]
    ((description, times),) = rows(store, "SELECT description, times FROM alert")
    assert times == 3
    assert '"brand"' in str(description)


def test_a_generic_body_is_read_by_its_mapping(
    monitor: TestClient, tokens: Tokens, store: Store, digest: Digest
) -> None:
    key = tokens.make("integration", "own", "generic", [], BOT)
    body = {"what": "No orders", "id": "o1", "is": "bad", "how_bad": "CRITICAL", "where": {"service": "checkout"}}
    assert monitor.post(f"/alerts/generic/{key}", json=body).status_code == 202
    assert monitor.post(f"/alerts/generic/{key}", json={"hello": 1}).status_code == 202
    digest.digest(BOT)
    assert rows(store, "SELECT title, priority, team FROM ticket ORDER BY id") == [
        ("No orders", "P1", "payments"),
        ("own sends something that nobody understands", "P3", "payments"),
    ]
    monitor.post(f"/alerts/generic/{key}", json={**body, "is": "OK"})
    digest.digest(BOT)
    assert rows(store, "SELECT state FROM alert WHERE dedup_key = 'o1'") == [("resolved",)]


def test_the_events_api_contract(monitor: TestClient, tokens: Tokens, store: Store) -> None:
    key = tokens.make("integration", "events", None, [], BOT)
    answer = monitor.post("/v2/enqueue", json={**EVENT, "routing_key": key})
    assert answer.status_code == 202
    assert answer.json() == {"status": "success", "message": "Event processed", "dedup_key": "d1"}
    made = monitor.post("/v2/enqueue", json={**EVENT, "dedup_key": None, "routing_key": key}).json()["dedup_key"]
    assert made
    for broken in (
        {**EVENT, "routing_key": "wrong"},
        {"routing_key": key},
        [],
        {**EVENT, "routing_key": key, "event_action": "dance"},
    ):
        refused = monitor.post("/v2/enqueue", json=broken)
        assert refused.status_code == 400
        assert refused.json()["status"] == "invalid event"
        assert refused.json()["errors"]
    old = {"service_key": key, "event_type": "trigger", "incident_key": "k1", "description": "old and fine"}
    for address in ("/generic/2010-04-15/create_event.json", "/v2/enqueue"):
        answer = monitor.post(address, json=old)
        assert answer.status_code == 200
        assert answer.json() == {"status": "success", "message": "Event processed", "incident_key": "k1"}
    assert waiting(store) == 4


def test_a_key_of_another_source_is_no_key_of_the_events_api(monitor: TestClient, key: str, tokens: Tokens) -> None:
    assert monitor.post("/v2/enqueue", json={**EVENT, "routing_key": key}).status_code == 400
    own = tokens.make("integration", "pd", "pagerduty", [], BOT)
    assert monitor.post("/v2/enqueue", json={**EVENT, "routing_key": own}).status_code == 202
    assert monitor.post(f"/alerts/pagerduty/{own}", json=EVENT).status_code == 202


def test_a_heartbeat_that_stops_is_an_alert_and_its_return_resolves_it(
    monitor: TestClient, tokens: Tokens, heartbeats: Heartbeats, clock: FakeClock, store: Store, digest: Digest
) -> None:
    key = tokens.make("integration", "backup", None, [], BOT)
    assert monitor.post(f"/heartbeat/{key}").status_code == 202
    clock.advance(minutes=9)
    assert heartbeats.look() == 0
    clock.advance(minutes=2)
    assert (heartbeats.look(), heartbeats.look()) == (1, 0)
    digest.digest(BOT)
    assert rows(store, "SELECT title, state FROM ticket") == [("Nothing was heard of backup", "open")]
    assert monitor.get(f"/heartbeat/{key}").status_code == 202
    digest.digest(BOT)
    assert rows(store, "SELECT state FROM ticket") == [("resolved",)]


def test_what_a_silence_held_back_is_judged_when_it_ends(
    monitor: TestClient, key: str, store: Store, clock: FakeClock, shop: InForce, digest: Digest
) -> None:
    silences = Silences(store, clock, shop)
    now = clock.now()
    silences.silence("maintenance", {"service": "checkout"}, now, now + timedelta(hours=1), "new database", BOT)
    monitor.post(f"/alerts/alertmanager/{key}", json=FIRING)
    digest.digest(BOT)
    assert rows(store, "SELECT title FROM ticket") == []
    assert [row.title for row in silences.held_by(1)] == ["Checkout answers 500"]
    assert silences.judge_ended() == 0
    clock.advance(hours=2)
    assert (silences.judge_ended(), silences.judge_ended()) == (1, 0)
    assert rows(store, "SELECT title, priority, alerts_open FROM ticket") == [("Checkout answers 500", "P1", 1)]


def test_a_database_that_is_locked_gives_503_with_retry_after(
    monitor: TestClient, key: str, store: Store, tokens: Tokens
) -> None:
    monitor.post(f"/alerts/alertmanager/{key}", json=FIRING)
    if store.is_postgres:
        pytest.skip("PostgreSQL has no lock of the whole database")
    with store.engine.connect() as holder:
        holder.exec_driver_sql("ROLLBACK")
        holder.exec_driver_sql("BEGIN EXCLUSIVE")
        answer = monitor.post(f"/alerts/alertmanager/{key}", json=FIRING)
        holder.exec_driver_sql("ROLLBACK")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_many_senders_at_once_share_commits(monitor: TestClient, key: str, store: Store) -> None:
    def send(number: int) -> int:
        alert = {**FIRING["alerts"][0], "fingerprint": f"f{number}"}  # type: ignore[index]
        return monitor.post(f"/alerts/alertmanager/{key}", json={**FIRING, "alerts": [alert]}).status_code

    with ThreadPoolExecutor(16) as senders:
        assert set(senders.map(send, range(200))) == {202}
    assert waiting(store) == 200


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.sampled_from([*sorted(SOURCES), "generic"]),
    body=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=30),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["alerts", "status", "labels", "event", "data", "payload", "title", "x"]), inner
            )
        ),
        max_leaves=12,
    ),
)
def test_nothing_that_is_json_gives_a_500_or_is_lost(
    monitor: TestClient, tokens: Tokens, store: Store, source: str, body: object
) -> None:
    key = tokens.make("integration", "any", None, [], BOT)
    before = waiting(store)
    answer = monitor.post(f"/alerts/{source}/{key}", content=json.dumps(body))
    assert answer.status_code == 202, answer.text
    assert waiting(store) - before == answer.json()["alerts"]
