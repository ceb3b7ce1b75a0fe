"""Our own heartbeat, to whoever watches from outside that we are well. Their silence alarm is the last net."""

from __future__ import annotations

from collections.abc import Collection

from incidentbot import logs
from incidentbot.errors import VendorError
from incidentbot.integrations.pagers.guard import outside
from incidentbot.integrations.pagers.wire import Wire

log = logs.logger("heartbeat")


class OutwardHeartbeat:
    """`inner`: hosts that may be inside our own network."""

    def __init__(self, url: str, inner: Collection[str]) -> None:
        self._url = url
        self._inner = inner
        self._wire = Wire("The heartbeat's receiver")

    def beat(self) -> bool:
        """Whether it was heard. One that was not is not repeated: the next one comes."""
        try:
            place = outside(self._url, self._inner)
            heard = self._wire.ask("GET", place.url, headers=place.headers, extensions=place.extensions)
        except VendorError as trouble:
            log.warning("the heartbeat was not heard", reason=str(trouble))
            return False
        if not heard.is_good:
            log.warning("the heartbeat was not heard", status=heard.status)
        return heard.is_good
