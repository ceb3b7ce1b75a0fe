"""The values of a process file, with complete defaults: an empty file is a working process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from incidentbot.domain.calendar import Term, WorkingDays
from incidentbot.domain.catalog import TRIAGE, CatalogPerson, Service, Team
from incidentbot.domain.catalog_finding import ServiceFinder
from incidentbot.domain.escalation import Policy
from incidentbot.domain.notification import Noise
from incidentbot.domain.priority import Environment, Priority, Severity, Tables
from incidentbot.domain.process_integration import IntegrationConfig
from incidentbot.domain.routing_rules import RaiseRule, RoutingRule
from incidentbot.domain.routing_tables import SEVERITY_WORDS
from incidentbot.domain.schedule import Schedule

__all__ = ["PRIORITY_RULES", "Paging", "PriorityRule", "Process", "Service", "Team"]


class Paging(StrEnum):
    NOW = "now"
    COVERAGE = "coverage"  # during coverage hours; outside of them it waits, unless the impact is growing
    NEVER = "never"


@dataclass(frozen=True)
class PriorityRule:
    """What a priority asks of us; None where nothing is promised.

    `due` and `postmortem_due` are terms: a timedelta runs on the clock, working days on the team's calendar.
    """

    update_every: timedelta | None = None
    due: Term | None = None
    acknowledge_within: timedelta | None = None
    page: Paging = Paging.NEVER
    postmortem_due: Term | None = None


PRODUCTION = Environment("production", aliases=("prod", "prd", "live"))
STAGING = Environment("staging", at_most=Priority.P3, aliases=("stage", "stg", "preprod", "uat"))
DEVELOPMENT = Environment("development", at_most=Priority.P3, aliases=("dev", "develop", "test", "local"))
ENVIRONMENTS: Mapping[str, Environment] = {place.key: place for place in (PRODUCTION, STAGING, DEVELOPMENT)}

PRIORITY_RULES: Mapping[Priority, PriorityRule] = {
    # An incident is worked on until it is over: P1 has no due date.
    Priority.P1: PriorityRule(
        update_every=timedelta(minutes=30),
        acknowledge_within=timedelta(minutes=5),
        page=Paging.NOW,
        postmortem_due=WorkingDays(5),
    ),
    Priority.P2: PriorityRule(
        update_every=timedelta(hours=1),
        due=WorkingDays(1),
        acknowledge_within=timedelta(minutes=15),
        page=Paging.COVERAGE,
        postmortem_due=WorkingDays(10),
    ),
    Priority.P3: PriorityRule(due=WorkingDays(5)),
    Priority.P4: PriorityRule(due=WorkingDays(20)),
}


@dataclass(frozen=True)
class Process:
    organisation: str = ""
    announcements: str = "#incidents"
    services: Mapping[str, Service] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(default_factory=lambda: ENVIRONMENTS)
    priorities: Mapping[Priority, PriorityRule] = field(default_factory=lambda: PRIORITY_RULES)
    tables: Tables = field(default_factory=Tables)
    version: str = "built-in"
    timezone: str = "UTC"
    people: Mapping[str, CatalogPerson] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=lambda: {TRIAGE: Team(TRIAGE)})
    triage: str | None = None  # a team's key; the first team where nothing is said
    severity_words: Mapping[str, Severity] = field(default_factory=lambda: SEVERITY_WORDS)
    rules: tuple[RoutingRule, ...] = ()
    raises: tuple[RaiseRule, ...] = ()
    integrations: Mapping[str, IntegrationConfig] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    escalations: Mapping[str, Policy] = field(default_factory=dict)
    noise: Noise = field(default_factory=Noise)
    kept: Mapping[str, object] = field(default_factory=dict)  # sections that are read by what is built later

    @property
    def default_environment(self) -> Environment:
        return next(iter(self.environments.values()))

    def environment(self, key: str) -> Environment:
        """Somewhere that the catalog does not know is treated like production: too loud is safer than silent."""
        return self.environments.get(key, Environment(key))

    def environment_called(self, word: str) -> Environment | None:
        """By its key or one of its aliases, in upper or lower case."""
        word = word.strip().casefold()
        return next((place for place in self.environments.values() if word in _names_of(place)), None)

    def service(self, key: str | None) -> Service | None:
        return self.services.get(key) if key else None

    def team(self, key: str | None) -> Team | None:
        return self.teams.get(key) if key else None

    @property
    def triage_team(self) -> Team:
        """Whose queue takes what nobody owns."""
        return self.team(self.triage) or next(iter(self.teams.values()), Team(TRIAGE))

    def integration(self, name: str | None) -> IntegrationConfig | None:
        return self.integrations.get(name) if name else None

    @cached_property
    def finder(self) -> ServiceFinder:
        return ServiceFinder(self.services.values())

    def update_every(self, priority: Priority) -> timedelta | None:
        return self.priorities[priority].update_every


def _names_of(place: Environment) -> set[str]:
    return {place.key.casefold(), *(alias.casefold() for alias in place.aliases)}
