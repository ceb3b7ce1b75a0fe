"""Signed HTTP: the same app at an address of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

from tests.sandbox.pieces import modal, text_input
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, INCIDENTS, Json, Town


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Server:
    """Any WSGI application at an address; remembers every request and may answer something else."""

    def __init__(self, app: object) -> None:
        self.app = app
        self.requests: list[Json] = []
        self.instead: list[tuple[str, list[tuple[str, str]]]] = []
        self.delay = 0.0
        self.server = make_server("127.0.0.1", 0, self._answer, handler_class=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}/slack/events"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def _answer(self, environ: Json, start_response: object) -> object:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        headers = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key[:5] == "HTTP_"}
        self.requests.append({"body": body.decode(), "headers": headers, "type": environ["CONTENT_TYPE"]})
        time.sleep(self.delay)
        if self.instead:
            start_response(*self.instead.pop(0))  # type: ignore[operator]
            return [b""]
        return self.app({**environ, "wsgi.input": _Again(body)}, start_response)  # type: ignore[operator]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Again:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def read(self, size: int = -1) -> bytes:
        return self.body


@pytest.fixture
def robot_by_http(town: Town) -> Iterator[tuple[Robot, Server]]:
    robot = Robot(town.sandbox, connect=False)
    server = Server(SlackRequestHandler(robot.app, path="/slack/events"))
    set_up = town.post("/sandbox/delivery", mode="http", url=server.url, verify=True)
    assert set_up["ok"], set_up
    yield robot, server
    server.close()


def test_a_command_its_words_and_a_form(town: Town, robot_by_http: tuple[Robot, Server]) -> None:
    robot, server = robot_by_http
    robot.answers["/incident"] = lambda ack, body, client: (
        client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("title"))),
        ack("on it"),
    )
    robot.answers["form"] = lambda ack, body, client: ack(response_action="errors", errors={"title": "no"})
    assert town.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="a & b")["ok"]
    assert town.texts(INCIDENTS) == ["on it"]
    assert robot.heard[0]["text"] == "a &amp; b"
    [view] = town.views()
    state = {"title": {"answer": {"type": "plain_text_input", "value": "x"}}}
    refused = town.act(ALICE, "view_submit", view_id=view["id"], state=state)
    assert refused["errors"] == {"title": "no"}
    assert [request["type"] for request in server.requests[1:]] == ["application/x-www-form-urlencoded"] * 2
    assert town.state()["bot"]["connected"]
    assert town.violations() == []


def test_every_request_is_signed_with_the_real_time(town: Town, robot_by_http: tuple[Robot, Server]) -> None:
    robot, server = robot_by_http
    town.advance(7200)
    town.says(ALICE, INCIDENTS, "hello")
    robot.events("message")
    request = server.requests[-1]
    assert SignatureVerifier(town.sandbox.signing_secret).is_valid_request(request["body"], request["headers"])
    assert abs(int(request["headers"]["x-slack-request-timestamp"]) - time.time()) < 5
    assert request["type"] == "application/json"
    assert json.loads(request["body"])["event"]["text"] == "hello"


def test_an_error_is_tried_again_with_its_number_and_its_reason(
    town: Town, robot_by_http: tuple[Robot, Server]
) -> None:
    robot, server = robot_by_http
    server.requests.clear()
    server.instead = [("500 Down", [])] * 2
    town.post("/sandbox/delivery", retry_scale=1000)
    town.says(ALICE, INCIDENTS, "hello")
    robot.events("message")
    marks = [(r["headers"].get("x-slack-retry-num"), r["headers"].get("x-slack-retry-reason")) for r in server.requests]
    assert marks == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert robot.headers[0]["x-slack-retry-num"] == ["2"]
    assert len({json.loads(request["body"])["event_id"] for request in server.requests}) == 1


def test_the_app_may_say_that_it_wants_no_retry(town: Town, robot_by_http: tuple[Robot, Server]) -> None:
    robot, server = robot_by_http
    server.requests.clear()
    server.instead = [("500 Down", [("X-Slack-No-Retry", "1")])]
    town.post("/sandbox/delivery", retry_scale=1000)
    town.says(ALICE, INCIDENTS, "lost")
    town.says(ALICE, INCIDENTS, "heard")
    robot.events("message")
    assert [body["event"]["text"] for body in robot.heard] == ["heard"]


def test_a_command_that_fails_is_not_tried_again(town: Town, robot_by_http: tuple[Robot, Server]) -> None:
    robot, server = robot_by_http
    server.requests.clear()
    server.instead = [("500 Down", [])]
    refused = town.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    assert refused["error"] == "operation_timeout"
    assert len(server.requests) == 1
    assert town.violations() == ["not_acknowledged"]
    assert robot.heard == []


def test_nobody_at_the_address(town: Town) -> None:
    assert town.post("/sandbox/delivery", mode="http", url="http://127.0.0.1:1/slack/events")["ok"]
    refused = town.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    assert refused["error"] == "not_connected"
    assert not town.post("/sandbox/delivery", mode="http", verify=True)["ok"]


def test_only_this_computer_is_called(town: Town) -> None:
    refused = town.post("/sandbox/delivery", mode="http", url="https://example.org/slack/events")
    assert (refused["ok"], refused["error"]) == (False, "invalid_url")
    assert town.post("/sandbox/delivery", mode="pigeon")["error"] == "invalid_mode"
