"""Watching ourselves: pages whose timer did not fire, a heart that somebody outside hears, and life without a database.

What is said when the database is gone needs none: whom to call and by what stands in the environment.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from incidentbot import logs
from incidentbot.domain.priority import Priority
from incidentbot.emergency import NO_NOTIFICATION, Emergency
from incidentbot.ports import Clock, PageMessage
from incidentbot.services.page_audit import PageAudit

log = logs.logger("watch")

GONE_FOR = timedelta(seconds=60)  # a restart of the database is no emergency
SPREAD = 45.0  # seconds over which replicas spread, so that a later one can hear that an earlier one has called
NOT_BEFORE = timedelta(seconds=30)  # after the database went; what was sent earlier was still a page


class Heart(Protocol):
    def beat(self) -> bool: ...


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
        spread: Callable[[], float] = lambda: random.uniform(0.0, SPREAD),
    ) -> None:
        self._audit = audit
        self._clock = clock
        self._emergency = emergency
        self._heart = heart
        self._troubles = troubles
        self._where = where
        self._seconds = seconds
        self._spread = spread
        self._waits = 0.0
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
        if self._gone_since is None:
            self._gone_since, self._waits = now, GONE_FOR.total_seconds() + self._spread()
        gone_for = now - self._gone_since
        if not self._is_said and gone_for >= self._waits:
            log.error("the database is gone", reason=trouble)
            since = self._clock.now() - timedelta(seconds=gone_for) + NOT_BEFORE
            self._is_said = bool(self._emergency.say(self._alarm(trouble), since))

    def _alarm(self, trouble: str) -> PageMessage:
        return PageMessage(
            notification_id=NO_NOTIFICATION,
            key=f"emergency:{self._clock.now():%Y%m%dT%H%M}",
            priority=Priority.P1,
            title="Incidentbot has lost its database",
            body=f"Nobody is paged and no alert is taken until it is back ({self._where}): {trouble}",
        )
