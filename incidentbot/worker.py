"""Performs what the work rows ask for: claim in a short transaction, perform outside of any, finish with a fence."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.domain.work import Work, WorkState, delay_before_retry
from incidentbot.errors import (
    AlreadyActed,
    CannotBeDone,
    Fenced,
    IncidentbotError,
    NeedsPerson,
    StoreUnavailable,
    TryAgain,
)
from incidentbot.failpoints import reach
from incidentbot.metrics import WORK_ENDED, WORK_LATENESS
from incidentbot.ports import Clock, Performer
from incidentbot.services.trouble import Troubles
from incidentbot.store.store import Store

log = logs.logger("worker")

LEASE = timedelta(seconds=6)
RENEW_AFTER = 2.0  # seconds
LONGEST_NAP = 1.0  # seconds; the tick of jobs.py is the safety net of the wake-up on commit
SLOW_RETRY = timedelta(minutes=5)  # while a person has to change something first
MOST_BUGS = 5  # attempts at a row that fails by an error nobody foresaw
LONGEST_TRYING = timedelta(hours=24)


class Worker:
    """One thread that claims, and a pool that performs. `stopped` is set when it has died or was stopped."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        performers: Mapping[str, Performer],
        troubles: Troubles,
        *,
        foldable: Collection[str] = (),
        paced: Collection[str] = (),
        threads: int = 8,
        lease: timedelta = LEASE,
        dice: random.Random | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leases = SystemClock()  # a lease is about a living process: real time, even where the clock is virtual
        self._performers = performers
        self._troubles = troubles
        self._foldable = tuple(foldable)
        self._paced = tuple(paced)
        self._threads = threads
        self._lease = lease
        self._dice = dice or random.Random()
        self._owner = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._in_hand: set[int] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._renewed_at = 0.0
        self.next_due: datetime | None = None

    # -- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._store.when_work_is_added(self.wake)
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self, patience: float = 10.0) -> None:
        """Claims nothing more and waits for what is in hand."""
        self._stopping.set()
        self.wake()
        if self._thread.ident is not None:
            self._thread.join(patience)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._renew()
                busy = self.take_up()
            except StoreUnavailable as trouble:
                log.warning("the worker waits for the database", reason=str(trouble))
                busy = False
            if not busy:
                self._wake.wait(self._nap())

    def _nap(self) -> float:
        if self.next_due is None:
            return LONGEST_NAP
        return min(max((self.next_due - self._clock.now()).total_seconds(), 0.0), LONGEST_NAP)

    def _renew(self) -> None:
        with self._lock:
            ids = list(self._in_hand)
        if ids and time.monotonic() - self._renewed_at > RENEW_AFTER * (self._lease / LEASE):
            with self._store.begin() as tx:
                tx.renew_leases(self._owner, ids, self._leases.now() + self._lease)
            self._renewed_at = time.monotonic()

    # -- claiming -------------------------------------------------------------------------------------------------

    def take_up(self) -> bool:
        """Claims as many due rows as there are free hands; True when more may be due. What comes next in a lane is
        claimed when whatever is before it has ended, which wakes this thread."""
        free = self._threads - len(self._in_hand)
        if free <= 0:
            return False
        now, lease_now = self._clock.now(), self._leases.now()
        with self._store.begin() as tx:
            claimed = tx.claim_work(
                now, self._owner, lease_now + self._lease, lease_now, free, self._foldable, self._paced
            )
            if len(claimed) < free:
                moments = [moment for moment in (tx.next_work_due(now), tx.next_lane_opening(now)) if moment]
                self.next_due = min(moments, default=None)
        if claimed:
            reach("work.claimed")
        for work in claimed:
            WORK_LATENESS.observe(max(0.0, (now - work.due_at).total_seconds()))
            with self._lock:
                self._in_hand.add(work.id)
            self._pool.submit(self._perform, work)
        return len(claimed) == free

    # -- performing -----------------------------------------------------------------------------------------------

    def _perform(self, work: Work) -> None:
        try:
            self._attempt(work)
        except (AlreadyActed, Fenced, StoreUnavailable) as trouble:
            _count(work, "left to its lease")
            # The lease will expire, and whoever claims the row then asks the provider first.
            log.warning("work left to its lease", work=work.id, kind=work.kind, reason=str(trouble))
        finally:
            with self._lock:
                self._in_hand.discard(work.id)
            self.wake()

    def _attempt(self, work: Work) -> None:
        performer = self._performers.get(work.kind)
        if performer is None:
            self._bury(work, f"nobody here performs {work.kind}")
            return
        by = BOT.because_of(work.cause)
        try:
            if work.doubtful and performer.happened(work):
                provider_id = None
                log.info("had happened before", work=work.id, kind=work.kind, attempt=work.attempt)
            else:
                provider_id = performer.perform(work, by)
            reach("work.performed")
            self._finish(work, provider_id)
            reach("work.finished")
        except TryAgain as trouble:
            self._try_again(work, trouble)
        except NeedsPerson as trouble:
            self._wait_for_person(work, str(trouble))
        except CannotBeDone as trouble:
            self._bury(work, str(trouble), trouble.code)
        except (AlreadyActed, Fenced, StoreUnavailable):
            raise
        except IncidentbotError as refused:
            self._drop(work, str(refused))
        except Exception as bug:
            log.exception("work failed by an unforeseen error", work=work.id, kind=work.kind)
            self._bury_or_retry(work, f"{type(bug).__name__}: {bug}")

    def _finish(self, work: Work, provider_id: str | None) -> None:
        """A service's act may have sealed the row already; then there is nothing left to write."""
        _count(work, "done")
        with self._store.read() as tx:
            row = tx.work_row(work.id)
        if row is not None and row.attempt == work.attempt and row.state == WorkState.LEASED:
            with self._store.begin() as tx:
                tx.seal_work(work.cause, self._clock.now(), provider_id)

    def _try_again(self, work: Work, trouble: TryAgain) -> None:
        now = self._clock.now()
        if work.first_tried_at is not None and now - work.first_tried_at > LONGEST_TRYING:
            self._bury(work, str(trouble))
            return
        asked = timedelta(seconds=trouble.after_seconds) if trouble.after_seconds is not None else None
        wait = delay_before_retry(work.attempt, asked, self._dice.random())
        self._retry_at(work, now + wait, str(trouble), trouble.doubtful)

    def _bury_or_retry(self, work: Work, error: str) -> None:
        if work.attempt >= MOST_BUGS:
            self._bury(work, error)
        else:
            wait = delay_before_retry(work.attempt, None, self._dice.random())
            self._retry_at(work, self._clock.now() + wait, error, doubtful=True)

    def _retry_at(self, work: Work, due_at: datetime, error: str, doubtful: bool) -> None:
        _count(work, "tried again")
        log.info("work will be tried again", work=work.id, kind=work.kind, at=due_at, reason=error)
        with self._store.begin() as tx:
            tx.retry_work(work.cause, due_at, error, doubtful)

    def _bury(self, work: Work, error: str, code: str = "") -> None:
        _count(work, "dead")
        log.error("work is dead until a person looks", work=work.id, kind=work.kind, reason=error)
        self._troubles.bury(work, error, code)

    def _wait_for_person(self, work: Work, error: str) -> None:
        _count(work, "waits for a person")
        log.error("work waits for a person", work=work.id, kind=work.kind, reason=error)
        self._troubles.wait_for_person(work, error, self._clock.now() + SLOW_RETRY)

    def _drop(self, work: Work, reason: str) -> None:
        _count(work, "dropped")
        log.info("work dropped", work=work.id, kind=work.kind, reason=reason)
        with self._store.begin() as tx:
            tx.drop_work(work.cause, self._clock.now(), reason)


def _count(work: Work, outcome: str) -> None:
    WORK_ENDED.labels(work.kind, outcome).inc()
