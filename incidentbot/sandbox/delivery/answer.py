"""What the app said to a delivery, or why it said nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"
ACKNOWLEDGE_WITHIN_SECONDS = 3.0


@dataclass(frozen=True)
class Answer:
    body: Any = None
    failure: str = ""  # one of Slack's x-slack-retry-reasons; empty when it was acknowledged
    unreachable: bool = False  # nobody was there (any more), so the silence is not the app's fault
    no_retry: bool = False

    @property
    def acknowledged(self) -> bool:
        return not self.failure


NOBODY = Answer(failure="connection_failed", unreachable=True)
TIMEOUT = Answer(failure="http_timeout")
