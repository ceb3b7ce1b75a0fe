"""What comes due by itself: the next step, the beginning of coverage hours, the end of a snooze or of an
acknowledgement; and the auditor, who looks that none of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain.escalation import FIRST, Position
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.work import TIMER
from incidentbot.ports import Clock, InForce
from incidentbot.services.page_batch import PageBatch, take_step
from incidentbot.services.page_step import LAPSE, STEP, UNSNOOZE, WAIT, ask_timer
from incidentbot.services.paging import ask_anew, may_ask_at, wait_until
from incidentbot.services.recipient import called
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

OVERDUE = timedelta(seconds=60)  # what is later than this, the auditor repairs
MOST_AUDITED = 500
STEPS_AT_ONCE = 250
PUT_OFF = timedelta(minutes=1)

# What a page in this state waits for, and the kind of work that its timer is.
TIMERS = {
    PageState.OPEN: STEP,
    PageState.WAITING: WAIT,
    PageState.SNOOZED: UNSNOOZE,
    PageState.ACKNOWLEDGED: LAPSE,
}


@dataclass(frozen=True)
class Audit:
    """What the auditor found: pages whose timer was late; `lost` are those of them that had none any more."""

    repaired: tuple[Page, ...] = ()
    lost: tuple[Page, ...] = ()

    @property
    def is_passed(self) -> bool:
        return not self.repaired


def _whose_turn(page: Page) -> tuple[str, Position]:
    """Turns of a round robin are counted in one order by all replicas, so that none waits for another in a circle."""
    return page.policy.key, page.position or FIRST


class PageTimers:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    @property
    def _process(self) -> Process:
        return self._running.process

    def take_due_steps(self, most: int = STEPS_AT_ONCE) -> int:
        """Nobody has acknowledged in time: the next ones are asked. Steps of up to so many pages in one transaction,
        which also ends their timers: a step is of the database alone, so it is taken once or not at all. Returns how
        many timers were due."""
        now = self._clock.now()
        with self._store.begin() as tx:
            due = tx.end_due(TIMER, now, most)
            pages = tx.pages_with([row["page_id"] for row in due]) if due else {}
            batch = PageBatch(tx, self._process, now)
            for page in sorted(pages.values(), key=_whose_turn):
                # The page's own row says what is due: a timer that it has outrun does nothing.
                if page.state == PageState.OPEN and page.next_due_at is not None and page.next_due_at <= now:
                    batch.take(page, after=page.position)
            batch.write()
        return len(due)

    def put_off_due_step(self) -> None:
        """It cannot be taken; the steps of other pages do not wait for it. The auditor reports it."""
        now = self._clock.now()
        with self._store.begin() as tx:
            tx.put_off_due(TIMER, now, now + PUT_OFF)

    def next_step_due(self) -> datetime | None:
        with self._store.read() as tx:
            return tx.next_due_of(TIMER)

    def begin(self, page_id: int, by: Actor) -> None:
        """Coverage hours have begun."""
        self._when_due(page_id, PageState.WAITING, by, self._go_on)

    def _go_on(self, tx: Transaction, page: Page, now: datetime) -> None:
        take_step(tx, self._process, page, now, after=page.position)

    def lapse(self, page_id: int, by: Actor) -> None:
        """An acknowledgement holds for a time only: whoever gave it is asked again, and whoever is on call now."""

        def ask_again(tx: Transaction, page: Page, now: datetime) -> None:
            told = f"the acknowledgement by {called(tx, page.acknowledged_by or '')} has run out"
            ask_anew(tx, self._process, page, told, "had acknowledged", now)

        self._when_due(page_id, PageState.ACKNOWLEDGED, by, ask_again)

    def unsnooze(self, page_id: int, by: Actor) -> None:
        def ask_again(tx: Transaction, page: Page, now: datetime) -> None:
            ask_anew(tx, self._process, page, "the snooze has ended", "had snoozed it", now)

        self._when_due(page_id, PageState.SNOOZED, by, ask_again)

    def _when_due(
        self, page_id: int, state: PageState, by: Actor, act: Callable[[Transaction, Page, datetime], None]
    ) -> None:
        """The page's own row says what is due: a timer that it has outrun does nothing, or is set again. What comes
        due outside of coverage hours, and may not ask then, comes due when they begin."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket = tx.ticket(tx.ticket_of_page(page_id))
            page = tx.page(page_id)
            if page.state != state or page.next_due_at is None:
                return
            if page.next_due_at > now:
                if state == PageState.ACKNOWLEDGED:  # activity in the channel has renewed it
                    ask_timer(tx, page, LAPSE, page.next_due_at, now)
            elif (opens := may_ask_at(self._process, page, ticket, now)) > now:
                if state == PageState.SNOOZED:
                    tx.change_page(page.id, snoozed_until=opens)
                wait_until(tx, page, TIMERS[state], opens, now)
            else:
                act(tx, page, now)

    # -- the auditor ----------------------------------------------------------------------------------------------

    def overdue(self) -> list[Page]:
        with self._store.read() as tx:
            return tx.pages_overdue(self._clock.now() - OVERDUE, MOST_AUDITED)

    def audit(self) -> Audit:
        """Every page that still asks has a timer that will fire; where one is late or lost, it fires now."""
        now = self._clock.now()
        with self._store.begin() as tx:
            late = tx.pages_overdue(now - OVERDUE, MOST_AUDITED)
            locked = tx.pages_with([page.id for page in late])
            lost = [page for page in locked.values() if self._set_timer(tx, page, now)]
        return Audit(tuple(locked.values()), tuple(lost))

    def _set_timer(self, tx: Transaction, page: Page, now: datetime) -> bool:
        """Whether it had none; one that is only late is the worker's, who may be busy, and one that could not be
        taken was put off."""
        if page.next_due_at is None:
            tx.change_page(page.id, next_due_at=now)
        kind = TIMERS[page.state]
        if tx.is_due(kind, page.subject, now + PUT_OFF):
            return False
        ask_timer(tx, page, kind, now, now)
        return True
