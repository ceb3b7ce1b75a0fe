"""Everything that a request can touch, in one place. Built once at the start; all of it lives on one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.delivery.delivery import Delivery
from incidentbot.sandbox.delivery.signed_http import SignedHttp
from incidentbot.sandbox.delivery.socket_mode import SocketMode
from incidentbot.sandbox.faults import Faults
from incidentbot.sandbox.interactions.modals import Modals
from incidentbot.sandbox.interactions.response_urls import ResponseUrls
from incidentbot.sandbox.interactions.triggers import Triggers
from incidentbot.sandbox.ledger import Ledger
from incidentbot.sandbox.manifest import App
from incidentbot.sandbox.stream import Stream
from incidentbot.sandbox.telephones.telephone import Telephone
from incidentbot.sandbox.web_api.rates import Rates
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import Workspace

# These are no secrets: the sandbox is bound to this computer and lets everybody in.
BOT_TOKEN = "xoxb-sandbox-bot-token"
APP_TOKEN = "xapp-sandbox-app-token"
SIGNING_SECRET = "5a6e64626f785369676e696e67536563"


@dataclass
class World:
    app: App
    url: str
    public_url: str
    workspace: Workspace
    clock: VirtualClock
    ledger: Ledger
    faults: Faults
    rates: Rates
    stream: Stream
    triggers: Triggers
    response_urls: ResponseUrls
    modals: Modals
    delivery: Delivery
    telephones: dict[str, Telephone] = field(default_factory=dict)  # by their owner's id, once something came
    pushed: list[Json] = field(default_factory=list)  # what the topics of ntfy keep
    receipts: dict[str, Json] = field(default_factory=dict)  # of Pushover's emergencies
    sent: list[tuple[str, Json]] = field(default_factory=list)  # what Twilio's lists show, oldest first
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def socket_mode(self) -> SocketMode:
        return self.delivery.socket_mode

    @property
    def signed_http(self) -> SignedHttp:
        return self.delivery.signed_http

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on after the request that began it, and no longer than the sandbox."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.delivery.close()


def build(app: App, url: str, public_url: str, workspace: Workspace, clock: VirtualClock) -> World:
    ledger = Ledger(clock)
    faults = Faults(clock)
    socket_mode = SocketMode(url.replace("http://", "ws://"))
    return World(
        app=app,
        url=url,
        public_url=public_url,
        workspace=workspace,
        clock=clock,
        ledger=ledger,
        faults=faults,
        rates=Rates(),
        stream=Stream(),
        triggers=Triggers(),
        response_urls=ResponseUrls(url, clock),
        modals=Modals(),
        delivery=Delivery(clock, faults, ledger, socket_mode, SignedHttp(SIGNING_SECRET)),
    )
