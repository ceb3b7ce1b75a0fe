"""Acts on events from their work rows: the event is played through the same Bolt listeners, under the row's cause."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.request import BoltRequest

from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work


class EventPerformer:
    """`app` must run its listeners before it answers, and let their errors through."""

    def __init__(self, app: App) -> None:
        self._app = app

    def perform(self, work: Work, by: Actor) -> None:
        # mode="socket_mode": the request was verified when it arrived.
        request = BoltRequest(mode="socket_mode", body=work.payload["body"], context={"cause": by.cause})
        self._app.dispatch(request)

    def happened(self, work: Work) -> bool:
        return False  # what the listener did is sealed by the row itself
