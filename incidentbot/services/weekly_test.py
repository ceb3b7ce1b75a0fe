"""The weekly test: each provider brings a page to whom the environment names, and is believed when a receipt came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Actor
from incidentbot.ports import Clock, InForce, Receipt
from incidentbot.services import speech
from incidentbot.services.receipt import look_for_receipt
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.store.weekly_test import WeeklyTest

SEND, JUDGE = "weekly_test.send", "weekly_test.judge"
PATIENCE = timedelta(minutes=10)  # a receipt takes seconds, sometimes a minute or two


@dataclass(frozen=True)
class Trial:
    """A provider that is tested. `address_missing` names what would have to be set for it."""

    kind: MethodKind
    provider: str
    tells_delivery: bool
    address_missing: str = ""


class WeeklyTests:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def begin(self, tested: Sequence[Trial]) -> int:
        """Once in the hour: a message by each of them, and a while later a look at what became of it. How many."""
        now = self._clock.now()
        slot = now.replace(minute=0, second=0, microsecond=0)
        with self._store.begin() as tx:
            begun = sum(_begin(tx, one, slot, now) for one in tested)
            if begun:
                tx.ask(JUDGE, now, due_at=now + PATIENCE, dedup_key=f"weekly_test:{slot:%Y-%m-%dT%H}")
        return begun

    def taken(self, test_id: int, provider_id: str, by: Actor, *, has_receipt: bool = False) -> None:
        """The provider has it. A receipt that came meanwhile counts only if it speaks of this message. `has_receipt`:
        the provider can be asked what became of it."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            test = tx.weekly_test(test_id)
            assert test is not None, "it is kept until the next one"
            delivered_at = test.delivered_at if test.provider_id == provider_id else None
            error = test.error if test.provider_id == provider_id else ""
            known = {"provider_id": provider_id, "delivered_at": delivered_at, "error": error}
            tx.change_weekly_test(test_id, taken_at=now, **known)
            if has_receipt:
                look_for_receipt(tx, test.kind, test.provider, provider_id, 0, now)

    def refused(self, test_id: int, why: str, by: Actor) -> None:
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            tx.change_weekly_test(test_id, error=why)

    def receipt(self, receipt: Receipt) -> bool:
        """What a provider says of a message that is no page's. Whether it was one of the last test."""
        now = self._clock.now()
        with self._store.begin() as tx:
            locked = (tx.weekly_test(one.id) for one in tx.last_weekly_tests() if _may_mean(receipt, one))
            test = next((one for one in locked if one and _may_mean(receipt, one)), None)
            if test is None or test.delivered_at is not None:
                return test is not None
            became = {"delivered_at": now} if receipt.is_delivered else {"error": receipt.error or "not delivered"}
            tx.change_weekly_test(test.id, provider_id=receipt.provider_id, **became)
        return True

    def judge(self, by: Actor) -> None:
        """Tells where incidents are announced by whom a page would arrive. Nobody has to look for what is well."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            outcomes = [(test.provider, *verdict(test)) for test in tx.last_weekly_tests()]
            data = {"outcomes": [{"provider": name, "is_well": well, "told": told} for name, well, told in outcomes]}
            speech.post(tx, self._running.process.announcements, now, "page/weekly_test", data)

    def last(self) -> list[WeeklyTest]:
        with self._store.read() as tx:
            return tx.last_weekly_tests()


def _begin(tx: Transaction, one: Trial, slot: datetime, now: datetime) -> bool:
    test_id = tx.begin_weekly_test(slot, one.kind, one.provider, one.tells_delivery)
    if test_id is None:
        return False
    if one.address_missing:
        tx.change_weekly_test(test_id, error=f"not tried: {one.address_missing} is not set")
    else:
        tx.ask(SEND, now, payload={"test_id": test_id, "kind": one.kind.value, "provider": one.provider})
    return True


def _may_mean(receipt: Receipt, test: WeeklyTest) -> bool:
    """A receipt may be here before we have written down what it is of; `taken` then looks whether it was this one."""
    if receipt.provider != test.provider:
        return False
    is_on_its_way = test.taken_at is None and not test.provider_id and not test.error
    return receipt.provider_id == test.provider_id or is_on_its_way


def verdict(test: WeeklyTest) -> tuple[bool, str]:
    """Whether a page would arrive by this provider, as far as it can be known; and why we think so."""
    if test.delivered_at is not None:
        return True, "delivered"
    if test.error:
        return False, test.error
    if test.taken_at is None:
        return False, f"not sent within {_minutes(PATIENCE)} minutes"
    if test.expects_receipt:
        return False, f"took it, and no receipt came within {_minutes(PATIENCE)} minutes: it may have arrived nowhere"
    return True, "took it; it never says what arrives, so look at the telephone"


def is_waited_for(test: WeeklyTest, now: datetime) -> bool:
    """Its receipt may still come: it is too soon to say."""
    is_open = test.delivered_at is None and not test.error
    return is_open and now - (test.taken_at or test.slot + timedelta(hours=1)) < PATIENCE


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
