"""Connects to Slack and stays connected: who we are, Socket Mode, signed HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from incidentbot import logs
from incidentbot.errors import NeedsPerson, VendorError
from incidentbot.ports import Performer
from incidentbot.services.inbox import EVENT, Inbox
from incidentbot.slack.app import THREADS, Acting, acting_app, door_app
from incidentbot.slack.bot import Bot
from incidentbot.slack.events import EventPerformer
from incidentbot.slack.http_door import HttpDoor
from incidentbot.slack.inbox import Door

log = logs.logger("slack")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between attempts to reach Slack at the start


def _hang_up(sockets: SocketModeHandler) -> None:
    """slack_sdk would wait seconds for its reading thread before it closes the connection; ours ends at once."""
    sockets.client.auto_reconnect_enabled = False
    session = sockets.client.current_session
    if session is not None and session.sock is not None:
        with suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
    threading.Thread(target=sockets.close, name="slack-close", daemon=True).start()


class SlackEdge:
    def __init__(
        self, bot: Bot, inbox: Inbox, token: str, app_token: str | None, signing_secret: str | None, api_url: str
    ) -> None:
        self._bot = bot
        self._token = token
        self._app_token = app_token
        self._api_url = api_url
        # Filled in by auth.test; Bolt reads it at each request.
        self._identity = AuthorizeResult(
            enterprise_id=None, team_id=None, bot_token=token, bot_user_id="", bot_id="", bot_scopes=[]
        )
        door = Door()
        self._acting = Acting(acting_app(bot, self._identity), door)
        self._door: App = door_app(bot, inbox, self._identity, door, self._acting)
        self.http = HttpDoor(self._door, signing_secret) if signing_secret else None
        self._sockets: SocketModeHandler | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="slack-connect", daemon=True)
        self.trouble = "not connected yet"

    def performers(self) -> Mapping[str, Performer]:
        return {EVENT: EventPerformer(self._acting.app)}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._acting.stop()
        if self._sockets:
            _hang_up(self._sockets)

    @property
    def is_connected(self) -> bool:
        if self._sockets is None:
            return not self.trouble
        return bool(self._sockets.client.is_connected())

    def _connect(self) -> None:
        """Slack being away must not keep the rest from starting; it is tried until it answers."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                self._learn_who_we_are()
                self._open_sockets()
                self.trouble = ""
                log.info("connected to Slack", bot=self._identity.bot_user_id, team=self._identity.team_id)
                return
            except VendorError as trouble:
                self.trouble = str(trouble)
                level = log.error if isinstance(trouble, NeedsPerson) else log.warning
                level("cannot connect to Slack yet", reason=self.trouble)
            except Exception as trouble:  # noqa: BLE001 - slack_sdk raises anything while it opens a socket
                self.trouble = str(trouble)
                log.warning("cannot connect to Slack yet", reason=self.trouble)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _learn_who_we_are(self) -> None:
        known = self._bot.web.call("auth.test")
        self._identity.team_id = known.get("team_id")
        self._identity.bot_user_id = known.get("user_id")
        self._identity.bot_id = known.get("bot_id")

    def _open_sockets(self) -> None:
        if self._app_token is None:
            return
        web_client = WebClient(token=self._app_token, base_url=self._api_url, timeout=10)
        handler = SocketModeHandler(
            self._door, self._app_token, web_client=web_client, concurrency=THREADS, ping_interval=10
        )
        handler.connect()  # type: ignore[no-untyped-call]  # of slack_bolt
        self._sockets = handler
