"""Silences and maintenance windows; what they held back is judged when they end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidentbot.domain.people import Actor
from incidentbot.errors import InvalidInput, NotFound
from incidentbot.ports import Clock, InForce
from incidentbot.services.alert_batch import AlertBatch
from incidentbot.store.store import Store

KINDS = ("silence", "maintenance")
MOST_HELD = 500


class Silences:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def silence(
        self, kind: str, labels: Mapping[str, str], starts_at: datetime, ends_at: datetime, reason: str, by: Actor
    ) -> int:
        """Holds back alerts with these labels from `starts_at` until `ends_at`; its number. Raises InvalidInput."""
        now = self._clock.now()
        wrong = {}
        if kind not in KINDS:
            wrong["kind"] = f"It is one of {', '.join(KINDS)}."
        if not labels:
            wrong["labels"] = "Name at least one label: a silence of everything would hide a fire."
        if not reason.strip():
            wrong["reason"] = "Say why, for whoever wonders at night."
        if ends_at <= max(starts_at, now):
            wrong["ends_at"] = "It must end later than it begins, and later than now."
        if wrong:
            raise InvalidInput(wrong)
        with self._store.begin(by, now) as tx:
            return tx.add_silence(kind, labels, starts_at, ends_at, reason.strip(), by, now)

    def end(self, silence_id: int) -> None:
        """It holds nothing back from now on. Raises NotFound."""
        with self._store.begin() as tx:
            if not tx.end_silence(silence_id, self._clock.now()):
                raise NotFound(f"There is no silence number {silence_id} in force.")

    def held_by(self, silence_id: int) -> list[Any]:
        with self._store.read() as tx:
            return tx.held_alerts(silence_id, MOST_HELD)

    def judge_ended(self) -> int:
        """What an ended silence held back and still fires goes to its ticket now; returns how many."""
        now = self._clock.now()
        judged = 0
        with self._store.begin() as tx:
            for silence in tx.silences_to_judge(now):
                held = tx.held_alerts(silence.id, MOST_HELD)
                batch = AlertBatch(tx, self._running.process, now, {(row.integration, row.dedup_key) for row in held})
                judged += sum(batch.let_go(row) for row in held)
                batch.write()
                if len(held) < MOST_HELD:
                    tx.mark_judged(silence.id, now)
        return judged
