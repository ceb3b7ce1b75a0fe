"""Work in a worker's hands: claimed in a short transaction, finished with a fence on the attempt.

The statements are built once. Building them anew for each claim took longer than the database needs for them, and a
page waits for two claims before it rings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update
from sqlalchemy.engine import Row

from incidentbot.domain.people import Cause
from incidentbot.domain.work import TIMER, Work, WorkState
from incidentbot.errors import Fenced
from incidentbot.store import payload as payloads
from incidentbot.store.rows import Rows
from incidentbot.store.tables import epoch as epochs
from incidentbot.store.tables import lane as lanes
from incidentbot.store.tables import work

UNFINISHED = (WorkState.READY, WorkState.LEASED)
FOR_WORKERS = work.c.priority > TIMER
NOW = bindparam("now", type_=work.c.due_at.type)
IS_DUE = and_(FOR_WORKERS, work.c.state == WorkState.READY, work.c.due_at <= NOW)

_earlier = work.alias("earlier")
_first_of_lane = or_(
    work.c.lane.is_(None),
    ~exists().where(_earlier.c.lane == work.c.lane, _earlier.c.state.in_(UNFINISHED), _earlier.c.id < work.c.id),
)
_held = exists().where(lanes.c.name == work.c.lane, lanes.c.ready_at > NOW)
_lane_is_ready = or_(work.c.kind.not_in(bindparam("paced", expanding=True)), ~_held)
DUE = (
    select(work.c.id)
    .where(IS_DUE, _first_of_lane, _lane_is_ready)
    .order_by(work.c.priority, work.c.due_at, work.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

LEASE = (
    update(work)
    .where(work.c.id.in_(bindparam("ids", expanding=True)), work.c.state == WorkState.READY)
    .values(
        state=WorkState.LEASED,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        attempt=work.c.attempt + 1,
        first_tried_at=func.coalesce(work.c.first_tried_at, NOW),
    )
    .returning(work)
)

# Whoever held them has died or hangs. What became of the attempt nobody knows: it is doubtful.
RELEASE_EXPIRED = (
    update(work)
    .where(work.c.state == WorkState.LEASED, work.c.lease_until <= NOW)
    .values(state=WorkState.READY, lease_owner=None, doubtful=True)
)

_newer = work.alias("newer")
_older_epoch = and_(
    work.c.epoch.is_not(None), exists().where(epochs.c.subject == work.c.subject, epochs.c.value > work.c.epoch)
)
_folded = and_(
    work.c.kind.in_(bindparam("foldable", expanding=True)),
    exists().where(
        _newer.c.subject == work.c.subject,
        _newer.c.kind == work.c.kind,
        _newer.c.state == WorkState.READY,
        _newer.c.due_at <= NOW,
        _newer.c.id > work.c.id,
    ),
)
DROP_OVERTAKEN = update(work).where(IS_DUE, or_(_older_epoch, _folded)).values(state=WorkState.DROPPED, ended_at=NOW)

_next_due = select(func.min(work.c.due_at)).where(work.c.state == WorkState.READY, work.c.due_at > NOW)
NEXT_TIMER = _next_due.where(work.c.priority == TIMER)
NEXT_WORK = _next_due.where(FOR_WORKERS)
NEXT_OPENING = select(func.min(lanes.c.ready_at)).where(lanes.c.ready_at > NOW)


def work_from(row: Row[Any]) -> Work:
    return Work(
        id=row.id,
        kind=row.kind,
        lane=row.lane,
        subject=row.subject,
        priority=row.priority,
        due_at=row.due_at,
        attempt=row.attempt,
        doubtful=row.doubtful,
        first_tried_at=row.first_tried_at,
        payload=payloads.read(row.payload),
        dedup_key=row.dedup_key,
        state=WorkState(row.state),
        last_error=row.last_error,
    )


class ClaimRows(Rows):
    def claim_work(
        self,
        now: datetime,
        owner: str,
        lease_until: datetime,
        lease_now: datetime,
        most: int,
        foldable: Sequence[str],
        paced: Sequence[str] = (),
    ) -> list[Work]:
        """Takes up to `most` due rows, each the first unfinished one of its lane, most urgent first.

        `now` is the product's clock; leases run on `lease_now`, because they are about living processes. Rows of a
        `foldable` kind that a newer one has overtaken are dropped; those of a `paced` kind wait for their lane's pace.
        """
        self.connection.execute(RELEASE_EXPIRED, {"now": lease_now})
        self.connection.execute(DROP_OVERTAKEN, {"now": now, "foldable": list(foldable)})
        due = {"now": now, "paced": list(paced), "most": most}
        ids = list(self.connection.scalars(DUE, due))
        if not ids:
            return []
        leased = {"ids": ids, "owner": owner, "until": lease_until, "now": now}
        claimed = {row.id: work_from(row) for row in self.connection.execute(LEASE, leased)}
        return [claimed[each] for each in ids if each in claimed]

    def renew_leases(self, owner: str, ids: Sequence[int], until: datetime) -> None:
        self.connection.execute(
            update(work)
            .where(work.c.id.in_(ids), work.c.lease_owner == owner, work.c.state == WorkState.LEASED)
            .values(lease_until=until)
        )

    def seal_work(self, cause: Cause, now: datetime, provider_id: str | None = None) -> None:
        """Ends the row together with what it caused. Raises Fenced when another attempt has taken over."""
        sealed = self.connection.execute(
            self._fenced(cause).values(
                state=WorkState.DONE, ended_at=now, lease_owner=None, provider_id=provider_id, last_error=""
            )
        )
        if sealed.rowcount != 1:
            raise Fenced(f"work {cause.key} attempt {cause.attempt} is no longer ours")

    def retry_work(self, cause: Cause, due_at: datetime, error: str, doubtful: bool) -> bool:
        """Puts the row back for another attempt; False when the row was sealed or taken over meanwhile."""
        put_back = self._fenced(cause).values(
            state=WorkState.READY, due_at=due_at, lease_owner=None, last_error=error, doubtful=doubtful
        )
        return self.connection.execute(put_back).rowcount == 1

    def bury_work(self, cause: Cause, now: datetime, error: str) -> bool:
        """Dead: it cannot succeed without a person."""
        buried = self._fenced(cause).values(state=WorkState.DEAD, ended_at=now, lease_owner=None, last_error=error)
        return self.connection.execute(buried).rowcount == 1

    def drop_work(self, cause: Cause, now: datetime, reason: str) -> bool:
        dropped = self._fenced(cause).values(state=WorkState.DROPPED, ended_at=now, lease_owner=None, last_error=reason)
        return self.connection.execute(dropped).rowcount == 1

    def _fenced(self, cause: Cause) -> Any:
        return update(work).where(
            work.c.id == int(cause.key), work.c.attempt == cause.attempt, work.c.state == WorkState.LEASED
        )

    def hold_lane(self, lane: str, until: datetime) -> None:
        """No row of a paced kind starts in this lane before `until`."""
        held = self.insert(lanes).values(name=lane, ready_at=until)
        later = func.max if self.dialect == "sqlite" else func.greatest
        held = held.on_conflict_do_update(
            index_elements=["name"], set_={"ready_at": later(lanes.c.ready_at, held.excluded.ready_at)}
        )
        self.connection.execute(held)

    # -- looking ahead --------------------------------------------------------------------------------------------

    def next_due(self, now: datetime) -> datetime | None:
        """When the next ready row comes up, timers among them; None when nothing waits."""
        moments = (self.one_instant(NEXT_TIMER, {"now": now}), self.next_work_due(now))
        return min((moment for moment in moments if moment), default=None)

    def next_work_due(self, now: datetime) -> datetime | None:
        """Of what a worker takes."""
        return self.one_instant(NEXT_WORK, {"now": now})

    def next_lane_opening(self, now: datetime) -> datetime | None:
        return self.one_instant(NEXT_OPENING, {"now": now})
