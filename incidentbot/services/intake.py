"""Signals on their way in: written down together, answered when they are on disk, digested afterwards."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
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
PACE = timedelta(milliseconds=250)  # between two digests of a stream; the first alert after a silence does not wait
MARGIN = timedelta(milliseconds=100)  # a digest that is due sooner may have begun before this commit
LEFT_BEHIND = timedelta(seconds=2)  # what is older and has no digest waiting was left behind by a slow commit


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
        self._digest_at: datetime | None = None  # of the last one that this replica asked for
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
        due_at = self._next_digest(now)
        with self._store.begin() as tx:
            if rows:
                tx.add_signals(rows)
            if rows and due_at:
                tx.ask(DIGEST, now, lane=LANE, priority=URGENT, due_at=due_at)
        if rows and due_at:
            self._digest_at = due_at
        return [None] * len(batch)

    def _next_digest(self, now: datetime) -> datetime | None:
        """When these are to be digested; None when the one that was asked for last will still see them."""
        last = self._digest_at
        if last is None or now - last >= PACE or last - now > 2 * PACE:  # a clock may also have been set back
            return now
        return None if last - now > MARGIN else max(now, last + PACE)

    def pick_up(self) -> bool:
        """Asks for a digest of what no digest is going to see; True when there was something. For a job."""
        now = self._clock.now()
        with self._store.begin() as tx:
            oldest = tx.oldest_arrival()
            left = oldest is not None and now - oldest > LEFT_BEHIND and not tx.is_waiting(DIGEST, "")
            if left:
                tx.ask(DIGEST, now, lane=LANE, priority=URGENT)
        return left


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
