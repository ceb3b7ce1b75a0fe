"""From signals to alerts and tickets: each arrival is judged once, in order, a bite of them in one transaction."""

from __future__ import annotations

from incidentbot.domain.alert import AlertState
from incidentbot.domain.people import Actor
from incidentbot.domain.work import URGENT
from incidentbot.ports import Clock, InForce
from incidentbot.services import alert_fact
from incidentbot.services.alert_batch import AlertBatch
from incidentbot.services.intake import DIGEST, LANE
from incidentbot.store.store import Store

BITE = 500  # signals of one transaction


class Digest:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def digest(self, by: Actor) -> int:
        """Judges the oldest signals; returns how many. What is left gets a row of its own."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            arrived = tx.oldest_signals(BITE)
            if not arrived:
                return 0
            batch = AlertBatch(tx, self._running.process, now, {(row.integration, row.dedup_key) for row in arrived})
            for row in arrived:
                batch.take(row.integration, row.source, alert_fact.read(row.alert), AlertState(row.state), row.times)
            batch.write()
            tx.forget_signals(arrived[-1].id)
            if len(arrived) == BITE:
                tx.ask(DIGEST, now, lane=LANE, priority=URGENT)
            return len(arrived)
