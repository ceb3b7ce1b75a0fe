"""Silences and maintenance windows: by labels, with an end, a reason and an author."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from incidentbot.domain.people import Actor
from incidentbot.store.plain import storable
from incidentbot.store.rows import Rows
from incidentbot.store.tables import silence


class SilenceRows(Rows):
    def add_silence(
        self,
        kind: str,
        labels: Mapping[str, str],
        starts_at: datetime,
        ends_at: datetime,
        reason: str,
        by: Actor,
        now: datetime,
    ) -> int:
        return self.add(
            silence,
            kind=kind,
            labels={storable(name): storable(value) for name, value in labels.items()},
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            author=by.name,
            author_person=by.person_id,
            made_at=now,
        )

    def silences_in_force(self, now: datetime, most: int = 500) -> list[Any]:
        query = select(silence).where(silence.c.starts_at <= now, silence.c.ends_at > now)
        return list(self.connection.execute(query.order_by(silence.c.id).limit(most)).all())

    def silences_to_judge(self, now: datetime, most: int = 20) -> list[Any]:
        """Those that have ended and whose held alerts were not judged anew."""
        query = select(silence).where(silence.c.ends_at <= now, silence.c.judged_at.is_(None))
        return list(self.connection.execute(query.order_by(silence.c.id).limit(most)).all())

    def end_silence(self, silence_id: int, now: datetime) -> bool:
        ended = update(silence).where(silence.c.id == silence_id, silence.c.ends_at > now).values(ends_at=now)
        return self.connection.execute(ended).rowcount == 1

    def mark_judged(self, silence_id: int, now: datetime) -> None:
        self.connection.execute(update(silence).where(silence.c.id == silence_id).values(judged_at=now))
