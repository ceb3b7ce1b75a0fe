"""The catalog: who people are, which team owns the next action, what is affected."""

from __future__ import annotations

from dataclasses import dataclass, field

from incidentbot.domain.calendar import Calendar
from incidentbot.domain.catalog_labels import LabelMatch

TRIAGE = "triage"  # the team that a process without teams has
USUAL_TIER = 2


@dataclass(frozen=True)
class CatalogPerson:
    """Somebody whom the process file names. Whom the bot has met is `domain.people.Person`."""

    key: str
    slack: str | None = None
    email: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Team:
    """Who owns the next action. `members` and `owner` are keys of people; the owner looks after the queue.

    `usergroup` is the chat's own list of whoever is on call, which follows each handoff.
    """

    key: str
    name: str = ""
    members: tuple[str, ...] = ()
    channel: str | None = None
    owner: str | None = None
    escalation: str | None = None
    calendar: Calendar = field(default_factory=Calendar)
    usergroup: str | None = None

    @property
    def label(self) -> str:
        return self.name or self.key


@dataclass(frozen=True)
class Service:
    """One line of the catalog: what is affected and where its knowledge is.

    Tier 1 is what customers notice at once, at any hour; tier 4 can always be planned. `environment` is where a
    service runs that runs in one place only, for alerts that do not say.
    """

    key: str
    team: str | None = None
    customer_path: str = ""
    runbook: str | None = None
    dashboards: tuple[str, ...] = ()
    tier: int = USUAL_TIER
    match: LabelMatch = field(default_factory=LabelMatch)
    environment: str | None = None
