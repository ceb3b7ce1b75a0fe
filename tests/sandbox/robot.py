"""A real Bolt app on Socket Mode that does what each test tells it to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from incidentbot.sandbox import Sandbox
from tests.sandbox.town import Json

ANY = re.compile(".*")
Answer = Callable[[Any, Json, WebClient], None]


def _just_ack(ack: Any, body: Json, client: WebClient) -> None:
    ack()


def build_app(sandbox: Sandbox, robot: Robot) -> App:
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    app = App(client=client, signing_secret=sandbox.signing_secret)
    app.command(ANY)(robot.asked)
    app.action(ANY)(robot.asked)
    app.shortcut(ANY)(robot.asked)
    app.view(ANY)(robot.asked)
    app.view_closed(ANY)(robot.asked)
    app.options(ANY)(robot.asked)
    app.event(ANY)(robot.told)
    return app


class Robot:
    """`answers` maps a command, callback_id or action_id to what the app does; `heard` is all it was sent."""

    def __init__(self, sandbox: Sandbox, connect: bool = True) -> None:
        self.answers: dict[str, Answer] = {}
        self.heard: list[Json] = []
        self.headers: list[Json] = []
        self.app = build_app(sandbox, self)
        self.handler: SocketModeHandler | None = None
        if connect:
            web = WebClient(base_url=sandbox.api_url)
            self.handler = SocketModeHandler(self.app, sandbox.app_token, web_client=web)
            self.handler.connect()

    def asked(self, ack: Any, body: Json, client: WebClient) -> None:
        self.heard.append(body)
        self.answers.get(_name(body), _just_ack)(ack, body, client)

    def told(self, body: Json, request: Any) -> None:
        self.heard.append(body)
        self.headers.append(dict(request.headers))

    def events(self, kind: str, count: int = 1, within: float = 10.0) -> list[Json]:
        """The first `count` events of that kind, waited for."""
        patience = time.monotonic() + within
        while time.monotonic() < patience:
            found = [body["event"] for body in list(self.heard) if body.get("event", {}).get("type") == kind]
            if len(found) >= count:
                return found
            time.sleep(0.005)
        raise AssertionError(f"no {count} events {kind}; heard {[b.get('event', b.get('type')) for b in self.heard]}")

    def forget(self) -> None:
        self.answers.clear()
        self.heard.clear()
        self.headers.clear()

    def close(self) -> None:
        if self.handler:
            self.handler.close()


def _name(body: Json) -> str:
    if "command" in body:
        return str(body["command"])
    if "actions" in body:
        return str(body["actions"][0]["action_id"])
    return str(body.get("action_id") or body.get("callback_id") or body["view"]["callback_id"])
