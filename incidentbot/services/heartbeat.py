"""Heartbeats: a sender that promised to be heard of, and is not, is an alert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from incidentbot.domain.alert import AlertState
from incidentbot.domain.heartbeat import alert_of, is_missing
from incidentbot.domain.process_integration import Heartbeat
from incidentbot.domain.work import URGENT
from incidentbot.ports import Clock, InForce
from incidentbot.services.intake import DIGEST, LANE, Arrived, together
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

USUAL = Heartbeat(every=timedelta(minutes=5))


class Heartbeats:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def heard(self, integration: str) -> None:
        """A sign of life. From the first one on, the next is expected; one that was missing is over."""
        now = self._clock.now()
        config = self._running.process.integration(integration)
        promised = (config.heartbeat if config else None) or USUAL
        with self._store.begin() as tx:
            tx.expect_heartbeat(integration, promised.every, promised.grace, now)
            row = tx.heartbeat(integration)
            if row is not None and row.is_missing:
                _say(tx, row, AlertState.RESOLVED, now)
            tx.heard(integration, now)

    def expect(self) -> None:
        """Every heartbeat of the process file is expected, also one that was never heard."""
        now = self._clock.now()
        with self._store.begin() as tx:
            for config in self._running.process.integrations.values():
                if config.heartbeat:
                    tx.expect_heartbeat(config.name, config.heartbeat.every, config.heartbeat.grace, now)

    def look(self) -> int:
        """Reports those that have just gone missing; returns how many."""
        now = self._clock.now()
        with self._store.begin() as tx:
            late = [row for row in tx.heartbeats() if not row.is_missing and _is_late(row, now)]
            for row in late:
                tx.miss_heartbeat(row.integration)
                _say(tx, row, AlertState.FIRING, now)
        return len(late)


def _is_late(row: Any, now: datetime) -> bool:
    return is_missing(row.last_at, timedelta(seconds=row.every_seconds), timedelta(seconds=row.grace_seconds), now)


def _say(tx: Transaction, row: Any, state: AlertState, now: datetime) -> None:
    """As any other signal, so that it is routed, joined and resolved like one."""
    alert = alert_of(row.integration, state, row.last_at, timedelta(seconds=row.every_seconds))
    tx.add_signals(together([Arrived(row.integration, "heartbeat", (alert,))], now))
    tx.ask(DIGEST, now, lane=LANE, priority=URGENT)
