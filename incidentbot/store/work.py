"""Work rows: asked for in the transaction of their reason; looked at, hastened and revived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from incidentbot.domain.work import NORMAL, Work, WorkState
from incidentbot.store import payload as payloads
from incidentbot.store.claim import UNFINISHED, work_from
from incidentbot.store.many import insert_many
from incidentbot.store.rows import Rows
from incidentbot.store.tables import epoch as epochs
from incidentbot.store.tables import lane as lanes
from incidentbot.store.tables import work

_USUAL: Mapping[str, Any] = {"subject": "", "lane": None, "dedup_key": None, "epoch": None, "priority": NORMAL}
_BEGUN: Mapping[str, Any] = {"state": WorkState.READY, "attempt": 0, "doubtful": False, "last_error": ""}


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
        asked = self.add_once(
            work,
            **_BEGUN,
            kind=kind,
            lane=lane,
            dedup_key=dedup_key,
            subject=subject,
            epoch=epoch,
            priority=priority,
            due_at=due_at or now,
            payload=payloads.write(payload or {}),
            asked_at=now,
        )
        self.added_work = self.added_work or asked is not None
        return asked is not None

    def ask_all(self, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Many rows in one statement, in their order; each with kind, subject and whatever else `ask` takes. One whose
        dedup key is there already is left out."""
        if rows:
            usual = {**_USUAL, **_BEGUN, "due_at": now, "asked_at": now}
            written = [{**usual, **row, "payload": payloads.write(row.get("payload", {}))} for row in rows]
            insert_many(self.connection, work, written, once=True)
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

    # -- looking --------------------------------------------------------------------------------------------------

    def work_row(self, work_id: int) -> Work | None:
        row = self.connection.execute(select(work).where(work.c.id == work_id)).one_or_none()
        return work_from(row) if row else None

    def dead_work(self, most: int) -> list[Work]:
        rows = self.connection.execute(
            select(work).where(work.c.state == WorkState.DEAD).order_by(work.c.id.desc()).limit(most)
        )
        return [work_from(row) for row in rows]

    def failing_work(self, most: int) -> list[Work]:
        """Rows that are still being tried, and why the last attempt failed."""
        rows = self.connection.execute(
            select(work)
            .where(work.c.state.in_(UNFINISHED), work.c.last_error != "")
            .order_by(work.c.id.desc())
            .limit(most)
        )
        return [work_from(row) for row in rows]

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

    def count_asked(self, kind: str, subject: str, since: datetime) -> int:
        """How many such rows were asked for since then, whatever became of them."""
        counted = select(func.count()).where(work.c.subject == subject, work.c.kind == kind, work.c.asked_at > since)
        return int(self.connection.execute(counted).scalar_one())

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
