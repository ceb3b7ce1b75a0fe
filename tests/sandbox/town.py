"""A running sandbox as the tests see it: people's hands, Slack's methods, and what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx2
from slack_sdk import WebClient

from incidentbot.sandbox import Sandbox

Json = dict[str, Any]
ALICE, BOB, CAROL, DAN, GINA = "U01ALICE", "U02BOB", "U03CAROL", "U04DAN", "U05GINA"
BOT = "U00BOT"
GENERAL, INCIDENTS, PAYMENTS, SUPPORT = "C01GENERAL", "C02INCIDENTS", "C03PAYMENTS", "C04SUPPORT"


def until(condition: Callable[[], Any], within: float = 10.0) -> Any:
    """Looks until it is true; hands back what it saw."""
    patience = time.monotonic() + within
    while not (seen := condition()):
        assert time.monotonic() < patience, "it did not come about"
        time.sleep(0.005)
    return seen


class Town:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.http = httpx2.Client(base_url=sandbox.url, timeout=20, trust_env=False)
        self.slack = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        self.hands = ThreadPoolExecutor(8)

    def close(self) -> None:
        self.http.close()
        self.hands.shutdown(wait=False, cancel_futures=True)

    def get(self, path: str, **query: str) -> Any:
        response = self.http.get(path, params=query)
        response.raise_for_status()
        return response.json()

    def post(self, path: str, **body: Any) -> Any:
        return self.http.post(path, json=body).json()

    def act(self, person: str, do: str, **said: Any) -> Json:
        found: Json = self.post("/sandbox/act", **{"as": person, "do": do, **said})
        return found

    def soon(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        """In another thread: what waits for the app."""
        return self.hands.submit(work, *args, **kwargs)

    def says(self, person: str, channel: str, text: str, **said: Any) -> str:
        done = self.act(person, "message", channel=channel, text=text, **said)
        assert done["ok"], done
        ts: str = done["ts"]
        return ts

    def api(self, method: str, /, token: str | None = None, **args: Any) -> Json:
        """A Web API call as JSON; a refusal comes back as it is."""
        token = self.sandbox.bot_token if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        found: Json = self.http.post(f"/api/{method}", json=args, headers=headers).json()
        return found

    def state(self, person: str = ALICE) -> Json:
        found: Json = self.get("/sandbox/state", **{"as": person})
        return found

    def channel(self, id: str, person: str = ALICE) -> Json:
        return next(c for c in self.state(person)["channels"] if c["id"] == id)

    def messages(self, channel: str, person: str = ALICE, **query: str) -> list[Json]:
        found: list[Json] = self.get(f"/sandbox/channels/{channel}/messages", **{"as": person}, **query)["messages"]
        return found

    def texts(self, channel: str, person: str = ALICE) -> list[str]:
        return [message["text"] for message in self.messages(channel, person)]

    def views(self, person: str = ALICE) -> list[Json]:
        found: list[Json] = self.state(person)["views"]
        return found

    def violations(self) -> list[str]:
        return [violation["problem"] for violation in self.get("/sandbox/violations")]

    def calls(self) -> list[Json]:
        found: list[Json] = self.get("/sandbox/calls")
        return found

    def advance(self, seconds: float) -> None:
        self.post("/sandbox/clock", advance_seconds=seconds)

    @contextmanager
    def fault(self, kind: str, **wanted: Any) -> Iterator[int]:
        ordered = self.post("/sandbox/faults", kind=kind, **wanted)
        assert ordered["ok"], ordered
        try:
            yield ordered["id"]
        finally:
            self.http.delete(f"/sandbox/faults/{ordered['id']}")
