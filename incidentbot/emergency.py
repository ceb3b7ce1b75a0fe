"""Whom the environment names, and by what they are reached: nothing has to be looked up for it in a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidentbot import logs
from incidentbot.domain.contact import without_address
from incidentbot.domain.notification import MethodKind
from incidentbot.errors import VendorError
from incidentbot.ports import NotificationProvider, PageMessage, RemembersMessages

log = logs.logger("emergency")

NO_NOTIFICATION = 0  # what a receipt for these messages speaks of is no page's

Providers = Mapping[MethodKind, Sequence[NotificationProvider]]


@dataclass(frozen=True)
class Way:
    """`provider`: the only one that understands the address; empty where each of its kind does."""

    kind: MethodKind
    address: str
    provider: str = ""


@dataclass(frozen=True)
class Emergency:
    """The loudest way first."""

    ways: Sequence[Way]
    providers: Providers

    def say(self, message: PageMessage, since: datetime) -> list[str]:
        """By every way there is; within one, the next provider is asked when the first does not take it. What another
        replica has said there `since` is not said again, as far as a provider can tell."""
        return [told for way in self.ways if (told := self._by(way, message, since))]

    def _by(self, way: Way, message: PageMessage, since: datetime) -> str | None:
        providers = self.of(way)
        if name := next((one.name for one in providers if _was_told(one, message, way.address, since)), None):
            log.info("another replica has told the emergency contact", provider=name)
            return name
        return next((provider.name for provider in providers if _takes(provider, message, way.address)), None)

    def of(self, way: Way) -> list[NotificationProvider]:
        return [one for one in self.providers.get(way.kind, ()) if way.provider in ("", one.name)]

    def way_of(self, kind: MethodKind, provider: str) -> Way | None:
        """By which this provider reaches somebody whom the environment names."""
        return next((way for way in self.ways if way.kind == kind and way.provider in ("", provider)), None)


def _takes(provider: NotificationProvider, message: PageMessage, address: str) -> bool:
    try:
        provider.send(message, address)
    except VendorError as trouble:
        told = without_address(str(trouble), address)
        log.error("the emergency contact was not reached", provider=provider.name, reason=told)
        return False
    return True


def _was_told(provider: NotificationProvider, message: PageMessage, address: str, since: datetime) -> bool:
    """Who cannot be asked, or does not answer, is taken to know nothing: twice is better than never."""
    if not isinstance(provider, RemembersMessages):
        return False
    try:
        return provider.has_told(message, address, since)
    except VendorError:
        return False
