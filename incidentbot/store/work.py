"""Work rows: asked for in the transaction of their reason, claimed in a short one, finished with a fence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Row

from incidentbot.domain.people import Cause
from incidentbot.domain.work import NORMAL, TIMER, Work, WorkState
from incidentbot.errors import Fenced
from incidentbot.store import payload as payloads
from incidentbot.store.rows import Rows
from incidentbot.store.tables import epoch as epochs
from incidentbot.store.tables import lane as lanes
from incidentbot.store.tables import work

UNFINISHED = (WorkState.READY, WorkState.LEASED)
FOR_WORKERS = work.c.priority > TIMER


def _work(row: Row[Any]) -> Work:
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


def _next_due(now: datetime) -> Select[Any]:
    return select(func.min(work.c.due_at)).where(work.c.state == WorkState.READY, work.c.due_at > now)


class WorkRows(Rows):
    def ask(
        self,
        kind: str,
        now: datetime,
        *,
        subject: str = "",
        lane: str | None = None,
        dedup_key: str | None = None,
        epoch: int | None = None,
        priority: int = NORMAL,
        due_at: datetime | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> bool:
        """Writes down what is to be done. False when a row with this dedup key is there already."""
        values = {
            "kind": kind,
            "lane": lane,
            "dedup_key": dedup_key,
            "subject": subject,
            "epoch": epoch,
            "priority": priority,
            "due_at": due_at or now,
            "state": WorkState.READY,
            "attempt": 0,
            "doubtful": False,
            "payload": payloads.write(payload or {}),
            "last_error": "",
            "asked_at": now,
        }
        row = self.insert(work).on_conflict_do_nothing().returning(work.c.id)
        asked = self.one_id(row, values) is not None
        self.added_work = self.added_work or asked
        return asked

    def ask_all(self, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Many rows in one statement, none of which has a dedup key; each with kind, subject and whatever else `ask`
        takes."""
        usual: dict[str, Any] = {
            "subject": "",
            "lane": None,
            "dedup_key": None,
            "epoch": None,
            "priority": NORMAL,
            "due_at": now,
            "payload": {},
        }
        begun = {"state": WorkState.READY, "attempt": 0, "doubtful": False, "last_error": "", "asked_at": now}
        written = [{**usual, **row, **begun} for row in rows]
        if written:
            self.connection.execute(
                insert(work), [{**row, "payload": payloads.write(row["payload"])} for row in written]
            )
            self.added_work = True

    # -- epochs ---------------------------------------------------------------------------------------------------

    def epoch(self, subject: str) -> int:
        return self.connection.scalar(select(epochs.c.value).where(epochs.c.subject == subject)) or 0

    def bump_epoch(self, subject: str) -> int:
        """Work of this subject that was asked for before now will be dropped. Returns the new epoch."""
        raised = self.insert(epochs).values(subject=subject, value=1)
        raised = raised.on_conflict_do_update(index_elements=["subject"], set_={"value": epochs.c.value + 1})
        return int(self.connection.execute(raised.returning(epochs.c.value)).scalar_one())

    # -- timers that are taken many at a time ---------------------------------------------------------------------

    def end_due(self, priority: int, now: datetime, most: int) -> list[Mapping[str, Any]]:
        """Ends up to `most` due rows of this priority, the longest due first, and tells their payloads: what follows
        from them is written in this transaction, or else they are due as before."""
        due = (
            select(work.c.id, work.c.payload)
            .where(work.c.priority == priority, work.c.state == WorkState.READY, work.c.due_at <= now)
            .order_by(work.c.due_at, work.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        rows = self.connection.execute(due).all()
        if rows:
            ended = update(work).where(work.c.id.in_([row.id for row in rows]), work.c.state == WorkState.READY)
            self.connection.execute(ended.values(state=WorkState.DONE, ended_at=now))
        return [payloads.read(row.payload) for row in rows]

    def put_off_due(self, priority: int, now: datetime, until: datetime) -> bool:
        """The longest due row of this priority waits a while longer; the others come first."""
        first = (
            select(work.c.id)
            .where(work.c.priority == priority, work.c.state == WorkState.READY, work.c.due_at <= now)
            .order_by(work.c.due_at, work.c.id)
            .limit(1)
        )
        put_off = update(work).where(work.c.id == first.scalar_subquery()).values(due_at=until)
        return self.connection.execute(put_off).rowcount > 0

    def next_due_of(self, priority: int) -> datetime | None:
        """Of rows of this priority, also where it has passed."""
        return self.one_instant(
            select(func.min(work.c.due_at)).where(work.c.priority == priority, work.c.state == WorkState.READY)
        )

    # -- the worker's side ----------------------------------------------------------------------------------------

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
        self._release_expired_leases(lease_now)
        self._drop_overtaken(now, foldable)
        earlier = work.alias("earlier")
        first_of_lane = or_(
            work.c.lane.is_(None),
            ~exists().where(earlier.c.lane == work.c.lane, earlier.c.state.in_(UNFINISHED), earlier.c.id < work.c.id),
        )
        held = exists().where(lanes.c.name == work.c.lane, lanes.c.ready_at > now)
        lane_is_ready = or_(work.c.kind.not_in(paced), ~held)
        due = (
            select(work)
            .where(FOR_WORKERS, work.c.state == WorkState.READY, work.c.due_at <= now, first_of_lane, lane_is_ready)
            .order_by(work.c.priority, work.c.due_at, work.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        rows = self.connection.execute(due).all()
        return self._lease(rows, now, owner, lease_until)

    def _lease(self, rows: Sequence[Row[Any]], now: datetime, owner: str, until: datetime) -> list[Work]:
        if not rows:
            return []
        leased = (
            update(work)
            .where(work.c.id.in_([row.id for row in rows]), work.c.state == WorkState.READY)
            .values(
                state=WorkState.LEASED,
                lease_owner=owner,
                lease_until=until,
                attempt=work.c.attempt + 1,
                first_tried_at=func.coalesce(work.c.first_tried_at, now),
            )
            .returning(work)
        )
        claimed = {row.id: _work(row) for row in self.connection.execute(leased)}
        return [claimed[row.id] for row in rows if row.id in claimed]

    def _release_expired_leases(self, lease_now: datetime) -> None:
        """Whoever held them has died or hangs. What became of the attempt nobody knows: it is doubtful."""
        self.connection.execute(
            update(work)
            .where(work.c.state == WorkState.LEASED, work.c.lease_until <= lease_now)
            .values(state=WorkState.READY, lease_owner=None, doubtful=True)
        )

    def _drop_overtaken(self, now: datetime, foldable: Sequence[str]) -> None:
        newer = work.alias("newer")
        older_epoch = and_(
            work.c.epoch.is_not(None), exists().where(epochs.c.subject == work.c.subject, epochs.c.value > work.c.epoch)
        )
        folded = and_(
            work.c.kind.in_(foldable),
            exists().where(
                newer.c.subject == work.c.subject,
                newer.c.kind == work.c.kind,
                newer.c.state == WorkState.READY,
                newer.c.due_at <= now,
                newer.c.id > work.c.id,
            ),
        )
        self.connection.execute(
            update(work)
            .where(FOR_WORKERS, work.c.state == WorkState.READY, work.c.due_at <= now, or_(older_epoch, folded))
            .values(state=WorkState.DROPPED, ended_at=now)
        )

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
        later = func.max if self.connection.dialect.name == "sqlite" else func.greatest
        held = held.on_conflict_do_update(
            index_elements=["name"], set_={"ready_at": later(lanes.c.ready_at, held.excluded.ready_at)}
        )
        self.connection.execute(held)

    # -- looking --------------------------------------------------------------------------------------------------

    def next_due(self, now: datetime) -> datetime | None:
        """When the next ready row comes up, timers among them; None when nothing waits."""
        timer = self.one_instant(_next_due(now).where(work.c.priority == TIMER))
        return min((moment for moment in (timer, self.next_work_due(now)) if moment), default=None)

    def next_work_due(self, now: datetime) -> datetime | None:
        """Of what a worker takes."""
        return self.one_instant(_next_due(now).where(FOR_WORKERS))

    def next_lane_opening(self, now: datetime) -> datetime | None:
        return self.one_instant(select(func.min(lanes.c.ready_at)).where(lanes.c.ready_at > now))

    def work_row(self, work_id: int) -> Work | None:
        row = self.connection.execute(select(work).where(work.c.id == work_id)).one_or_none()
        return _work(row) if row else None

    def dead_work(self, most: int) -> list[Work]:
        rows = self.connection.execute(
            select(work).where(work.c.state == WorkState.DEAD).order_by(work.c.id.desc()).limit(most)
        )
        return [_work(row) for row in rows]

    def failing_work(self, most: int) -> list[Work]:
        """Rows that are still being tried, and why the last attempt failed."""
        rows = self.connection.execute(
            select(work)
            .where(work.c.state.in_(UNFINISHED), work.c.last_error != "")
            .order_by(work.c.id.desc())
            .limit(most)
        )
        return [_work(row) for row in rows]

    def count_work(self) -> dict[str, int]:
        """How many rows there are in each state that is not an end, for the metrics."""
        counted = select(work.c.state, func.count()).where(
            work.c.state.in_((WorkState.READY, WorkState.LEASED, WorkState.DEAD))
        )
        found = {state: count for state, count in self.connection.execute(counted.group_by(work.c.state))}
        return {state: found.get(state, 0) for state in (WorkState.READY, WorkState.LEASED, WorkState.DEAD)}

    def oldest_due(self, now: datetime) -> datetime | None:
        late = select(func.min(work.c.due_at)).where(work.c.state == WorkState.READY, work.c.due_at <= now)
        return self.one_instant(late)

    def revive_work(self, work_id: int, now: datetime) -> bool:
        """A person asks for another attempt at a dead row, and at the dead rows of its lane, which came after it.
        They are doubtful: nobody knows what happened meanwhile."""
        its_lane = select(work.c.lane).where(work.c.id == work_id).scalar_subquery()
        revived = self.connection.execute(
            update(work)
            .where(or_(work.c.id == work_id, work.c.lane == its_lane), work.c.state == WorkState.DEAD)
            .values(state=WorkState.READY, due_at=now, ended_at=None, doubtful=work.c.attempt > 0)
        )
        self.added_work = self.added_work or revived.rowcount > 0
        return revived.rowcount > 0

    def is_asked(self, dedup_key: str) -> bool:
        return self.connection.scalar(select(work.c.id).where(work.c.dedup_key == dedup_key)) is not None

    def is_waiting(self, kind: str, subject: str) -> bool:
        """True when such a row is still to be performed."""
        waiting = select(work.c.id).where(
            work.c.subject == subject, work.c.kind == kind, work.c.state == WorkState.READY
        )
        return self.connection.scalar(waiting.limit(1)) is not None

    def is_due(self, kind: str, subject: str, now: datetime) -> bool:
        """True when such a row waits for nothing but somebody who performs it."""
        due = select(work.c.id).where(
            work.c.subject == subject, work.c.kind == kind, work.c.state == WorkState.READY, work.c.due_at <= now
        )
        return self.connection.scalar(due.limit(1)) is not None

    def hasten(self, dedup_key: str, now: datetime) -> bool:
        """A row that was to wait need not wait any longer."""
        return self._hasten(work.c.dedup_key == dedup_key, now)

    def hasten_work(self, work_id: int, now: datetime) -> bool:
        return self._hasten(work.c.id == work_id, now)

    def hasten_lane(self, lane: str, now: datetime) -> bool:
        return self._hasten(work.c.lane == lane, now)

    def _hasten(self, which: ColumnElement[bool], now: datetime) -> bool:
        waiting = update(work).where(which, work.c.state == WorkState.READY, work.c.due_at > now)
        hastened = self.connection.execute(waiting.values(due_at=now)).rowcount > 0
        self.added_work = self.added_work or hastened
        return hastened

    def forget_ended_work(self, before: datetime, most: int) -> int:
        """Housekeeping, a bounded bite at a time. Dead rows stay: a person has not looked at them yet."""
        old = select(work.c.id).where(work.c.ended_at < before, work.c.state.in_((WorkState.DONE, WorkState.DROPPED)))
        return self.connection.execute(delete(work).where(work.c.id.in_(old.limit(most)))).rowcount

    def forget_open_lanes(self, before: datetime) -> int:
        return self.connection.execute(delete(lanes).where(lanes.c.ready_at < before)).rowcount
