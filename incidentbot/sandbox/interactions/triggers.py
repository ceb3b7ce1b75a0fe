"""trigger_id: the app may open a modal for whoever acted, within three real seconds, once."""

from __future__ import annotations

import time
from dataclasses import dataclass

from incidentbot.sandbox.wire import Refusal, opaque

LIVES_SECONDS = 3.0


@dataclass
class Trigger:
    user: str
    until: float
    view_id: str = ""  # the modal in which it was pulled; views.push goes on top of it
    exchanged: bool = False


class Triggers:
    def __init__(self) -> None:
        self._known: dict[str, Trigger] = {}

    def new(self, user: str, view_id: str = "") -> str:
        id = f"{len(self._known) + 1}.{opaque(8)}"
        self._known[id] = Trigger(user, time.monotonic() + LIVES_SECONDS, view_id)
        return id

    def valid(self, id: str) -> Trigger:
        """Looks, and does not use it up: a view that Slack refuses leaves the trigger as it was."""
        trigger = self._known.get(id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.exchanged:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() > trigger.until:
            raise Refusal("expired_trigger_id")
        return trigger
