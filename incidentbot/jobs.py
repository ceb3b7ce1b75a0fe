"""The clock edge: what APScheduler runs, and how often. The rows decide what is due; this only looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from incidentbot import logs
from incidentbot.errors import IncidentbotError
from incidentbot.ports import Clock
from incidentbot.services.inbox import ANSWER
from incidentbot.store.store import Store

log = logs.logger("jobs")

TICK = timedelta(seconds=1)
HOUSEKEEPING = timedelta(minutes=10)
TURNED = timedelta(minutes=1)  # between two ticks: the clock was turned forward, or the machine has slept
LATE = 10.0  # seconds without a tick after which the scheduler counts as dead

ENDED_WORK_STAYS = timedelta(days=14)
REQUESTS_STAY = timedelta(hours=6)  # Slack repeats an event for at most a few minutes, on request for hours
# A provider's signature holds for ever, and codes come again: an old answer must not answer a new page.
ANSWERS_STAY = timedelta(days=400)
SLOTS_STAY = timedelta(days=2)
A_BITE = 5_000  # rows forgotten in one transaction


@dataclass(frozen=True)
class Job:
    """`everywhere`: each replica acts, instead of the one that comes first."""

    name: str
    every: timedelta
    act: Callable[[], object]
    everywhere: bool = False


class Jobs:
    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None], jobs: Iterable[Job]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._ticked_at = time.monotonic()
        self._looked_at = clock.now()
        self._jobs = (*jobs, Job("housekeeping", HOUSEKEEPING, self._tidy))
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(self._tick, "interval", seconds=TICK.total_seconds(), id="tick")
        for job in self._jobs:
            self._scheduler.add_job(self._run, "interval", [job], seconds=job.every.total_seconds(), id=job.name)

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
        now, before = self._clock.now(), self._looked_at
        self._looked_at = now
        if now - before > TURNED:
            self._catch_up()
        self._wake()

    def _catch_up(self) -> None:
        """What would have run meanwhile runs now: a gap in a schedule is told also where hours went by in a second."""
        for job in self._jobs:
            self._scheduler.modify_job(job.name, next_run_time=datetime.now(UTC))

    def _run(self, job: Job) -> None:
        """Every replica's scheduler comes along; the one that inserts the slot acts."""
        seconds = job.every.total_seconds()
        slot = datetime.fromtimestamp(self._clock.now().timestamp() // seconds * seconds, UTC)
        try:
            if job.everywhere or self._is_mine(job, slot):
                job.act()
        except IncidentbotError as trouble:
            log.warning("a job did not succeed", job=job.name, reason=str(trouble))

    def _is_mine(self, job: Job, slot: datetime) -> bool:
        with self._store.begin() as tx:
            return tx.take_slot(job.name, slot)

    def _tidy(self) -> None:
        now = self._clock.now()
        with self._store.begin() as tx:
            tx.forget_ended_work(now - ENDED_WORK_STAYS, A_BITE)
            tx.forget_requests(now - REQUESTS_STAY, A_BITE, ANSWER, now - ANSWERS_STAY)
            tx.forget_slots(now - SLOTS_STAY)
            tx.forget_open_lanes(now - SLOTS_STAY)
