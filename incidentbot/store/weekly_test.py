"""The weekly test: what each provider said of its message, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from incidentbot.store.rows import Rows
from incidentbot.store.tables import weekly_test


@dataclass(frozen=True)
class WeeklyTest:
    id: int
    slot: datetime
    kind: str
    provider: str
    provider_id: str
    expects_receipt: bool
    taken_at: datetime | None
    delivered_at: datetime | None
    error: str


def _read(row: Any) -> WeeklyTest:
    return WeeklyTest(**{field.name: getattr(row, field.name) for field in fields(WeeklyTest)})


class WeeklyTestRows(Rows):
    def begin_weekly_test(self, slot: datetime, kind: str, provider: str, expects_receipt: bool) -> int | None:
        """Its id; None where this provider is tested in this hour already."""
        asked = {"slot": slot, "kind": kind, "provider": provider, "expects_receipt": expects_receipt}
        return self.add_once(weekly_test, **asked, provider_id="", error="")

    def weekly_test(self, test_id: int) -> WeeklyTest | None:
        self.hold(weekly_test, test_id)
        row = self.connection.execute(select(weekly_test).where(weekly_test.c.id == test_id)).one_or_none()
        return _read(row) if row else None

    def change_weekly_test(self, test_id: int, **values: object) -> None:
        self.connection.execute(update(weekly_test).where(weekly_test.c.id == test_id).values(**values))

    def last_weekly_tests(self) -> list[WeeklyTest]:
        """Of the newest hour, in the order in which they were sent."""
        newest = select(func.max(weekly_test.c.slot)).scalar_subquery()
        query = select(weekly_test).where(weekly_test.c.slot == newest).order_by(weekly_test.c.id)
        return [_read(row) for row in self.connection.execute(query)]
