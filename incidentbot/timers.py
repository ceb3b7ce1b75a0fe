"""Performs work rows that only ask a service for a sentence: its transaction ends the row, so it is said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work


@dataclass(frozen=True)
class Timer:
    sentence: Callable[[Work, Actor], None]

    def perform(self, work: Work, by: Actor) -> None:
        self.sentence(work, by)

    def happened(self, work: Work) -> bool:
        return False  # had it happened, the row would be sealed
