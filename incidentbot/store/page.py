"""Pages. One that is going to change is locked after its ticket, the order in which whoever resolves locks them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from incidentbot.domain.escalation import Policy, Position, Step, Target
from incidentbot.domain.page import Page, PageState
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotFound
from incidentbot.store.engine import WRITE
from incidentbot.store.rows import Rows
from incidentbot.store.tables import page, round_robin, ticket

FIRST_CODE, CODES = 1000, 999_000  # four digits while there are few, never more than six
MOST_REMEMBERED = 10
GOING_ON = page.c.ended_at.is_(None)


@cache
def pages() -> Select[Any]:
    told = (ticket.c.number.label("ticket_number"), ticket.c.title, ticket.c.service, ticket.c.closed_at)
    return select(page, *told).join(ticket, ticket.c.id == page.c.ticket_id)


def page_from(row: Any, policy: Policy | None = None) -> Page:
    return Page(
        id=row.id,
        number=row.number,
        code=row.code,
        ticket_id=row.ticket_id,
        ticket_label=f"T-{row.ticket_number}",
        title=row.title,
        service=row.service,
        team=row.team,
        priority=Priority(row.priority),
        reason=row.reason,
        policy=policy or policy_read(row.policy),
        position=None if row.cycle is None else Position(row.cycle, row.step),
        state=PageState(row.state),
        epoch=row.epoch,
        started_at=row.started_at,
        started_by=row.started_by,
        next_due_at=row.next_due_at,
        last_asked_at=row.last_asked_at,
        is_last_resort=row.is_last_resort,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_how=row.acknowledged_how,
        first_acknowledged_at=row.first_acknowledged_at,
        first_acknowledged_by=row.first_acknowledged_by,
        snoozed_until=row.snoozed_until,
        ended_at=row.ended_at,
        is_ticket_open=row.closed_at is None,
        target=row.target,
    )


class PageRows(Rows):
    def start_page(
        self,
        ticket_id: int,
        target: str,
        team: str | None,
        priority: Priority,
        reason: str,
        policy: Policy,
        by: Actor,
        now: datetime,
    ) -> Page:
        """`target` sets apart what a person asked for on this ticket besides its own page, which has none."""
        number = self.next_number("page")
        page_id = self.add(
            page,
            number=number,
            code=str(FIRST_CODE + number % CODES),
            ticket_id=ticket_id,
            target=target,
            team=team,
            priority=priority,
            reason=reason,
            policy=policy_written(policy),
            state=PageState.OPEN,
            epoch=0,
            started_at=now,
            started_by=by.name,
            started_by_person=by.person_id,
        )
        [begun] = self._pages_where(page.c.id == page_id, page.c.id, 1)  # nobody else sees it yet
        return begun

    def page(self, page_id: int) -> Page:
        """Locked until this transaction ends, where it is a writing one. Raises NotFound."""
        found = self.pages_with([page_id]).get(page_id)
        if found is None:
            raise NotFound("That page does not exist.")
        return found

    def pages_with(self, ids: Collection[int]) -> dict[int, Page]:
        """Locked like `page`, in the order of their ids."""
        self._hold_pages(ids)
        rows = self.connection.execute(pages().where(page.c.id.in_(ids)).order_by(page.c.id))
        read: list[tuple[Any, Policy]] = []  # many pages go by the same few policies
        return {row.id: page_from(row, _read_once(row.policy, read)) for row in rows}

    def _hold_pages(self, ids: Collection[int]) -> None:
        """A timeline event locks its ticket a little; taken first, nobody waits in a circle."""
        if self.dialect == "sqlite" or not self.connection.get_execution_options().get(WRITE):
            return
        theirs = select(page.c.ticket_id).where(page.c.id.in_(ids))
        held = select(ticket.c.id).where(ticket.c.id.in_(theirs)).order_by(ticket.c.id)
        self.connection.execute(held.with_for_update(read=True, key_share=True))
        self.connection.execute(select(page.c.id).where(page.c.id.in_(ids)).order_by(page.c.id).with_for_update())

    def ticket_of_page(self, page_id: int) -> int:
        """Nothing is locked. Raises NotFound."""
        found = self.connection.scalar(select(page.c.ticket_id).where(page.c.id == page_id))
        if found is None:
            raise NotFound("That page does not exist.")
        return int(found)

    def pages_going_on(self, ticket_id: int) -> list[Page]:
        """Of this ticket, locked like `page`."""
        ids = list(self.connection.scalars(select(page.c.id).where(page.c.ticket_id == ticket_id, GOING_ON)))
        return list(self.pages_with(ids).values()) if ids else []

    def pages_unresolved(self, ticket_id: int) -> list[Page]:
        """Of this ticket, locked like `page`: those that go on, and those that were exhausted."""
        mine = (page.c.ticket_id == ticket_id, page.c.state != PageState.RESOLVED)
        ids = list(self.connection.scalars(select(page.c.id).where(*mine)))
        return list(self.pages_with(ids).values()) if ids else []

    def page_going_on(self, ticket_id: int, target: str) -> Page | None:
        same = (page.c.ticket_id == ticket_id, page.c.target == target)
        found = self.connection.scalar(select(page.c.id).where(*same, GOING_ON))
        return self.page(found) if found is not None else None

    def pages_of_ticket(self, ticket_id: int, most: int = 100) -> list[Page]:
        """Newest first; nothing is locked."""
        return self._pages_where(page.c.ticket_id == ticket_id, page.c.id.desc(), most)

    def open_pages(self, most: int = 1000) -> list[Page]:
        """Oldest first, those that a person has not yet taken or put off among them."""
        return self._pages_where(GOING_ON, page.c.id, most)

    def pages_overdue(self, before: datetime, most: int) -> list[Page]:
        """Whose timer should have fired before then; and those that wait for an answer, and for no timer."""
        asking = page.c.state.in_((PageState.OPEN, PageState.WAITING, PageState.SNOOZED))
        late = (page.c.next_due_at < before) | (page.c.next_due_at.is_(None) & asking & (page.c.started_at < before))
        return self._pages_where(GOING_ON & late, page.c.id, most)

    def _pages_where(self, which: ColumnElement[bool], order: Any, most: int) -> list[Page]:
        return [page_from(row) for row in self.connection.execute(pages().where(which).order_by(order).limit(most))]

    def page_with_code(self, code: str) -> int | None:
        """Of a page that has not ended."""
        return self.connection.scalar(select(page.c.id).where(page.c.code == code, GOING_ON))

    def last_page_with_code(self, code: str) -> int | None:
        """Also where it has ended, for somebody who answers late."""
        return self.connection.scalar(select(page.c.id).where(page.c.code == code).order_by(page.c.id.desc()).limit(1))

    def move_pages(self, moves: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Each page to its new step: open, and asked now. Those that go to the same one, as pages of one policy do that
        are due together, are one statement."""
        together: dict[tuple[Any, ...], list[int]] = {}
        for page_id, values in moves:
            together.setdefault(tuple(values.items()), []).append(page_id)
        begun = {"state": PageState.OPEN, "snoozed_until": None, "ended_at": None}
        for new, ids in together.items():
            self.connection.execute(update(page).where(page.c.id.in_(ids)).values(**begun, **dict(new)))

    def change_page(self, page_id: int, **values: object) -> None:
        self.connection.execute(update(page).where(page.c.id == page_id).values(**values))

    def next_turn(self, policy: str, step: int) -> int:
        """Counts from nought, for everybody who asks by this policy."""
        first = self.insert(round_robin).values(policy=policy, step=step, turn=0)
        counted = first.on_conflict_do_update(
            index_elements=["policy", "step"], set_={"turn": round_robin.c.turn + 1}
        ).returning(round_robin.c.turn)
        return int(self.connection.execute(counted).scalar_one())


