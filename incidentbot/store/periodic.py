"""Periodic jobs: whoever inserts the slot runs the job, the other replicas do not. And small keepsakes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from incidentbot.store.rows import Rows
from incidentbot.store.tables import keepsake, periodic_run


class PeriodicRows(Rows):
    def take_slot(self, job: str, slot: datetime) -> bool:
        """True for the one replica that runs `job` for this slot."""
        taken = self.insert(periodic_run).values(job=job, slot=slot).on_conflict_do_nothing()
        return self.connection.scalar(taken.returning(periodic_run.c.job)) is not None

    def forget_slots(self, before: datetime) -> int:
        return self.connection.execute(delete(periodic_run).where(periodic_run.c.slot < before)).rowcount

    def kept(self, name: str) -> str | None:
        found: str | None = self.connection.scalar(select(keepsake.c.value).where(keepsake.c.name == name))
        return found

    def keep_new(self, name: str, value: str) -> bool:
        """Keeps `value` under `name`; False where something is kept there already."""
        kept = self.insert(keepsake).values(name=name, value=value).on_conflict_do_nothing()
        return self.connection.scalar(kept.returning(keepsake.c.name)) is not None

    def keep(self, name: str, value: str) -> str:
        """Keeps `value` under `name` unless something is kept there already; returns what is kept."""
        self.connection.execute(self.insert(keepsake).values(name=name, value=value).on_conflict_do_nothing())
        kept = self.connection.execute(select(keepsake.c.value).where(keepsake.c.name == name))
        return str(kept.scalar_one())
