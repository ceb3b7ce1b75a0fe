"""One replica: everything it is made of, started and stopped in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from incidentbot import logs, metrics
from incidentbot.bootstrap import watch as calling
from incidentbot.bootstrap.jobs import jobs
from incidentbot.bootstrap.parts import Parts
from incidentbot.bootstrap.performers import performers
from incidentbot.bootstrap.slack import slack
from incidentbot.bootstrap.web import web
from incidentbot.domain.work import WorkState
from incidentbot.errors import IncidentbotError, StoreUnavailable
from incidentbot.jobs import Jobs
from incidentbot.page_clock import PageClock
from incidentbot.ports import Clock
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.services.intake import DIGEST
from incidentbot.services.process import THE_SIGNAL, THE_START
from incidentbot.services.speech import FOLDABLE, PACED
from incidentbot.services.token import SANDBOX_KEY
from incidentbot.settings import Settings
from incidentbot.store.listening import Listener
from incidentbot.store.migrate import database_troubles
from incidentbot.web import health
from incidentbot.weekly_test import WeeklyTest
from incidentbot.worker import LEASE, Worker

log = logs.logger("incidentbot")

RED_BEFORE_EXIT = 3.0  # seconds for which /readyz is red before the process ends, so that somebody can see why


class Living(Protocol):
    @property
    def is_alive(self) -> bool: ...


class Incidentbot(Parts):
    """Its parts are its own attributes: whoever starts one in a test finds the pager at `bot.pager`."""

    def __init__(self, settings: Settings, clock: Clock | None = None, lease: timedelta = LEASE) -> None:
        super().__init__(settings, clock)
        emergency = calling.emergency(self)
        weekly_test = WeeklyTest(self.weekly_tests, emergency)
        self.watch_over = calling.watch(self, emergency)
        talking = slack(self)
        self.slack = talking.edge
        self.worker = Worker(
            self.store,
            self.clock,
            performers(self, talking, weekly_test),
            self.troubles,
            foldable=(*FOLDABLE, DIGEST),
            paced=PACED,
            lease=lease,
        )
        self.page_clock = PageClock(self.store, self.clock, self.page_timers)
        self._is_stopping = threading.Event()
        self.jobs = Jobs(self.store, self.clock, self._wake, jobs(self, self.watch_over, weekly_test))
        self.listener = Listener(self.store.engine, self._wake) if self.store.is_postgres else None
        self.web = web(self, self.slack, self._checks(), self._measure)
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(self._wake, self._next_due)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        self.worker.wake()
        self.page_clock.wake()

    def _checks(self) -> list[health.Check]:
        def alive(part: Callable[[], bool]) -> Callable[[], str | None]:
            return lambda: None if part() else "has stopped"

        return [
            health.Check("database", lambda: database_troubles(self.store.engine)),
            health.Check("worker", alive(lambda: self.worker.is_alive)),
            health.Check("page clock", alive(lambda: self.page_clock.is_alive)),
            health.Check("inbox", alive(lambda: self.inbox.is_alive)),
            health.Check("intake", alive(lambda: self.intake.is_alive)),
            health.Check("process", self.running.fault, must=False),
            health.Check("scheduler", alive(lambda: self.jobs.is_alive)),
            # Slack is not in the paging path: without it we are unwell, but ready.
            health.Check(
                "slack", lambda: None if self.slack.is_connected else self.slack.trouble or "not connected", must=False
            ),
        ]

    def _measure(self) -> None:
        now = self.clock.now()
        with self.store.read() as tx:
            counted, oldest = tx.count_work(), tx.oldest_due(now)
        for state in (WorkState.READY, WorkState.LEASED, WorkState.DEAD):
            metrics.WORK_ROWS.labels(state).set(counted[state])
        metrics.OLDEST_DUE.set((now - oldest).total_seconds() if oldest else 0)
        metrics.SLACK_CONNECTED.set(self.slack.is_connected)

    def _next_due(self) -> datetime | None:
        try:
            with self.store.read() as tx:
                return tx.next_due(self.clock.now())
        except StoreUnavailable:
            return None  # the page merely shows nothing to jump to

    # -- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.running.keep(THE_START)
        self.contact_keeping.follow_process()
        self.contact_keeping.seal_anew()
        if self.running.trouble:
            log.error("the process file was not taken over; the version before holds", reason=self.running.trouble)
        if self.listener:
            self.listener.start()
        self.inbox.start()
        self.intake.start()
        self.worker.start()
        self.page_clock.start()
        self.jobs.start()
        self.slack.start()

    def keep_sandbox_key(self) -> str:
        """A key with which alerts can be sent at once. Only for the sandbox: everybody can read it in the README."""
        self.tokens.keep_sandbox_key()
        return SANDBOX_KEY

    def stop(self) -> None:
        self._is_stopping.set()
        if isinstance(self.clock, FollowedClock):
            self.clock.when_moved(lambda: None, lambda: None)
        self.slack.stop()
        self.jobs.stop()
        self.page_clock.stop()
        self.worker.stop()
        self.inbox.stop()
        self.intake.stop()
        if self.listener:
            self.listener.stop()
        self.store.close()

    def reload(self) -> None:
        """SIGHUP: the process file is read anew; a wrong one changes nothing, and says so."""
        try:
            self.running.reload(THE_SIGNAL)
        except IncidentbotError as wrong:
            log.error("the process file was not taken over", reason=str(wrong))

    def watch(self, when_dead: Callable[[str], None]) -> None:
        """Calls `when_dead` with the name of the part that died, after /readyz has been red for a moment."""
        vital: dict[str, Living] = {
            "worker": self.worker,
            "page clock": self.page_clock,
            "inbox": self.inbox,
            "intake": self.intake,
            "scheduler": self.jobs,
        }

        def look() -> None:
            while not self._is_stopping.wait(0.5):
                dead = next((name for name, part in vital.items() if not part.is_alive), None)
                if dead:
                    log.error("a part has died; the process ends", part=dead)
                    time.sleep(RED_BEFORE_EXIT)
                    when_dead(dead)
                    return

        threading.Thread(target=look, name="watch", daemon=True).start()
