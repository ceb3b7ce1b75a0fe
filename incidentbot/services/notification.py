"""Notifications on their way: what is sent now, what is held back or bundled, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentbot.domain.contact import FROM_FILE
from incidentbot.domain.notification import (
    BUNDLED_KINDS,
    WORDS,
    Bundle,
    Due,
    MethodKind,
    NotificationState,
    bundle,
    is_stale,
    over_limit,
)
from incidentbot.domain.page import Notification, Page, PageState
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import NotPossible, TryAgain
from incidentbot.ports import Clock, InForce, Receipt
from incidentbot.services import page_speech, speech
from incidentbot.services.page_batch import take_step
from incidentbot.services.page_step import notify_row
from incidentbot.services.receipt import look_for_receipt
from incidentbot.services.recipient import name_of, slack_of
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

MOST_BUNDLED = 200
A_BIT = 0.2  # seconds in which whatever leads a bundle is sent
STILL_OPEN = (NotificationState.WAITING, NotificationState.SENDING, NotificationState.FAILED)
STILL_ASKING = (PageState.OPEN, PageState.EXHAUSTED)  # late is better than never
# What a step waits for. A step none of whose notifications is of these has been heard of by nobody.
MAY_BE_HEARD = (
    NotificationState.WAITING,
    NotificationState.SENDING,
    NotificationState.SENT,
    NotificationState.DELIVERED,
    NotificationState.BUNDLED,
)


@dataclass(frozen=True)
class Sending:
    """What goes out now. `address` is encrypted, but for Slack; `more` tells of those bundled with it."""

    notification: Notification
    page: Page
    address: str
    provider: str
    more: str
    bundled: int
    is_stale: bool


class Notifications:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    @property
    def _process(self) -> Process:
        return self._running.process

    # -- going out ------------------------------------------------------------------------------------------------

    def sending(self, notification_id: int, by: Actor) -> Sending | None:
        """What is to be sent now, with whatever is due to the same person by the same way.

        None when there is nothing to send: somebody has acknowledged, it was told with another one, or is too many
        for this person now. The work row is ended then. Raises TryAgain while another one is about to take it along.
        """
        now = self._clock.now()
        with self._store.begin() as tx:
            one = tx.notification(notification_id)
            page = tx.page(one.page_id)
            one = tx.notification(notification_id)
            if one.state not in STILL_OPEN or one.epoch != page.epoch or page.state not in STILL_ASKING:
                self._nothing(tx, one, by, now)
                return None
            found = self._bundle(tx, one, now)
            if found.leader.id != one.id:
                raise TryAgain(
                    "something more urgent is due by the same way, and takes this along", after_seconds=A_BIT
                )
            if why := self._too_many(tx, one, page, now):
                tx.change_notification(one.id, state=NotificationState.SKIPPED, ended_at=now, error=why)
                tx.record(page.ticket_id, now, BOT, EventKind.PAGE, f"held back {_told(self._process, one)}: {why}")
                self._end_row(tx, by, now)
                return None
            return self._go(tx, one, page, found, now)

    def _nothing(self, tx: Transaction, one: Notification, by: Actor, now: datetime) -> None:
        if one.state in STILL_OPEN:
            tx.change_notification(one.id, state=NotificationState.CANCELLED, ended_at=now)
        if one.state in (*STILL_OPEN, NotificationState.CANCELLED):
            self._let_go(tx, one, now)
        self._end_row(tx, by, now)

    def _let_go(self, tx: Transaction, one: Notification, now: datetime) -> None:
        """Those that were to be told with one that is not sent any more go their own way."""
        together = [each for each in tx.told_with(one.id) if each.sent_at is None]
        ids = [each.id for each in together]
        tx.change_notifications(ids, state=NotificationState.WAITING, told_with=None, ended_at=None)
        tx.ask_all([notify_row(each.page_id, each.id, now) for each in together], now)

    def _end_row(self, tx: Transaction, by: Actor, now: datetime) -> None:
        if by.cause is not None:
            tx.seal_work(by.cause, now)

    def _bundle(self, tx: Transaction, one: Notification, now: datetime) -> Bundle:
        mine = Due(one.id, Priority.P1, one.due_at)
        stale = is_stale(one.due_at, now, self._process.noise.stale)
        if one.attempt or (one.kind not in BUNDLED_KINDS and not stale):
            return Bundle(mine)  # what was tried before keeps its own shape, so that the provider can be asked for it
        rows = tx.due_with(one.person, one.kind, one.method_id, now, MOST_BUNDLED)
        due = [_due(row) for row in rows]
        return bundle(due) if any(each.id == one.id for each in due) else Bundle(mine)

    def _too_many(self, tx: Transaction, one: Notification, page: Page, now: datetime) -> str | None:
        limit = self._process.noise.limits.get(one.kind)
        if limit is None or one.attempt:
            return None
        is_first = page.priority == Priority.P1 and not tx.was_told(page.id, one.person, one.kind)
        sent = tx.sent_since(one.person, one.kind, now - limit.within)
        return over_limit(one.kind, sent, now, is_first, self._process.noise.limits)

    def _go(self, tx: Transaction, one: Notification, page: Page, found: Bundle, now: datetime) -> Sending | None:
        address, provider = self._address(tx, one)
        taken = tx.fold_notifications([other.id for other in found.folded], one.id, now)
        found = Bundle(found.leader, tuple(other for other in found.folded if other.id in taken))
        if one.attempt:
            found = Bundle(found.leader, tuple(_due(row) for row in tx.rows_told_with(one.id)))
        tx.change_notification(one.id, state=NotificationState.SENDING, attempt=one.attempt + 1)
        stale = is_stale(one.due_at, now, self._process.noise.stale)
        return Sending(one, page, address, provider, found.more, len(found.folded), stale)

    def _address(self, tx: Transaction, one: Notification) -> tuple[str, str]:
        if one.kind == MethodKind.SLACK:
            return slack_of(self._process, one.person) or "", ""
        if one.method_id == FROM_FILE:
            known = self._process.people.get(one.person)
            return (known.email if known else None) or "", ""
        kept = tx.contact_address(one.method_id) if one.method_id is not None else None
        if kept is None:
            raise NotPossible(f"{one.person} has removed this {WORDS[one.kind]}, or wrote STOP")
        return kept

    # -- what became of it ----------------------------------------------------------------------------------------

    def sent(
        self, notification_id: int, provider: str, provider_id: str | None, by: Actor, *, has_receipt: bool = False
    ) -> None:
        """The provider has taken it; the work row ends with this. `has_receipt`: it can be asked what became of it."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            tx.notification_sent(notification_id, provider, provider_id or "", now)
            one = tx.notification(notification_id)
            if has_receipt and provider_id:
                look_for_receipt(tx, one.kind, provider, provider_id, notification_id, now)
            if one.due_at > one.asked_at:  # what was sent at once is on the card already
                page_speech.became(tx, tx.ticket_of_page(one.page_id), now)

    def failed(
        self, notification_id: int, error: str, by: Actor, *, is_final: bool = True, doubts: bool = False
    ) -> None:
        """When nothing of a step can be heard by anybody, the next ones are asked at once. With `doubts` no provider
        takes this address, and its owner hears so.

        What is not final may still go out later, when its provider is well again; the work row is then left alone.
        """
        now = self._clock.now()
        with self._store.begin(by if is_final else None, now) as tx:
            together = [tx.notification(notification_id), *tx.told_with(notification_id)]
            # In the order in which steps lock them: nobody waits in a circle.
            pages = tx.pages_with({each.page_id for each in together})
            one = tx.notification(notification_id)
            page = pages[one.page_id]
            ended = now if is_final else None
            ids = [each.id for each in together]
            tx.change_notifications(ids, state=NotificationState.FAILED, error=error, ended_at=ended)
            if one.state != NotificationState.FAILED:
                told = f"{_told(self._process, one)} failed: {error}"
                tx.record(page.ticket_id, now, BOT, EventKind.PAGE, told)
                page_speech.became(tx, page.ticket_id, now)
            if doubts and one.method_id:
                tx.doubt_contact_method(one.method_id, error, now)
                if slack_id := slack_of(self._process, one.person):
                    data = {"shown": one.shown, "kind": WORDS[one.kind], "why": error}
                    speech.tell(tx, slack_id, now, "me/doubted", data, f"doubted:{one.method_id}:{now:%F}")
            for each in together:
                self._go_on_unheard(tx, each, now)

    def _go_on_unheard(self, tx: Transaction, one: Notification, now: datetime) -> None:
        page = tx.page(one.page_id)
        if page.state != PageState.OPEN or page.position != one.position or page.epoch != one.epoch:
            return
        outcomes = tx.outcomes_of_step(page.id, one.position, one.epoch)
        if any(outcomes.get(state) for state in MAY_BE_HEARD):
            return
        tx.record(page.ticket_id, now, BOT, EventKind.PAGE, "nothing of this step arrived; going on at once")
        take_step(tx, self._process, page, now, after=page.position)

    def receipt(self, receipt: Receipt) -> bool:
        """What the provider says later, or before we have written down that it took the message. False when it speaks
        of nothing that we know; a repeat changes nothing."""
        now = self._clock.now()
        with self._store.begin() as tx:
            one = self._meant(tx, receipt)
            if one is None:
                return False
            tx.page(one.page_id)
            one = tx.notification(one.id)
            if one.state == NotificationState.DELIVERED:
                return True  # nothing undoes what arrived
            if receipt.is_delivered:
                known = {"provider": receipt.provider, "provider_id": receipt.provider_id}
                told = {"state": NotificationState.DELIVERED, "delivered_at": now, "sent_at": one.sent_at or now}
                tx.change_notification(one.id, **known, **told)
                page_speech.became(tx, tx.ticket_of_page(one.page_id), now)
        if not receipt.is_delivered and one.state != NotificationState.FAILED:
            self.failed(one.id, receipt.error or "the provider could not deliver it", BOT)
        return True

    def _meant(self, tx: Transaction, receipt: Receipt) -> Notification | None:
        found = tx.notification_at(receipt.provider, receipt.provider_id)
        if found is None and receipt.notification_id is not None and tx.has_notification(receipt.notification_id):
            return tx.notification(receipt.notification_id)
        return found

    # -- looking --------------------------------------------------------------------------------------------------

    def one(self, notification_id: int) -> Notification:
        with self._store.read() as tx:
            return tx.notification(notification_id)

    def address_of(self, one: Notification) -> tuple[str, str]:
        """The address, encrypted but for Slack, and the provider that it belongs to. Raises NotPossible."""
        with self._store.read() as tx:
            return self._address(tx, one)


def _due(row: Any) -> Due:
    return Due(row.id, Priority(row.priority), row.due_at, row.service)


def _told(process: Process, one: Notification) -> str:
    shown = f" to {one.shown}" if one.shown and one.kind != MethodKind.SLACK else ""
    return f"{WORDS[one.kind]}{shown} for {name_of(process, one.person)}"


def of_notification(one: Notification) -> dict[str, Any]:
    """For templates and the API."""
    return {
        "id": one.id,
        "person": one.person,
        "kind": one.kind.value,
        "shown": one.shown,
        "state": one.state.value,
        "why": one.why,
        "asked_at": one.asked_at,
        "due_at": one.due_at,
        "sent_at": one.sent_at,
        "delivered_at": one.delivered_at,
        "provider": one.provider,
        "error": one.error,
    }
