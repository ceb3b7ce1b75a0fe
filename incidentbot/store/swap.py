"""Shifts that somebody asked others to take."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select, update

from incidentbot.domain.swap import Swap, SwapState
from incidentbot.errors import NotFound
from incidentbot.store.rows import Rows
from incidentbot.store.tables import swap


def _swap(row: Any) -> Swap:
    return Swap(
        row.id,
        row.schedule,
        row.team,
        row.person,
        row.asked_of,
        row.shift_start,
        row.shift_end,
        row.why,
        SwapState(row.state),
        row.asked_at,
        row.taken_by,
        row.override_id,
        row.ended_at,
    )


class SwapRows(Rows):
    def add_swap(self, **values: object) -> Swap:
        return self.swap(self.add(swap, state=SwapState.OPEN, **values))

    def swap(self, swap_id: int) -> Swap:
        """Locked where it is going to be changed. Raises NotFound."""
        self.hold(swap, swap_id)
        row = self.connection.execute(select(swap).where(swap.c.id == swap_id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no request {swap_id} to take a shift.")
        return _swap(row)

    def swaps_of_schedule(self, schedule: str, state: SwapState) -> list[Swap]:
        return self._found(swap.c.schedule == schedule, swap.c.state == state)

    def open_swaps_of(self, person: str) -> list[Swap]:
        return self._found(swap.c.person == person, swap.c.state == SwapState.OPEN)

    def change_swap(self, swap_id: int, **values: object) -> None:
        self.connection.execute(update(swap).where(swap.c.id == swap_id).values(**values))

    def _found(self, *conditions: ColumnElement[bool]) -> list[Swap]:
        return [_swap(row) for row in self.connection.execute(select(swap).where(*conditions).order_by(swap.c.id))]
