"""Every request is written down before it acts: the same one twice acts once, also after a restart, also elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse
from slack_bolt.request import BoltRequest

from incidentbot import logs
from incidentbot.services.inbox import Inbox
from incidentbot.slack.requests import inbox_key

log = logs.logger("slack")


class StandingAck(Ack):
    """An acknowledgement that stands. Bolt forgets it when the listener fails within the ten milliseconds before Bolt
    looks, and the person would see a timeout beside the error that we tell them."""

    def __init__(self) -> None:
        self._given: BoltResponse | None = None

    @property
    def response(self) -> BoltResponse | None:
        return self._given

    @response.setter
    def response(self, given: BoltResponse | None) -> None:
        self._given = given or self._given


TAKEN = BoltResponse(status=200, body="")


def write_down(inbox: Inbox) -> Callable[..., Any]:
    """A global middleware. Events become work rows and are acknowledged at once; the worker acts on them.

    A submitted form may come again with the same key after its errors were mended, so there it counts whether it acted.
    """

    def middleware(
        body: dict[str, Any], context: BoltContext, req: BoltRequest, next: Callable[[], BoltResponse]
    ) -> BoltResponse:
        context["ack"] = StandingAck()
        key = inbox_key(body)
        if key is None:
            return next()
        if body.get("type") == "event_callback":
            if not inbox.receive(key, body):
                log.info("the same event again", key=key)
            return TAKEN
        if not inbox.receive(key) and (body.get("type") != "view_submission" or inbox.has_acted(key)):
            log.info("the same request again", key=key)
            return TAKEN
        return next()

    return middleware
