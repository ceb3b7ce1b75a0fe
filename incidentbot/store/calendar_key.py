"""Addresses of calendars. What is kept is no key: together with a secret that is not in the database it makes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from incidentbot.domain.people import Actor
from incidentbot.store.rows import Rows
from incidentbot.store.tables import calendar_key


@dataclass(frozen=True)
class CalendarKey:
    """Whose calendar an address shows: `kind` is person, schedule or team, `key` its name in the process file."""

    seed: str
    kind: str
    key: str
    made_at: datetime


class CalendarKeyRows(Rows):
    def add_calendar_key(self, seed: str, kind: str, key: str, by: Actor, now: datetime) -> CalendarKey:
        self.add(calendar_key, seed=seed, kind=kind, key=key, made_at=now, made_by=by.name, made_by_person=by.person_id)
        return CalendarKey(seed, kind, key, now)

    def calendar_key_of(self, kind: str, key: str) -> CalendarKey | None:
        """The newest one that is valid."""
        of_it = select(calendar_key).where(calendar_key.c.kind == kind, calendar_key.c.key == key)
        return self._first_key(of_it.order_by(calendar_key.c.id.desc()))

    def calendar_key_seeded(self, seed: str) -> CalendarKey | None:
        return self._first_key(select(calendar_key).where(calendar_key.c.seed == seed))

    def revoke_calendar_keys(self, kind: str, key: str, now: datetime) -> int:
        """How many addresses led there, and no longer do."""
        valid = calendar_key.c.kind == kind, calendar_key.c.key == key, calendar_key.c.revoked_at.is_(None)
        return self.connection.execute(update(calendar_key).where(*valid).values(revoked_at=now)).rowcount

    def _first_key(self, query: Select[Any]) -> CalendarKey | None:
        row = self.connection.execute(query.where(calendar_key.c.revoked_at.is_(None)).limit(1)).one_or_none()
        return CalendarKey(row.seed, row.kind, row.key, row.made_at) if row else None
