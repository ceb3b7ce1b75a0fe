"""Push by whatever Apprise knows, best effort: it tells neither an id nor what became of a message."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from urllib.parse import urlsplit

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.errors import CannotBeDone, TryAgain
from incidentbot.integrations.pagers import wording
from incidentbot.ports import PageMessage

NAME = "apprise"
# Those whose servers are their vendors' own. Of what else Apprise can do, some reaches into our network or machine.
OUTSIDE = frozenset({"tgram", "discord", "pbul", "prowl", "pushed", "simplepush", "wxteams", "pover", "spontit"})


class Apprise:
    name = NAME
    kind = MethodKind.PUSH
    can_be_asked = False
    tells_delivery = False

    def __init__(self, schemes: frozenset[str] = OUTSIDE) -> None:
        self._schemes = schemes
        self._library = importlib.import_module("apprise")  # an extra: most installations do without

    def send(self, message: PageMessage, address: str) -> str:
        scheme = urlsplit(address).scheme.lower()
        if scheme not in self._schemes:
            raise CannotBeDone(f"Apprise is used here for {', '.join(sorted(self._schemes))} only.", "address")
        service = self._library.Apprise.instantiate(address, suppress_exceptions=True)
        if service is None:
            raise CannotBeDone(f"Apprise cannot read this {scheme}:// address.", "address")
        urgency = self._library.NotifyType.FAILURE if message.priority <= Priority.P2 else self._library.NotifyType.INFO
        if not service.notify(title=wording.title(message), body=wording.letter(message), notify_type=urgency):
            raise TryAgain(f"Apprise could not send by {scheme}; it does not say why.", doubtful=True)
        return ""

    def find(self, key: str, address: str) -> str | None:
        return None

    def withdraw(self, provider_id: str) -> None:
        """Nobody knows what could be taken back."""


def is_installed() -> bool:
    return find_spec("apprise") is not None
