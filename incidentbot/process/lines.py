"""What may stand in a process file: its sections, and how they become a Process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import Field, field_validator

from incidentbot.domain.calendar import Calendar
from incidentbot.domain.catalog import TRIAGE, Team
from incidentbot.domain.priority import Priority, Severity
from incidentbot.domain.process import ENVIRONMENTS, PRIORITY_RULES, Process
from incidentbot.domain.process_integration import SOURCE_NAMES
from incidentbot.domain.routing_tables import SEVERITY_WORDS
from incidentbot.process.kinds import Channel, Line, Name, Text, Zone
from incidentbot.process.lines_catalog import CalendarLine, EnvironmentLine, PersonLine, ServiceLine, TeamLine
from incidentbot.process.lines_escalation import EscalationLine
from incidentbot.process.lines_integration import IntegrationLine, folded_words
from incidentbot.process.lines_judging import PriorityLine, RaiseLine, RuleLine, SeverityLine, tables
from incidentbot.process.lines_schedule import ScheduleLine

# Sections of features that are built later: a file may have them already, and they are kept as they are.
LATER = ("roles", "decisions", "templates")
Later = dict[str, Any]


class ProcessFile(Line):
    organisation: Text = ""
    timezone: Zone = "UTC"
    announcements: Channel = "#incidents"
    people: dict[Name, PersonLine] = Field({})
    calendars: dict[Name, CalendarLine] = Field({})
    teams: dict[Name, TeamLine] = Field({})
    triage: str | None = None
    services: dict[Name, ServiceLine] = Field({})
    environments: dict[Name, EnvironmentLine] = Field({})
    severities: dict[Severity, SeverityLine] = Field({})
    severity_words: dict[str, Severity] = Field({})
    priorities: dict[Priority, PriorityLine] = Field({})
    routing: list[RuleLine] = Field([])
    raises: list[RaiseLine] = Field([], alias="raise")
    integrations: dict[Name, IntegrationLine] = Field({})
    schedules: dict[Name, ScheduleLine] = Field({})
    escalations: dict[Name, EscalationLine] = Field({})
    roles: Later = Field({})
    decisions: Later = Field({})
    templates: Later = Field({})

    @field_validator("integrations", mode="before")
    @classmethod
    def _is_named_after_its_source(cls, given: Any) -> Any:
        """Unless it says otherwise, or sends nothing but a heartbeat."""
        if not isinstance(given, dict):
            return given
        return {name: _with_source(name, line) for name, line in given.items()}

    def process(self, version: str) -> Process:
        calendars = {key: line.value(self.timezone) for key, line in self.calendars.items()}
        usual = next(iter(calendars.values()), Calendar(self.timezone))
        teams = {key: line.value(key, calendars, usual) for key, line in self.teams.items()}
        return Process(
            organisation=self.organisation,
            announcements=self.announcements,
            timezone=self.timezone,
            people={key: line.value(key) for key, line in self.people.items()},
            teams=teams or {TRIAGE: Team(TRIAGE, calendar=usual)},
            triage=self.triage,
            services={key: line.value(key) for key, line in self.services.items()},
            environments={key: line.value(key) for key, line in self.environments.items()} or ENVIRONMENTS,
            tables=tables(self.severities),
            severity_words={**SEVERITY_WORDS, **folded_words(self.severity_words)},
            priorities={key: self._priority(key).value(usual) for key, usual in PRIORITY_RULES.items()},
            rules=tuple(line.value(number) for number, line in enumerate(self.routing, 1)),
            raises=tuple(line.value() for line in self.raises),
            integrations={name: line.value(name) for name, line in self.integrations.items()},
            schedules={key: line.value(key, self.timezone) for key, line in self.schedules.items()},
            escalations={key: line.value(key, self.announcements) for key, line in self.escalations.items()},
            kept={name: _frozen(getattr(self, name)) for name in LATER if getattr(self, name)},
            version=version,
        )

    def _priority(self, priority: Priority) -> PriorityLine:
        return self.priorities.get(priority) or PriorityLine()


def _with_source(name: str, line: Any) -> Any:
    if not isinstance(line, dict | None):
        return line
    said = line or {}
    source = "heartbeat" if "heartbeat" in said and name not in SOURCE_NAMES else name
    return {**said, "source": said.get("source") or source}


def _frozen(value: object) -> object:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value
