"""A bot on the other end of the wire, small enough to read: it acknowledges, remembers, and answers as the test says."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from incidentbot.sandbox import Sandbox

Json = dict[str, Any]
Answer = Callable[[Json], Json | None]


class SmallBot:
    def __init__(self, sandbox: Sandbox) -> None:
        self.api = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        self.heard: list[Json] = []
        self._answers: dict[str, Answer] = {}
        self._news = Event()
        self._link = SocketModeClient(
            app_token=sandbox.app_token,
            web_client=WebClient(token=sandbox.app_token, base_url=sandbox.api_url),
        )
        self._link.socket_mode_request_listeners.append(self._hear)

    def connect(self) -> None:
        self._link.connect()

    def leave(self) -> None:
        self._link.close()

    def on(self, kind: str, answer: Answer) -> None:
        """`kind`: a command (/incident), or an interaction's type (block_actions). The answer travels in the acknowledgement."""
        self._answers[kind] = answer

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

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = self._answers.get(_kind(request.payload), lambda payload: None)
        said = answer(request.payload)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=said))
        self.heard.append(request.payload)
        self._news.set()


def _kind(payload: Json) -> str:
    kind: str = payload.get("command") or payload.get("event", {}).get("type") or payload.get("type", "")
    return kind
