"""Action items: promises with an owner and a due date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, update

from incidentbot.domain.action_item import ActionItem, ActionState
from incidentbot.domain.people import Actor
from incidentbot.errors import NotFound
from incidentbot.store.people import person_from
from incidentbot.store.rows import Rows
from incidentbot.store.tables import action_item, incident, person
from incidentbot.store.ticket import person_columns

_owner = person.alias("owner")


def _items() -> Select[Any]:
    return (
        select(action_item, incident.c.number.label("incident_number"), *person_columns(_owner, "owner__"))
        .outerjoin(_owner, _owner.c.id == action_item.c.owner_id)
        .outerjoin(incident, incident.c.ticket_id == action_item.c.ticket_id)
    )


def _item(row: Any) -> ActionItem:
    return ActionItem(
        id=row.id,
        ticket_id=row.ticket_id,
        text=row.text,
        owner=person_from(row, "owner__"),
        due=row.due,
        state=ActionState(row.state),
        promised_at=row.promised_at,
        link=row.link,
        closing_note=row.closing_note,
        incident_number=row.incident_number,
    )


class ActionItemRows(Rows):
    def promise(
        self,
        ticket_id: int,
        text: str,
        owner_id: int | None,
        due: date,
        now: datetime,
        by: Actor,
        source: str | None = None,
        link: str | None = None,
    ) -> int | None:
        """Adds an action item; None when its source message is one already."""
        return self.add_once(
            action_item,
            ticket_id=ticket_id,
            text=text,
            owner_id=owner_id,
            due=due,
            state=ActionState.OPEN,
            promised_at=now,
            promised_by=by.person_id,
            source=source,
            link=link,
            closing_note="",
        )

    def action_item(self, item_id: int) -> ActionItem:
        """Locked until this transaction ends, where it is a writing one. Raises NotFound."""
        self.hold(action_item, item_id)
        row = self.connection.execute(_items().where(action_item.c.id == item_id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no AI-{item_id}.")
        return _item(row)

    def action_item_from(self, ticket_id: int, source: str) -> ActionItem | None:
        query = _items().where(action_item.c.ticket_id == ticket_id, action_item.c.source == source)
        row = self.connection.execute(query).one_or_none()
        return _item(row) if row else None

    def change_action_item(self, item_id: int, **values: object) -> None:
        self.connection.execute(update(action_item).where(action_item.c.id == item_id).values(**values))

    def action_items_of_ticket(self, ticket_id: int, most: int) -> list[ActionItem]:
        query = _items().where(action_item.c.ticket_id == ticket_id).order_by(action_item.c.id)
        return [_item(row) for row in self.connection.execute(query.limit(most))]

    def open_action_items_of(self, person_id: int, most: int) -> list[ActionItem]:
        """What this person owes, the most pressing first."""
        query = _items().where(action_item.c.owner_id == person_id, action_item.c.state == ActionState.OPEN)
        rows = self.connection.execute(query.order_by(action_item.c.due, action_item.c.id).limit(most))
        return [_item(row) for row in rows]
