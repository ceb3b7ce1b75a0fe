"""An app at the other end of Socket Mode, by hand: one WebSocket, its envelopes, its acknowledgements."""

from __future__ import annotations

import json
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.sandbox.town import Json, Town


class Link:
    def __init__(self, town: Town) -> None:
        opened = town.api("apps.connections.open", token=town.sandbox.app_token)
        self.url: str = opened["url"]
        self.socket: ClientConnection = connect(self.url, proxy=None, close_timeout=1, legacy=True)
        self.hello = self.receive()

    def receive(self, within: float = 10.0) -> Json:
        found: Json = json.loads(self.socket.recv(timeout=within))
        return found

    def nothing(self, within: float = 0.05) -> bool:
        try:
            self.socket.recv(timeout=within)
        except TimeoutError:
            return True
        return False

    def ack(self, envelope: Json, payload: Any = None) -> None:
        said = {"envelope_id": envelope["envelope_id"]}
        self.socket.send(json.dumps(said if payload is None else {**said, "payload": payload}))

    def event(self, within: float = 10.0) -> Json:
        """The next event, acknowledged."""
        envelope = self.receive(within)
        assert envelope["type"] == "events_api", envelope
        self.ack(envelope)
        found: Json = envelope["payload"]["event"]
        return found

    def close(self) -> None:
        self.socket.close()
