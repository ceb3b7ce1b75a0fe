"""Push by ntfy: a message on a topic, with *Acknowledge* on the lock screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.errors import CannotBeDone, VendorError
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.guard import outside
from incidentbot.integrations.pagers.wire import Heard, Wire
from incidentbot.ports import PageMessage

NAME = "ntfy"
URGENCY = {Priority.P1: 5, Priority.P2: 4, Priority.P3: 3, Priority.P4: 2}  # 5 rings through Do not disturb
KEY = "X-Incidentbot-Key"
SINCE = "1h"  # a message whose fate is unknown is asked for soon, or not at all
MOST_READ = 1000


class Ntfy:
    """`inner`: hosts that may be inside our own network."""

    name = NAME
    kind = MethodKind.PUSH
    can_be_asked = True
    tells_delivery = False  # the server knows what it keeps, not what a telephone has shown

    def __init__(self, url: str, token: str | None, inner: frozenset[str]) -> None:
        self._url = url
        self._token = token
        self._inner = inner
        self._wire = Wire("ntfy", url)
        self._elsewhere = Wire("ntfy")

    def send(self, message: PageMessage, address: str) -> str:
        server, topic = self._place(address)
        answer = self._ask("POST", server, "/", json={"topic": topic, **_written(message)})
        told = answer.body
        if not answer.is_good or not told.get("id"):
            raise self._wire.refusal(str(told.get("error") or f"status {answer.status}"), str(told.get("code", "")))
        return str(told["id"])

    def find(self, key: str, address: str) -> str | None:
        """The server keeps what was sent for some hours; the key stands in the button's request."""
        return next((str(one["id"]) for one in self._kept(address) if key in _keys(one)), None)

    def has_told(self, message: PageMessage, address: str, since: datetime) -> bool:
        title = wording.title(message)
        return any(
            one.get("title") == title and _number(one.get("time")) >= since.timestamp() for one in self._kept(address)
        )

    def _kept(self, address: str) -> list[Mapping[str, Any]]:
        server, topic = self._place(address)
        try:
            answer = self._ask("GET", server, f"/{topic}/json", params={"poll": "1", "since": SINCE})
        except VendorError:
            return []  # whoever may write there need not be allowed to read
        lines = answer.text.splitlines()[-MOST_READ:] if answer.is_good else []
        return [found for line in lines if (found := _read(line))]

    def withdraw(self, provider_id: str) -> None:
        """It has made its one sound."""

    def _place(self, address: str) -> tuple[str, str]:
        """The server and the topic of an address: a whole one, or a topic alone on the usual server."""
        if "://" not in address:
            return self._url, address.strip("/")
        server, _, topic = address.rstrip("/").rpartition("/")
        if not topic or server.endswith(":/"):
            raise CannotBeDone("The address of an ntfy topic ends with the topic's name.", "address")
        return server, topic

    def _ask(self, method: str, server: str, path: str, **parts: Any) -> Heard:
        if server == self._url:
            signed = {"Authorization": f"Bearer {self._token}"} if self._token else {}
            return self._wire.ask(method, path, headers=signed, **parts)
        place = outside(server + path, self._inner)  # a server that a person named, and that must not see our token
        return self._elsewhere.ask(method, place.url, headers=place.headers, extensions=place.extensions, **parts)


def _written(message: PageMessage) -> dict[str, Any]:
    written: dict[str, Any] = {
        "title": wording.title(message),
        "message": wording.cut(message.body, 1000) or wording.title(message),
        "priority": URGENCY[message.priority],
        "tags": ["test_tube" if message.is_test else "rotating_light"],
    }
    if message.page_url:
        written["click"] = message.page_url
    buttons = {"Acknowledge": message.acknowledge_url, "Escalate": message.escalate_url}
    written["actions"] = [
        {"action": "http", "label": label, "url": url, "method": "POST", "headers": {KEY: message.key}, "clear": True}
        for label, url in buttons.items()
        if url
    ]
    return written


def _read(line: str) -> Mapping[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) and message.get("id") else {}


def _keys(message: Mapping[str, Any]) -> list[Any]:
    return [action.get("headers", {}).get(KEY) for action in message.get("actions") or () if isinstance(action, dict)]


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0.0
