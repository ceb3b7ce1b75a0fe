"""The lines about judging: severities and their words, priorities, routing rules, when a ticket gets worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from incidentbot.domain.priority import (
    PRIORITY_TABLE,
    SEVERITY_RULES,
    Condition,
    Customers,
    Priority,
    Severity,
    SeverityRule,
    Tables,
    Urgency,
)
from incidentbot.domain.process import Paging, PriorityRule
from incidentbot.domain.routing_rules import RaiseRule, RoutingRule
from incidentbot.process.kinds import DueTerm, Duration, Line, Match, Text
from incidentbot.process.lines_catalog import label_match


class FactsLine(Line):
    """Impact facts that together give a severity, perhaps only in production, or only outside of it."""

    customers: Customers | None = None
    condition: Condition | None = None
    data_at_risk: bool | None = None
    security: bool | None = None
    contract: bool | None = None
    growing: bool | None = None
    production: bool | None = None
    because: Text = ""

    @model_validator(mode="after")
    def _says_something(self) -> FactsLine:
        if not self._needs():
            raise ValueError("names no fact; write at least one, like customers: many")
        return self

    def _needs(self) -> dict[str, object]:
        return {name: fact for name, fact in self if name != "because" and fact is not None}

    def value(self, severity: Severity) -> SeverityRule:
        told = ", ".join(f"{name.replace('_', ' ')}: {str(fact).lower()}" for name, fact in self._needs().items())
        return SeverityRule(severity, self._needs(), self.because or told)


class SeverityLine(Line):
    """`facts` replace the usual ones; now, hours and planned are this severity's row of the priority table."""

    facts: list[FactsLine] | None = None
    now: Priority | None = None
    hours: Priority | None = None
    planned: Priority | None = None

    def row(self, severity: Severity) -> dict[Urgency, Priority]:
        usual = PRIORITY_TABLE[severity]
        given = {Urgency.NOW: self.now, Urgency.HOURS: self.hours, Urgency.PLANNED: self.planned}
        return {urgency: priority or usual[urgency] for urgency, priority in given.items()}

    def rules(self, severity: Severity) -> list[SeverityRule]:
        if self.facts is None:
            return [rule for rule in SEVERITY_RULES if rule.severity == severity and rule.needs]
        return [line.value(severity) for line in self.facts]


def tables(lines: Mapping[Severity, SeverityLine]) -> Tables:
    """The last rule always holds: something that fits no fact has a severity, too."""
    whole = {severity: lines.get(severity, SeverityLine()) for severity in Severity}
    rules = [rule for severity, line in whole.items() for rule in line.rules(severity)]
    always = SEVERITY_RULES[-1]
    return Tables((*rules, always), {severity: line.row(severity) for severity, line in whole.items()})


class PriorityLine(Line):
    """What is left out stays as usual; a name with nothing behind it promises nothing."""

    update_every: Duration | None = None
    due: DueTerm | None = None
    acknowledge_within: Duration | None = None
    page: Paging = Paging.NEVER
    postmortem_due: DueTerm | None = None

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_left_out(cls, given: Any) -> Any:
        if given is None:
            return {}
        return {"page": Paging.NEVER, **given} if isinstance(given, dict) and given.get("page", "") is None else given

    def value(self, usual: PriorityRule) -> PriorityRule:
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return PriorityRule(**{**usual.__dict__, **given})


class ThenLine(Line):
    service: str | None = None
    team: str | None = None
    environment: str | None = None
    severity: Severity | None = None
    priority: Priority | None = None
    page_anyway: bool = False

    @model_validator(mode="after")
    def _decides_something(self) -> ThenLine:
        if not self.model_fields_set:
            raise ValueError(f"decides nothing; write at least one of {', '.join(type(self).model_fields)}")
        return self


class RuleLine(Line):
    name: Text = ""
    match: Annotated[Match, Field(min_length=1)]
    then: ThenLine

    def value(self, number: int) -> RoutingRule:
        return RoutingRule(self.name or str(number), label_match(self.match), **dict(self.then))


class RaiseLine(Line):
    to: Priority
    priority: Priority | None = None
    unresolved_for: Duration | None = None
    alerts: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    within: Duration | None = None
    growing: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> RaiseLine:
        if not (self.unresolved_for or self.alerts or self.growing):
            raise ValueError("names no condition; write unresolved_for, alerts or growing")
        if self.within and not self.alerts:
            raise ValueError("“within” belongs to “alerts”; write alerts: 50 beside it")
        if self.priority and self.priority <= self.to:
            raise ValueError(f"raises {self.priority} to {self.to}, which is not more urgent; write a lower number")
        return self

    def value(self) -> RaiseRule:
        return RaiseRule(self.to, self.priority, self.unresolved_for, self.alerts, self.within, self.growing)
