"""Notifications: what each page sent to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update

from incidentbot.domain.escalation import Position
from incidentbot.domain.notification import MethodKind, NotificationState
from incidentbot.domain.page import Notification
from incidentbot.errors import NotFound
from incidentbot.store.many import insert_many
from incidentbot.store.rows import Rows
from incidentbot.store.tables import notification

TOLD = (NotificationState.SENDING, NotificationState.SENT, NotificationState.DELIVERED, NotificationState.BUNDLED)
_NAMES = ("id", "page_id", "person", "method_id", "shown", "epoch", "why", "asked_at", "due_at", "sent_at")
_MORE = ("delivered_at", "ended_at", "provider", "provider_id", "error", "attempt", "told_with")


def notification_from(row: Any) -> Notification:
    return Notification(
        kind=MethodKind(row.kind),
        position=Position(row.cycle, row.step),
        state=NotificationState(row.state),
        **{name: getattr(row, name) for name in (*_NAMES, *_MORE)},
    )


class NotificationRows(Rows):
    def add_notifications(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Their ids, in the order given."""
        if not rows:
            return []
        ids = self.reserved_ids(notification, len(rows))
        numbered = [{"id": number, **row} for number, row in zip(ids, rows, strict=True)]
        insert_many(self.connection, notification, numbered, once=False)
        return ids

    def notification(self, notification_id: int) -> Notification:
        """Nothing is locked: its page is what is locked. Raises NotFound."""
        query = select(notification).where(notification.c.id == notification_id)
        row = self.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("That notification does not exist.")
        return notification_from(row)

    def notifications_of(self, page_ids: Collection[int]) -> list[Notification]:
        """Oldest first."""
        return self._notifications_where(notification.c.page_id.in_(page_ids))

    def _notifications_where(self, *which: ColumnElement[bool]) -> list[Notification]:
        query = select(notification).where(*which).order_by(notification.c.id)
        return [notification_from(row) for row in self.connection.execute(query)]

    def change_notification(self, notification_id: int, **values: object) -> None:
        self.connection.execute(update(notification).where(notification.c.id == notification_id).values(**values))

    def notification_sent(self, notification_id: int, provider: str, provider_id: str, now: datetime) -> None:
        """A receipt may have come first: what is delivered stays so."""
        known = {"provider": provider, "provider_id": provider_id, "error": ""}
        came_first = notification.c.state == NotificationState.DELIVERED
        state = case((came_first, NotificationState.DELIVERED), else_=NotificationState.SENT)
        self.change_notification(notification_id, state=state, sent_at=now, ended_at=now, **known)
        late = update(notification).where(
            notification.c.told_with == notification_id, notification.c.state == NotificationState.FAILED
        )
        self.connection.execute(late.values(state=NotificationState.BUNDLED, ended_at=now))

    def has_notification(self, notification_id: int) -> bool:
        query = select(notification.c.id).where(notification.c.id == notification_id)
        return self.connection.scalar(query) is not None

    def ringing(self, page_id: int) -> list[Notification]:
        """What may still ring at its provider: taken by it, by a way that rings."""
        return self._notifications_where(
            notification.c.page_id == page_id,
            notification.c.kind.in_((MethodKind.PUSH, MethodKind.VOICE)),
            notification.c.state.in_((NotificationState.SENT, NotificationState.DELIVERED)),
            notification.c.provider_id != "",
        )

    def change_notifications(self, ids: Collection[int], **values: object) -> None:
        if ids:
            self.connection.execute(update(notification).where(notification.c.id.in_(ids)).values(**values))

    def fold_notifications(self, ids: Collection[int], leader: int, now: datetime) -> set[int]:
        """Those of them that still wait are told with `leader` from now on; which they are."""
        if not ids:
            return set()
        waiting = (notification.c.id.in_(ids), notification.c.state == NotificationState.WAITING)
        folded = update(notification).where(*waiting).returning(notification.c.id)
        values = {"state": NotificationState.BUNDLED, "told_with": leader, "ended_at": now}
        return set(self.connection.scalars(folded.values(**values)))

    def cancel_unsent(self, page_id: int, now: datetime, why: str) -> int:
        """Nothing more of this page is sent; what is just being sent is told to have been."""
        cancelled = (
            update(notification)
            .where(
                notification.c.page_id == page_id,
                notification.c.state.in_((NotificationState.WAITING, NotificationState.FAILED)),
                notification.c.ended_at.is_(None),
            )
            .values(state=NotificationState.CANCELLED, ended_at=now, error=why)
        )
        return self.connection.execute(cancelled).rowcount

    def people_told(self, page_id: int) -> list[str]:
        """Who was asked and may have heard it, in the order in which they were."""
        query = select(notification.c.person).where(notification.c.page_id == page_id, notification.c.state.in_(TOLD))
        return list(dict.fromkeys(self.connection.scalars(query.order_by(notification.c.id))))

    def sent_since(self, person: str, kind: MethodKind, since: datetime) -> list[datetime]:
        query = select(notification.c.sent_at).where(
            notification.c.person == person, notification.c.kind == kind, notification.c.sent_at > since
        )
        return list(self.connection.scalars(query))

    def was_told(self, page_id: int, person: str, kind: MethodKind) -> bool:
        """By this kind, of this page, at any step."""
        query = select(notification.c.id).where(
            notification.c.page_id == page_id,
            notification.c.person == person,
            notification.c.kind == kind,
            notification.c.sent_at.is_not(None),
        )
        return self.connection.scalar(query.limit(1)) is not None

    def due_with(self, person: str, kind: MethodKind, method_id: int | None, now: datetime, most: int) -> list[Any]:
        """What waits and is due for this person by the same way, of any page: bare rows."""
        query = select(notification).where(
            notification.c.person == person,
            notification.c.kind == kind,
            notification.c.state == NotificationState.WAITING,
            notification.c.due_at <= now,
            notification.c.method_id.is_not_distinct_from(method_id),
        )
        return list(self.connection.execute(query.order_by(notification.c.due_at, notification.c.id).limit(most)))

    def rows_told_with(self, notification_id: int) -> list[Any]:
        return list(self.connection.execute(select(notification).where(notification.c.told_with == notification_id)))

    def told_with(self, notification_id: int) -> list[Notification]:
        return self._notifications_where(notification.c.told_with == notification_id)

    def pages_bundled_with(self, page_id: int, person: str) -> list[int]:
        """Pages that this person was told of by a message of this page."""
        leader = notification.alias("leader")
        query = (
            select(notification.c.page_id)
            .join(leader, leader.c.id == notification.c.told_with)
            .where(leader.c.page_id == page_id, leader.c.person == person)
        )
        return sorted(set(self.connection.scalars(query)) - {page_id})

    def outcomes_of_step(self, page_id: int, position: Position, epoch: int) -> dict[NotificationState, int]:
        """How many notifications of this step are in which state."""
        query = select(notification.c.state, func.count()).where(
            notification.c.page_id == page_id,
            notification.c.cycle == position.cycle,
            notification.c.step == position.step,
            notification.c.epoch == epoch,
        )
        found = self.connection.execute(query.group_by(notification.c.state))
        return {NotificationState(state): count for state, count in found}

    def notification_at(self, provider: str, provider_id: str) -> Notification | None:
        """The one that the provider knows by this id."""
        found = self._notifications_where(
            notification.c.provider == provider, notification.c.provider_id == provider_id
        )
        return found[-1] if found else None
