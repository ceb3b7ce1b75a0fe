"""Ordered misfortune: each kind does exactly what its name says."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from http.client import RemoteDisconnected

import httpx2
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed

from tests.sandbox.links import Link
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, BOT, INCIDENTS, Json, Town, until


def post(town: Town, text: str = "hi") -> Json:
    return town.api("chat.postMessage", channel=INCIDENTS, text=text)


def fault(town: Town, id: int) -> Json:
    return next(f for f in town.get("/sandbox/faults") if f["id"] == id)


def test_429_and_how_long_to_wait(town: Town) -> None:
    with town.fault("rate_limited", method="chat.postMessage", seconds=7), pytest.raises(SlackApiError) as refused:
        town.slack.chat_postMessage(channel=INCIDENTS, text="hi")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert town.messages(INCIDENTS) == []


def test_500_is_not_slacks_json(town: Town) -> None:
    with town.fault("server_error"), pytest.raises(SlackApiError) as refused:
        town.slack.chat_postMessage(channel=INCIDENTS, text="hi")
    assert refused.value.response.status_code == 500
    assert town.messages(INCIDENTS) == []


def test_any_error_code(town: Town) -> None:
    with town.fault("error", error="boom"):
        assert post(town)["error"] == "boom"
    with town.fault("revoked_token", times=None):
        assert [post(town)["error"] for _ in range(2)] == ["token_revoked"] * 2
    assert post(town)["ok"]
    assert town.violations() == []


def test_a_taken_name(town: Town) -> None:
    with town.fault("name_taken") as id:
        assert post(town)["ok"]
        assert town.api("conversations.create", name="inc-1")["error"] == "name_taken"
        assert town.api("conversations.create", name="inc-1-b")["ok"]
        assert (fault(town, id)["hits"], fault(town, id)["spent"]) == (1, True)


def test_an_archived_channel(town: Town) -> None:
    with town.fault("archived_channel", method="chat.postMessage"):
        assert post(town)["error"] == "is_archived"
        assert town.channel(INCIDENTS)["is_archived"]
    assert post(town)["error"] == "is_archived"


def test_a_connection_dropped_before_the_call_acts(town: Town) -> None:
    with town.fault("drop"), pytest.raises(httpx2.RemoteProtocolError):
        post(town)
    assert town.messages(INCIDENTS) == []
    assert town.calls()[-1]["error"] == "broken_off"


def test_accepted_and_then_dropped(town: Town) -> None:
    client = WebClient(town.sandbox.bot_token, base_url=town.sandbox.api_url, retry_handlers=[])
    with town.fault("accept_then_drop", method="chat.postMessage"), pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=INCIDENTS, text="did it happen?")
    assert town.texts(INCIDENTS) == ["did it happen?"]


def test_a_client_that_tries_again_posts_twice(town: Town) -> None:
    """What slack_sdk does unless it is told not to: the reason for this fault."""
    with town.fault("accept_then_drop", method="chat.postMessage"):
        town.slack.chat_postMessage(channel=INCIDENTS, text="twice")
    assert town.texts(INCIDENTS) == ["twice", "twice"]


def test_a_slow_answer(town: Town) -> None:
    with town.fault("slow", seconds=0.3) as id:
        began = time.monotonic()
        assert post(town)["ok"]
        assert time.monotonic() - began >= 0.3
        assert post(town)["ok"]
        assert fault(town, id)["hits"] == 1


def test_how_often_and_after_how_many_calls(town: Town) -> None:
    with town.fault("error", error="boom", method="users.info", after=2, times=2):
        assert post(town)["ok"]
        outcomes = [town.api("users.info", user=ALICE)["ok"] for _ in range(6)]
    assert outcomes == [True, True, False, False, True, True]


def held(town: Town, id: int, work: Future[Json]) -> None:
    until(lambda: fault(town, id)["holding"] == 1)
    assert not work.done()


def test_holding_a_call_before_it_acts(town: Town) -> None:
    with town.fault("hold_before", method="chat.postMessage") as id:
        calling = town.soon(post, town)
        held(town, id, calling)
        assert town.messages(INCIDENTS) == []
    assert calling.result(timeout=10)["ok"]
    assert town.texts(INCIDENTS) == ["hi"]


def test_holding_a_call_after_it_acted(town: Town) -> None:
    with town.fault("hold_after", method="chat.postMessage") as id:
        calling = town.soon(post, town)
        held(town, id, calling)
        assert town.texts(INCIDENTS) == ["hi"]
        assert town.api("users.info", user=ALICE)["ok"]
    assert calling.result(timeout=10)["ok"]


@pytest.mark.parametrize(("kind", "acted"), [("hold_before", 0), ("hold_after", 1)])
def test_a_caller_killed_while_held(town: Town, kind: str, acted: int) -> None:
    """Held before it acted, its call never acts; held after, it has acted once."""
    with town.fault(kind, method="chat.postMessage", times=None) as id:
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(
                f"{town.sandbox.api_url}chat.postMessage",
                data={"channel": INCIDENTS, "text": "last words", "token": town.sandbox.bot_token},
                timeout=0.1,
                trust_env=False,
            )
        until(lambda: fault(town, id)["holding"] == 0)
    assert len(town.messages(INCIDENTS)) == acted


def test_slack_entirely_down(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    with town.fault("down", seconds=600) as id:
        with pytest.raises(ConnectionClosed):
            app.receive()
        assert not town.state()["bot"]["connected"]
        answer = town.http.post("/api/auth.test", data={"token": town.sandbox.bot_token})
        assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert town.http.post("/response/anything", json={"text": "x"}).status_code == 503
        refused = town.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
        assert refused["error"] == "not_connected"
        town.advance(599)
        assert town.http.post("/api/api.test").status_code == 503
        town.advance(1)
        assert town.http.post("/api/api.test").json()["ok"]
        assert id not in [f["id"] for f in town.get("/sandbox/faults")]
    assert link().hello["type"] == "hello"
    assert town.violations() == []


def test_the_same_event_twice(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    with town.fault("duplicate_event"):
        town.says(ALICE, INCIDENTS, "once")
        first, second = app.receive(), app.receive()
        for envelope in (first, second):
            app.ack(envelope)
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]
    assert app.nothing()


def test_a_command_twice(inhabited: Town, robot: Robot) -> None:
    robot.answers["/incident"] = lambda ack, body, client: ack("heard")
    with inhabited.fault("duplicate_event", method="/incident"):
        assert inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")["ok"]
        until(lambda: len(robot.heard) == 2)
    assert robot.heard[0]["trigger_id"] == robot.heard[1]["trigger_id"]
    assert inhabited.texts(INCIDENTS) == ["heard"]


def test_an_event_overtaken_by_the_next(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    with town.fault("event_out_of_order"):
        town.says(ALICE, INCIDENTS, "first")
        assert app.nothing()
        town.says(ALICE, INCIDENTS, "second")
        assert [app.event()["text"], app.event()["text"]] == ["second", "first"]
    with town.fault("event_out_of_order"):
        town.says(ALICE, INCIDENTS, "alone")
        assert app.nothing()
    assert app.event()["text"] == "alone"  # let go when the fault was lifted


def test_faults_are_listed_and_lifted(town: Town) -> None:
    with town.fault("slow", method="users.info", seconds=1.5, times=3) as id:
        assert fault(town, id) == {
            "id": id,
            "kind": "slow",
            "method": "users.info",
            "times": 3,
            "after": 0,
            "seconds": 1.5,
            "error": None,
            "hits": 0,
            "spent": False,
        }
        assert town.state()["faults"] == town.get("/sandbox/faults")
    assert town.get("/sandbox/faults") == []
    assert town.http.delete("/sandbox/faults/99999").status_code == 404


@pytest.mark.parametrize(
    "wanted", [{"kind": "gremlins"}, {}, {"kind": "slow", "seconds": "long"}, {"kind": "slow", "times": -1}]
)
def test_an_order_that_makes_no_sense(town: Town, wanted: Json) -> None:
    answer = town.http.post("/sandbox/faults", json=wanted)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_the_bot_leaves_no_trace_of_its_own_archiving(town: Town) -> None:
    """It is a person who archived the channel, not the app itself."""
    with town.fault("archived_channel"):
        post(town)
    notices = [m for m in town.messages(INCIDENTS) if m.get("subtype") == "channel_archive"]
    assert [notice["user"] for notice in notices] != [BOT]
    assert len(notices) == 1
