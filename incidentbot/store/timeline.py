"""Timeline events: written once, never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from incidentbot.domain.people import Actor
from incidentbot.domain.timeline import CHANGES, EventKind, TimelineEvent
from incidentbot.errors import NotFound
from incidentbot.store.many import insert_many
from incidentbot.store.plain import storable
from incidentbot.store.rows import Rows
from incidentbot.store.tables import person, timeline_event

# To somebody who searches: these repeat the ticket's title, or nothing but that they happened, or who was asked.
SAYS_NOTHING = (EventKind.DECLARED, EventKind.WITHDRAWN, EventKind.RESTORED, EventKind.PAGE)
LONGEST_TIMELINE = 5_000  # events read of one incident; far beyond what people write in one


@cache
def _events() -> Any:
    return select(timeline_event, person.c.slack_id.label("actor_slack_id")).outerjoin(
        person, person.c.id == timeline_event.c.actor_person
    )


def _event(row: Any) -> TimelineEvent:
    return TimelineEvent(
        id=row.id,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        actor=row.actor,
        actor_slack_id=row.actor_slack_id,
        kind=EventKind(row.kind),
        text=row.text,
        of=row.of,
        link=row.link,
        author=row.author,
        files=tuple(row.files),
    )


class TimelineRows(Rows):
    def record(
        self,
        ticket_id: int,
        now: datetime,
        by: Actor,
        kind: EventKind,
        text: str,
        *,
        happened_at: datetime | None = None,
        of: int | None = None,
        source: str | None = None,
        link: str | None = None,
        author: str | None = None,
        files: tuple[str, ...] = (),
    ) -> int | None:
        """Adds an event; None when its source message is on this timeline already."""
        event_id = self.add_once(
            timeline_event,
            ticket_id=ticket_id,
            happened_at=happened_at or now,
            recorded_at=now,
            actor=by.name,
            actor_person=by.person_id,
            kind=kind,
            text=text,
            of=of,
            source=source,
            link=link,
            author=author,
            files=[storable(file) for file in files],
        )
        if event_id is not None and kind not in SAYS_NOTHING:
            self.recorded[event_id] = storable(text)
        return event_id

    def record_all(self, events: Sequence[tuple[int, Actor, str]], kind: EventKind, now: datetime) -> None:
        """Many events (ticket, who, text) of a kind that search leaves out, in one statement."""
        assert kind in SAYS_NOTHING, "search would not find them"
        rows: list[dict[str, Any]] = [
            {
                "ticket_id": ticket_id,
                "happened_at": now,
                "recorded_at": now,
                "actor": by.name,
                "actor_person": by.person_id,
                "kind": kind,
                "text": text,
                "files": [],
            }
            for ticket_id, by, text in events
        ]
        insert_many(self.connection, timeline_event, rows, once=False)

    def timeline(self, ticket_id: int) -> list[TimelineEvent]:
        query = _events().where(timeline_event.c.ticket_id == ticket_id).order_by(timeline_event.c.id)
        return [_event(row) for row in self.connection.execute(query.limit(LONGEST_TIMELINE))]

    def event_from(self, ticket_id: int, source: str) -> TimelineEvent | None:
        """The event that tells of this message (`channel:ts`)."""
        query = _events().where(timeline_event.c.ticket_id == ticket_id, timeline_event.c.source == source)
        row = self.connection.execute(query).one_or_none()
        return _event(row) if row else None

    def original_event(self, ticket_id: int, event_id: int) -> TimelineEvent:
        query = _events().where(
            timeline_event.c.ticket_id == ticket_id,
            timeline_event.c.id == event_id,
            timeline_event.c.kind.not_in(CHANGES),
        )
        row = self.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("That event is not on this timeline.")
        return _event(row)

    def changes_of_all(self, event_ids: Collection[int]) -> list[TimelineEvent]:
        query = _events().where(timeline_event.c.of.in_(event_ids)).order_by(timeline_event.c.id)
        return [_event(row) for row in self.connection.execute(query)] if event_ids else []

    def changes_of(self, event_id: int) -> list[TimelineEvent]:
        query = _events().where(timeline_event.c.of == event_id).order_by(timeline_event.c.id)
        return [_event(row) for row in self.connection.execute(query)]
