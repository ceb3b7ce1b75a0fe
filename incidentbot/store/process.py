"""The process files that were loaded: each version with its text, when, by whom, and why it was refused if it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from incidentbot.store.rows import Rows
from incidentbot.store.tables import process_version


class ProcessRows(Rows):
    def hold_process_versions(self) -> None:
        """Until this transaction ends nobody else notes one: of two replicas that load the same file, one says so."""
        self.next_number("process_version")

    def last_process_version(self) -> Any | None:
        """What was loaded last, whether it was taken over or refused."""
        return self._last(process_version.c.id > 0)

    def last_process_in_force(self) -> Any | None:
        """What was taken over last, by whichever replica."""
        return self._last(process_version.c.mistakes == "")

    def _last(self, condition: Any) -> Any | None:
        query = select(process_version).where(condition).order_by(process_version.c.id.desc()).limit(1)
        return self.connection.execute(query).one_or_none()

    def add_process_version(self, version: str, text: str, mistakes: str, now: datetime, by: str) -> None:
        """With `mistakes` it was refused."""
        self.add(process_version, hash=version, text=text, mistakes=mistakes, loaded_at=now, loaded_by=by)
