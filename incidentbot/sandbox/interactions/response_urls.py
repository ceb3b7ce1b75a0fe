"""response_url: an address at which the app may answer, five times within thirty minutes of virtual time."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.wire import Refusal, opaque

USES, LIVES_SECONDS = 5, 1800.0


@dataclass
class ResponseUrl:
    user: str
    channel: str
    until: float
    message_ts: str = ""  # the message whose button was pressed, which can be replaced
    uses: int = 0


class ResponseUrls:
    def __init__(self, base: str, clock: VirtualClock) -> None:
        self.base = base
        self.clock = clock
        self._known: dict[str, ResponseUrl] = {}

    def new(self, user: str, channel: str, message_ts: str = "") -> str:
        secret = opaque()
        self._known[secret] = ResponseUrl(user, channel, self.clock.epoch() + LIVES_SECONDS, message_ts)
        return f"{self.base}/response/{secret}"

    def use(self, secret: str) -> ResponseUrl:
        found = self._known.get(secret)
        if found is None:
            raise Refusal("invalid_url")
        if self.clock.epoch() > found.until:
            raise Refusal("expired_url")
        if found.uses >= USES:
            raise Refusal("used_url")
        found.uses += 1
        return found
