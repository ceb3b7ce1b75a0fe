"""Every request is written down before it acts: the same one twice acts once, also after a restart, also elsewhere."""

from __future__ import annotations

from collections.abc import Callable
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


def write_down(inbox: Inbox, act: Callable[[dict[str, Any]], object]) -> Callable[..., Any]:
    """A global middleware. What Slack waits for, the answer to a form, goes on through Bolt. Everything else is
    acknowledged here: events become work rows, the rest is acted on at once behind the door."""

    def middleware(body: dict[str, Any], context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        key = inbox_key(body)
        kind = body.get("type")
        if key is None or kind == "view_submission":
            context["ack"] = StandingAck()
            return _taken(key) if key and _has_acted(inbox, key) else next()
        if not inbox.receive(key, body if kind == "event_callback" else None):
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
