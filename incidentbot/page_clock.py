"""Takes the steps of pages when they are due, many at a time. The rows decide what is due; this only looks in time."""

from __future__ import annotations

import threading

from incidentbot import logs
from incidentbot.errors import IncidentbotError, StoreUnavailable
from incidentbot.ports import Clock
from incidentbot.services.page_timer import PageTimers
from incidentbot.store.store import Store

log = logs.logger("page clock")

LONGEST_NAP = 1.0  # seconds
AFTER_TROUBLE = 0.5


class PageClock:
    """One thread. It wakes at the moment at which the next step is due, and at each commit that adds work."""

    def __init__(self, store: Store, clock: Clock, timers: PageTimers) -> None:
        self._store = store
        self._clock = clock
        self._timers = timers
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="page clock", daemon=True)

    def start(self) -> None:
        self._store.when_work_is_added(self.wake)
        self._thread.start()

    def wake(self) -> None:
        self._awake.set()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stopping.set()
        self.wake()
        if self._thread.ident is not None:
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                nap = self._nap()
                if not nap:
                    self._take()
            except StoreUnavailable as trouble:
                log.warning("steps wait for the database", reason=str(trouble))
                nap = AFTER_TROUBLE
            except IncidentbotError as trouble:
                log.error("a step could not be taken", reason=str(trouble))
                nap = AFTER_TROUBLE
            if nap:
                self._awake.wait(nap)

    def _take(self) -> int:
        try:
            return self._timers.take_due_steps()
        except IncidentbotError:
            raise
        except Exception:
            log.exception("steps could not be taken together; each is now taken alone")
            return self._take_alone()

    def _take_alone(self) -> int:
        try:
            return self._timers.take_due_steps(1)
        except IncidentbotError:
            raise
        except Exception:
            log.exception("a step could not be taken; it is put off, so that the others go on")
            self._timers.put_off_due_step()
            return 1

    def _nap(self) -> float:
        """Until the next step is due. Looking holds nobody up, as taking nothing would."""
        due = self._timers.next_step_due()
        if due is None:
            return LONGEST_NAP
        return min(max((due - self._clock.now()).total_seconds(), 0.0), LONGEST_NAP)
