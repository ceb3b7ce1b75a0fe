"""Who acts, and what made them act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Cause:
    """What made an act happen. A cause acts once: the store seals it in the act's own transaction.

    `request` is an incoming request by its inbox key; `work` is one attempt at a work row.
    """

    kind: str  # "request" | "work"
    key: str
    attempt: int = 0


@dataclass(frozen=True)
class Actor:
    """The person, or the bot itself, to whom a fact is ascribed."""

    name: str
    person_id: int | None = None
    slack_id: str | None = None
    cause: Cause | None = None

    def because_of(self, cause: Cause | None) -> Actor:
        return replace(self, cause=cause)


BOT = Actor("Incidentbot")


@dataclass(frozen=True)
class Person:
    """Somebody the bot has met. `tz` is an IANA zone name."""

    id: int
    slack_id: str
    name: str
    tz: str = "UTC"
    is_guest: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    dm_channel: str | None = None

    @property
    def is_assignable(self) -> bool:
        return not (self.is_bot or self.is_deleted)

    def today(self, now: datetime) -> date:
        """The date on this person's wall."""
        return now.astimezone(ZoneInfo(self.tz)).date()

    def as_actor(self, cause: Cause | None = None) -> Actor:
        return Actor(self.name, self.id, self.slack_id, cause)
