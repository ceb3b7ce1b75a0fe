"""The clock edge: what APScheduler runs, and how often. The rows decide what is due; this only looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from incidentbot import logs
from incidentbot.errors import StoreUnavailable
from incidentbot.ports import Clock
from incidentbot.services.postmortem import Postmortems
from incidentbot.store.store import Store

log = logs.logger("jobs")

TICK = timedelta(seconds=1)
POSTMORTEMS = timedelta(seconds=5)
HOUSEKEEPING = timedelta(minutes=10)
LATE = 10.0  # seconds without a tick after which the scheduler counts as dead

ENDED_WORK_STAYS = timedelta(days=14)
REQUESTS_STAY = timedelta(hours=6)  # Slack repeats an event for at most a few minutes, on request for hours
SLOTS_STAY = timedelta(days=2)
A_BITE = 5_000  # rows forgotten in one transaction


class Jobs:
    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None], postmortems: Postmortems) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._postmortems = postmortems
        self._ticked_at = time.monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(self._tick, "interval", seconds=TICK.total_seconds(), id="tick")
        self._periodic("postmortems", POSTMORTEMS, self._open_postmortems)
        self._periodic("housekeeping", HOUSEKEEPING, self._tidy)

    def start(self) -> None:
        self._ticked_at = time.monotonic()
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_alive(self) -> bool:
        return time.monotonic() - self._ticked_at < LATE

    def _tick(self) -> None:
        """The safety net under the wake-up on commit."""
        self._ticked_at = time.monotonic()
        self._wake()

    def _periodic(self, name: str, every: timedelta, act: Callable[[datetime], None]) -> None:
        """Every replica's scheduler comes along; the one that inserts the slot acts."""

        def run() -> None:
            now = self._clock.now()
            slot = datetime.fromtimestamp(now.timestamp() // every.total_seconds() * every.total_seconds(), UTC)
            try:
                with self._store.begin() as tx:
                    mine = tx.take_slot(name, slot)
                if mine:
                    act(now)
            except StoreUnavailable as trouble:
                log.warning("a job waits for the database", job=name, reason=str(trouble))

        self._scheduler.add_job(run, "interval", seconds=every.total_seconds(), id=name)

    def _open_postmortems(self, _now: datetime) -> None:
        self._postmortems.ask_for_missing()

    def _tidy(self, now: datetime) -> None:
        with self._store.begin() as tx:
            tx.forget_ended_work(now - ENDED_WORK_STAYS, A_BITE)
            tx.forget_requests(now - REQUESTS_STAY, A_BITE)
            tx.forget_slots(now - SLOTS_STAY)
            tx.forget_open_lanes(now - SLOTS_STAY)
