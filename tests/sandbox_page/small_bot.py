"""A bot on the other end of the wire: it acknowledges, remembers what it heard, and answers as the test says."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from incidentbot.sandbox import Sandbox

Json = dict[str, Any]
Answer = Callable[[Json], Json | None]


class SmallBot:
    """Speaks Socket Mode itself: slack_sdk's client takes three seconds to say goodbye, and these tests are many."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.api = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        self.heard: list[Json] = []
        self._app_api = WebClient(token=sandbox.app_token, base_url=sandbox.api_url)
        self._app_token = sandbox.app_token
        self._answers: dict[str, Answer] = {}
        self._news = Event()
        self._connected = Event()
        self._link: ClientConnection | None = None

    @property
    def asked(self) -> list[Json]:
        """Commands and interactions, without the news of what is said in channels."""
        return [payload for payload in self.heard if payload.get("type") != "event_callback"]

    def connect(self) -> None:
        address = self._app_api.apps_connections_open(app_token=self._app_token)["url"]
        Thread(target=self._listen, args=(address,), daemon=True).start()
        assert self._connected.wait(5), "the sandbox did not let the bot in"

    def leave(self) -> None:
        if self._link:
            self._link.close()

    def on(self, kind: str, answer: Answer) -> None:
        """`kind`: a command (/incident) or an interaction's type (block_actions). What it answers is acknowledged."""
        self._answers[kind] = answer

    def opens(self, view: Json) -> Answer:
        def answer(payload: Json) -> None:
            self.api.views_open(trigger_id=payload["trigger_id"], view=view)

        return answer

    def publishes(self, view: Json) -> Answer:
        def answer(payload: Json) -> None:
            self.api.views_publish(user_id=payload["event"]["user"], view=view)

        return answer

    def waits_for(self, kind: str, seconds: float = 5.0) -> Json:
        """The newest payload of that kind, as soon as there is one."""
        for _ in range(int(seconds / 0.05)):
            found = [payload for payload in self.heard if _kind(payload) == kind]
            if found:
                return found[-1]
            self._news.wait(0.05)
            self._news.clear()
        raise AssertionError(f"the bot never heard {kind}, only {[_kind(payload) for payload in self.heard]}")

    def posts(self, channel: str, text: str, **parts: Any) -> str:
        ts: str = self.api.chat_postMessage(channel=channel, text=text, **parts)["ts"]
        return ts

    def _listen(self, address: str) -> None:
        with connect(address, proxy=None) as link, suppress(ConnectionClosed):
            self._link = link
            for text in link:
                self._hear(link, json.loads(text))

    def _hear(self, link: ClientConnection, envelope: Json) -> None:
        if "envelope_id" not in envelope:  # hello, or a warning that this connection will end
            self._connected.set()
            return
        payload = envelope["payload"]
        answer = self._answers.get(_kind(payload))
        said = answer(payload) if answer else None
        link.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": said}))
        self.heard.append(payload)
        self._news.set()


def _kind(payload: Json) -> str:
    return str(payload.get("command") or payload.get("event", {}).get("type") or payload.get("type", ""))
