"""Watching ourselves: pages whose timer did not fire, a heart that somebody outside hears, and life without a database.

What is said when the database is gone needs none: whom to call and by what stands in the environment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from incidentbot import logs
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.errors import VendorError
from incidentbot.ports import Clock, NotificationProvider, PageMessage
from incidentbot.services.page_audit import PageAudit

log = logs.logger("watch")

GONE_FOR = timedelta(seconds=60)  # a restart of the database is no emergency
NO_NOTIFICATION = 0  # what a receipt for these messages speaks of is no page's

Providers = Mapping[MethodKind, Sequence[NotificationProvider]]


class Heart(Protocol):
    def beat(self) -> bool: ...


@dataclass(frozen=True)
class Emergency:
    """Whom to call, by what, without looking anything up; the loudest way first."""

    addresses: Sequence[tuple[MethodKind, str]]
    providers: Providers

    def say(self, message: PageMessage) -> list[str]:
        """By every way there is; within one, the next provider is asked when the first does not take it."""
        return [told for kind, address in self.addresses if (told := self._by(kind, address, message))]

    def _by(self, kind: MethodKind, address: str, message: PageMessage) -> str | None:
        return next((name for name, why in self.tried(kind, address, message) if not why), None)

    def tried(self, kind: MethodKind, address: str, message: PageMessage) -> Iterator[tuple[str, str]]:
        """Each provider of this kind, and why it did not take the message."""
        for provider in self.providers.get(kind, ()):
            try:
                provider.send(message, address)
            except VendorError as trouble:
                log.error("the emergency contact was not reached", provider=provider.name, reason=str(trouble))
                yield provider.name, str(trouble).replace(address, "…")
                continue
            yield provider.name, ""


class Watch:
    def __init__(
        self,
        audit: PageAudit,
        clock: Clock,
        emergency: Emergency,
        heart: Heart | None,
        troubles: Callable[[], str | None],
        where: str,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._audit = audit
        self._clock = clock
        self._emergency = emergency
        self._heart = heart
        self._troubles = troubles
        self._where = where
        self._seconds = seconds
        self._gone_since: float | None = None
        self._is_said = False

    def audit(self) -> None:
        """The heart beats only where every page that asks has a timer that will fire."""
        found = self._audit.repair()
        for page in found.repaired:
            log.error("a page was overdue", page=page.id, ticket=page.ticket_label, timer_was_lost=page in found.lost)
        if found.is_passed and self._heart is not None:
            self._heart.beat()

    def look_for_database(self) -> None:
        """Said once in each outage. Measured on this machine's own clock: there may be nothing else."""
        trouble, now = self._troubles(), self._seconds()
        if trouble is None:
            if self._is_said:
                log.info("the database is back")
            self._gone_since, self._is_said = None, False
            return
        self._gone_since = now if self._gone_since is None else self._gone_since
        if not self._is_said and now - self._gone_since >= GONE_FOR.total_seconds():
            log.error("the database is gone", reason=trouble)
            self._is_said = bool(self._emergency.say(self._alarm(trouble)))

    def _alarm(self, trouble: str) -> PageMessage:
        return PageMessage(
            notification_id=NO_NOTIFICATION,
            key=f"emergency:{self._clock.now():%Y%m%dT%H%M}",
            priority=Priority.P1,
            title="Incidentbot has lost its database",
            body=f"Nobody is paged and no alert is taken until it is back ({self._where}): {trouble}",
        )

    def weekly_test(self, is_now: Callable[[datetime], bool]) -> None:
        """Each provider brings a test page to the emergency contact, and the outcome is told where people look."""
        now = self._clock.now()
        if not is_now(now):
            return
        message = PageMessage(
            notification_id=NO_NOTIFICATION,
            key=f"weekly:{now:%Y%m%dT%H}",
            priority=Priority.P1,
            title="This is how a page reaches you",
            body="The weekly test of Incidentbot. You need do nothing.",
            is_test=True,
        )
        addresses, tried = self._emergency.addresses, self._emergency.tried
        outcomes = [outcome for kind, address in addresses for outcome in tried(kind, address, message)]
        if outcomes:
            self._audit.tell_of_test(outcomes)
