"""What arrived and was answered with a 2xx, until it has been digested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from incidentbot.store.many import insert_many
from incidentbot.store.rows import Rows
from incidentbot.store.tables import signal


class SignalRows(Rows):
    def add_signals(self, rows: Sequence[dict[str, Any]]) -> None:
        insert_many(self.connection, signal, rows, once=False)

    def oldest_signals(self, most: int) -> list[Any]:
        """In the order of their arrival."""
        return list(self.connection.execute(select(signal).order_by(signal.c.id).limit(most)).all())

    def forget_signals(self, ids: Sequence[int]) -> int:
        """They have been digested in this transaction. By their ids: one with a smaller id may be committed later."""
        return self.connection.execute(delete(signal).where(signal.c.id.in_(ids))).rowcount

    def oldest_arrival(self) -> datetime | None:
        return self.one_instant(select(signal.c.arrived_at).order_by(signal.c.id).limit(1))

    def count_signals(self) -> int:
        return int(self.connection.scalar(select(func.count()).select_from(signal)) or 0)
