"""Periodic jobs: whoever inserts the slot runs the job, the other replicas do not. And small keepsakes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from incidentbot.store.rows import Rows
from incidentbot.store.tables import keepsake, periodic_run, process_version


class PeriodicRows(Rows):
    def take_slot(self, job: str, slot: datetime) -> bool:
        """True for the one replica that runs `job` for this slot."""
        taken = self.insert(periodic_run).values(job=job, slot=slot).on_conflict_do_nothing()
        return self.connection.scalar(taken.returning(periodic_run.c.job)) is not None

    def forget_slots(self, before: datetime) -> int:
        return self.connection.execute(delete(periodic_run).where(periodic_run.c.slot < before)).rowcount

    def keep(self, name: str, value: str) -> str:
        """Keeps `value` under `name` unless something is kept there already; returns what is kept."""
        self.connection.execute(self.insert(keepsake).values(name=name, value=value).on_conflict_do_nothing())
        kept = self.connection.execute(select(keepsake.c.value).where(keepsake.c.name == name))
        return str(kept.scalar_one())

    def keep_process_version(self, version: str, text: str, now: datetime, by: str) -> None:
        """Nothing is added when that version was the last one, as when another replica has loaded the same file."""
        last = select(process_version.c.hash).order_by(process_version.c.id.desc()).limit(1)
        if self.connection.scalar(last) != version:
            self.add(process_version, hash=version, loaded_at=now, loaded_by=by, text=text)
