"""Whether every page that still asks will go on asking; what will not is mended and reported."""

from __future__ import annotations

from collections.abc import Sequence

from incidentbot.domain.page import Page
from incidentbot.domain.people import BOT
from incidentbot.domain.timeline import EventKind
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.services.page_timer import Audit, PageTimers
from incidentbot.store.store import Store

MOST_NAMED = 10


class PageAudit:
    def __init__(self, store: Store, clock: Clock, running: InForce, timers: PageTimers) -> None:
        self._store = store
        self._clock = clock
        self._running = running
        self._timers = timers

    def repair(self) -> Audit:
        """Sets timers anew, and says in each ticket's timeline and where incidents are announced which were lost."""
        found = self._timers.audit()
        if found.lost:
            self._report(found.lost)
        return found

    def _report(self, found: Sequence[Page]) -> None:
        now = self._clock.now()
        with self._store.begin() as tx:
            for page in found[:MOST_NAMED]:
                told = f"{page.label}: its timer was lost; the auditor has set it anew"
                tx.record(page.ticket_id, now, BOT, EventKind.TROUBLE, told)
            data = {"pages": [facts.of_page(page) for page in found[:MOST_NAMED]], "count": len(found)}
            speech.post(tx, self._running.process.announcements, now, "page/repaired", data)