def _read_once(kept: Any, read: list[tuple[Any, Policy]]) -> Policy:
    for known, policy in read[:MOST_REMEMBERED]:
        if known == kept:
            return policy
    read.append((kept, policy_read(kept)))
    return read[-1][1]


# -- a policy as it is kept -------------------------------------------------------------------------------------------


def policy_written(policy: Policy) -> dict[str, Any]:
    return {
        "key": policy.key,
        "steps": [
            {
                "targets": [str(target) for target in step.targets],
                "within": step.acknowledge_within.total_seconds(),
                "round_robin": step.round_robin,
            }
            for step in policy.steps
        ],
        "repeat": policy.repeat,
        "last_resort": [str(target) for target in policy.last_resort],
        "lasts": policy.acknowledgement_lasts.total_seconds() if policy.acknowledgement_lasts else None,
    }


def policy_read(kept: Mapping[str, Any]) -> Policy:
    steps = (
        Step(_targets(step["targets"]), timedelta(seconds=step["within"]), step["round_robin"])
        for step in kept["steps"]
    )
    lasts = timedelta(seconds=kept["lasts"]) if kept["lasts"] is not None else None
    return Policy(kept["key"], tuple(steps), kept["repeat"], _targets(kept["last_resort"]), lasts)


def _targets(texts: list[str]) -> tuple[Target, ...]:
    return tuple(Target.read(text) for text in texts)
