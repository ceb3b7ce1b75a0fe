"""The values of a process file, with complete defaults: an empty file is a working process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from incidentbot.domain.priority import Environment, Priority, Tables


@dataclass(frozen=True)
class Service:
    """One line of the catalog: what is affected and where its knowledge is."""

    key: str
    team: str | None = None
    customer_path: str = ""
    runbook: str | None = None
    dashboards: tuple[str, ...] = ()


@dataclass(frozen=True)
class PriorityRule:
    """What a priority asks of us. `update_every` is None where no status updates are promised."""

    update_every: timedelta | None = None


PRODUCTION = Environment("production")

PRIORITY_RULES: Mapping[Priority, PriorityRule] = {
    Priority.P1: PriorityRule(update_every=timedelta(minutes=30)),
    Priority.P2: PriorityRule(update_every=timedelta(hours=1)),
    Priority.P3: PriorityRule(),
    Priority.P4: PriorityRule(),
}


@dataclass(frozen=True)
class Process:
    organisation: str = ""
    announcements: str = "#incidents"
    services: Mapping[str, Service] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(
        default_factory=lambda: {
            "production": PRODUCTION,
            "staging": Environment("staging", at_most=Priority.P3),
            "development": Environment("development", at_most=Priority.P3),
        }
    )
    priorities: Mapping[Priority, PriorityRule] = field(default_factory=lambda: PRIORITY_RULES)
    tables: Tables = field(default_factory=Tables)
    version: str = "built-in"

    @property
    def default_environment(self) -> Environment:
        return next(iter(self.environments.values()))

    def environment(self, key: str) -> Environment:
        """Somewhere that the catalog does not know is treated like production: too loud is safer than silent."""
        return self.environments.get(key, Environment(key))

    def service(self, key: str | None) -> Service | None:
        return self.services.get(key) if key else None

    def update_every(self, priority: Priority) -> timedelta | None:
        return self.priorities[priority].update_every
