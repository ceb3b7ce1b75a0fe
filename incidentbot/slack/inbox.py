"""Every request is written down before it acts: the same one twice acts once, also after a restart, also elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from incidentbot import logs
from incidentbot.services.inbox import Inbox
from incidentbot.slack.requests import inbox_key

log = logs.logger("slack")


class StandingAck(Ack):
    """An acknowledgement that stands. Bolt forgets it when the listener fails within the ten milliseconds before Bolt
    looks, and the person would see a timeout beside what we tell them."""

    def __init__(self) -> None:
        self._given: BoltResponse | None = None

    @property
    def response(self) -> BoltResponse | None:
        return self._given

    @response.setter
    def response(self, given: BoltResponse | None) -> None:
        self._given = given or self._given


QUIET = 0.03  # seconds without anybody at the door
LONGEST_WAIT = 0.3  # seconds; a trigger lives for three


class Door:
    """Who is being acknowledged just now. Acting waits for them: in a crowd, everybody hears first that they were
    heard, and the interpreter is not torn between forty forms."""

    def __init__(self) -> None:
        self._inside = 0
        self._last = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def somebody(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._inside += more
            self._last = time.monotonic()

    def wait_until_quiet(self) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while (now := time.monotonic()) < until:
            still = QUIET if self._inside else self._last + QUIET - now
            if still <= 0:
                return
            time.sleep(still)


def write_down(inbox: Inbox, door: Door, act: Callable[[dict[str, Any]], object]) -> Callable[..., Any]:
    """A global middleware. What Slack waits for, the answer to a form, goes on through Bolt. Everything else is
    acknowledged here: events become work rows, the rest is acted on at once behind the door."""

    def middleware(body: dict[str, Any], context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        key = inbox_key(body)
        kind = body.get("type")
        if key is None or kind == "view_submission":
            context["ack"] = StandingAck()
            return _taken(key) if key and _has_acted(inbox, key) else next()
        with door.somebody():
            fresh = inbox.receive(key, body if kind == "event_callback" else None)
        if not fresh:
            return _taken(key)
        if kind != "event_callback":
            act(body)
        return BoltResponse(status=200, body="")

    return middleware


def _has_acted(inbox: Inbox, key: str) -> bool:
    """A form may come again with the same key after its errors were mended: what counts is whether it acted."""
    return not inbox.receive(key) and inbox.has_acted(key)


def _taken(key: str) -> BoltResponse:
    log.info("the same request again", key=key)
    return BoltResponse(status=200, body="")
