"""Telephones that are not telephones: providers that record, refuse, are slow, lie, or accept and drop."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from incidentbot.domain.notification import MethodKind
from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.ports import PageMessage


class Mood(StrEnum):
    WELL = "well"
    REFUSES = "refuses"  # and always will
    DOWN = "down"  # nothing arrives, and it says so
    SLOW = "slow"  # it arrives, but the answer does not
    LOST = "lost"  # neither it nor the answer arrives
    UNPAID = "unpaid"  # somebody has to pay first
    DROPS = "drops"  # says that it took the message, and does nothing


@dataclass
class Telephones:
    """All telephones behind one provider."""

    kind: MethodKind
    name: str
    can_be_asked: bool = True
    tells_delivery: bool = False
    mood: Mood = Mood.WELL
    rang: list[tuple[str, PageMessage]] = field(default_factory=list)
    requests: int = 0
    withdrawn: list[str] = field(default_factory=list)

    def send(self, message: PageMessage, address: str) -> str:
        self.requests += 1
        if self.mood == Mood.REFUSES:
            raise CannotBeDone(f"{self.name} does not take {address}")
        if self.mood == Mood.UNPAID:
            raise NeedsPerson(f"{self.name} has not been paid")
        if self.mood == Mood.DOWN:
            raise TryAgain(f"{self.name} is down")
        if self.mood == Mood.LOST:
            raise TryAgain(f"{self.name} does not answer", doubtful=True)
        if self.mood != Mood.DROPS:
            self.rang.append((address, message))
        if self.mood == Mood.SLOW:
            raise TryAgain(f"{self.name} is slow", doubtful=True)
        return f"{self.name}-{message.key}"

    def find(self, key: str, address: str) -> str | None:
        return next((f"{self.name}-{key}" for _, message in self.rang if message.key == key), None)

    def withdraw(self, provider_id: str) -> None:
        self.withdrawn.append(provider_id)
