"""Signals on their way in: written down together, answered when they are on disk, digested afterwards."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentbot.domain.alert import Alert
from incidentbot.domain.work import URGENT
from incidentbot.ports import Clock
from incidentbot.services import alert_fact
from incidentbot.services.group_commit import GroupCommit
from incidentbot.store.store import Store

DIGEST = "signal.digest"
LANE = "digest"  # one replica digests at a time, in the order of arrival
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Arrived:
    """What one request brought."""

    integration: str
    source: str
    alerts: tuple[Alert, ...]


class Intake:
    """A 2xx means that it is committed. Repeats of one alert that come together are one row with a count."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.writer: GroupCommit[Arrived, None] = GroupCommit("intake", self._write_down, MOST_AT_ONCE)

    def start(self) -> None:
        self.writer.start()

    def stop(self) -> None:
        self.writer.stop()

    @property
    def is_alive(self) -> bool:
        return self.writer.is_alive

    def accept(self, arrived: Arrived) -> Future[None]:
        """Done when it is committed; failed with StoreUnavailable when it cannot be."""
        return self.writer.put(arrived)

    def _write_down(self, batch: list[Arrived]) -> list[None]:
        now = self._clock.now()
        rows = together(batch, now)
        with self._store.begin() as tx:
            if rows:
                tx.add_signals(rows)
                tx.ask(DIGEST, now, lane=LANE, priority=URGENT)
        return [None] * len(batch)


def together(batch: list[Arrived], now: datetime) -> list[dict[str, Any]]:
    """One row for each run of the same alert: its last shape, and how often it came. A change of state ends a run."""
    rows: list[dict[str, Any]] = []
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for arrived in batch:
        for alert in arrived.alerts:
            key = (arrived.integration, alert.dedup_key)
            row = last.get(key)
            if row is not None and row["state"] == alert.state:
                row["times"] += 1
                row["alert"] = alert_fact.written(alert)
                continue
            row = {
                "integration": arrived.integration,
                "source": arrived.source,
                "dedup_key": alert.dedup_key,
                "state": alert.state,
                "alert": alert_fact.written(alert),
                "times": 1,
                "arrived_at": now,
            }
            last[key] = row
            rows.append(row)
    return rows
