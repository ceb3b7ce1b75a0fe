"""From signals to alerts and tickets: each arrival is judged once, in order, a bite of them in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from incidentbot import logs
from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.people import Actor
from incidentbot.domain.unparsed import UNPARSED
from incidentbot.domain.work import URGENT
from incidentbot.errors import IncidentbotError
from incidentbot.ports import Clock, InForce
from incidentbot.services import alert_fact
from incidentbot.services.alert_batch import AlertBatch
from incidentbot.services.intake import DIGEST, LANE
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

BITE = 500  # signals of one transaction
KEPT = 4_000  # characters of a signal that could not be judged

log = logs.logger("digest")


class Digest:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def digest(self, by: Actor) -> int:
        """Judges the oldest signals; returns how many. What is left gets a row of its own."""
        try:
            return self._bite(by, self._together)
        except IncidentbotError:
            raise
        except Exception:
            log.exception("signals could not be judged together; each is now judged alone")
            return self._bite(by, self._one_by_one)

    def _bite(self, by: Actor, judge: Any) -> int:
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            arrived = tx.oldest_signals(BITE)
            if not arrived:
                return 0
            judge(tx, arrived, now)
            tx.forget_signals([row.id for row in arrived])
            if len(arrived) == BITE:
                tx.ask(DIGEST, now, lane=LANE, priority=URGENT)
            return len(arrived)

    def _together(self, tx: Transaction, arrived: Sequence[Any], now: datetime) -> None:
        keys = {(row.integration, row.dedup_key) for row in arrived}
        batch = AlertBatch(tx, self._running.process, now, keys)
        for row, times in _runs(arrived):
            batch.take(row.integration, row.source, alert_fact.read(row.alert), AlertState(row.state), times)
        batch.write()

    def _one_by_one(self, tx: Transaction, arrived: Sequence[Any], now: datetime) -> None:
        for row in arrived:
            try:
                with tx.part():
                    self._together(tx, [row], now)
            except IncidentbotError:
                raise
            except Exception:
                log.exception("a signal could not be judged; it is kept as an unparsed alert", signal=row.id)
                self._keep(tx, row, now)

    def _keep(self, tx: Transaction, row: Any, now: datetime) -> None:
        unread = Alert(
            dedup_key=f"{UNPARSED}:judging",
            state=AlertState.FIRING,
            title=f"{row.integration} sends something that could not be judged",
            description=json.dumps(row.alert, ensure_ascii=False)[:KEPT],
            rule=UNPARSED,
        )
        batch = AlertBatch(tx, self._running.process, now, {(row.integration, unread.dedup_key)})
        batch.take(row.integration, row.source, unread, unread.state, row.times)
        batch.write()


def _runs(arrived: Sequence[Any]) -> Iterable[tuple[Any, int]]:
    """What one key says without a change of state is one: its first arrival's place, its last shape, and how often."""
    runs: list[tuple[Any, int]] = []
    open_run: dict[tuple[str, str], int] = {}
    for row in arrived:
        key = (row.integration, row.dedup_key)
        at = open_run.get(key)
        if at is not None and runs[at][0].state == row.state:
            runs[at] = (row, runs[at][1] + row.times)
        else:
            open_run[key] = len(runs)
            runs.append((row, row.times))
    return runs
