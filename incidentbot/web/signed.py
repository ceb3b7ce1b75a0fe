"""Messages of a sender that signs what it brings: what it did not sign is refused, what it asks for is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from incidentbot.domain.people import BOT
from incidentbot.errors import TryAgain
from incidentbot.ports import SignedSender
from incidentbot.services.subscription import Subscriptions

PATIENCE = 8.0  # seconds; Amazon SNS gives up after fifteen
THREADS = 2  # their own, so that a certificate that does not come holds up nobody else's alerts


class SignedDoor:
    """`senders` by the source's name, as it stands in the address."""

    def __init__(
        self, senders: Mapping[str, SignedSender], subscriptions: Subscriptions, patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self._senders = senders
        self._subscriptions = subscriptions
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="signatures")

    async def admit(self, source: str, body: object, integration: str) -> None:
        """Raises NotGenuine for what must not come in, TryAgain when that cannot be found out now."""
        sender = self._senders.get(source)
        if sender is None or not sender.signs(body):
            return
        checked = asyncio.get_running_loop().run_in_executor(self._threads, self._checked, sender, body, integration)
        try:
            await asyncio.wait_for(checked, self._patience)
        except TimeoutError as late:
            raise TryAgain("The sender's certificate cannot be fetched just now.") from late

    def _checked(self, sender: SignedSender, body: object, integration: str) -> None:
        sender.check(body)
        if request := sender.request_in(body):
            self._subscriptions.confirm(integration, request, BOT)
