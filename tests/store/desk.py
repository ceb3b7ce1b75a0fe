"""One worker's claims, without the worker."""

from __future__ import annotations

from datetime import timedelta

from incidentbot.domain.work import Work
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.world import FakeClock
from tests.written import rows_of

LEASE = timedelta(seconds=6)
FOLDABLE = ("card.refresh",)
PACED = ("say",)


class Desk:
    def __init__(self, store: Store, clock: FakeClock, owner: str) -> None:
        self.store, self.clock, self.owner = store, clock, owner
        self.leases = FakeClock()  # a lease is about a living process: its clock is not the product's

    def claim(self, most: int = 10) -> list[Work]:
        now, lease_now = self.clock.now(), self.leases.now()
        with self.store.begin() as tx:
            return tx.claim_work(now, self.owner, lease_now + LEASE, lease_now, most, FOLDABLE, PACED)

    def kinds(self, most: int = 10) -> list[str]:
        return [work.kind for work in self.claim(most)]

    def done(self, work: Work) -> None:
        with self.store.begin() as tx:
            tx.seal_work(work.cause, self.clock.now(), provider_id="C1:1.2")

    def retry(self, work: Work, doubtful: bool = False, **later: float) -> bool:
        with self.store.begin() as tx:
            return tx.retry_work(work.cause, self.clock.now() + timedelta(**later), "went wrong", doubtful)

    def bury(self, work: Work) -> bool:
        with self.store.begin() as tx:
            return tx.bury_work(work.cause, self.clock.now(), "never works")


def states(store: Store) -> list[str]:
    return [f"{row['kind']} {row['state']}" for row in rows_of(store, tables.work)]
