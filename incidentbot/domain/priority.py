"""Impact facts → severity; severity × urgency → priority; each answer with its reasons.

The meanings are those of the operating model: severity says how bad the impact is, priority says how quickly the
team must act. Both tables are data, so that a reader checks them at a glance and a process file can replace them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from incidentbot.domain.catalog_labels import LabelMatch


class Severity(StrEnum):
    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"


class Urgency(StrEnum):
    NOW = "now"
    HOURS = "hours"
    PLANNED = "planned"


class Priority(StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def is_incident(self) -> bool:
        """P1 and P2 are incidents; P3 and P4 are tickets."""
        return self in (Priority.P1, Priority.P2)


class Customers(StrEnum):
    NONE = "none"
    SOME = "some"
    MANY = "many"


class Condition(StrEnum):
    FINE = "fine"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class ImpactFacts:
    """What the person who declares knows. Everything defaults to "no impact"."""

    customers: Customers = Customers.NONE
    condition: Condition = Condition.FINE
    data_at_risk: bool = False
    security: bool = False
    contract: bool = False
    growing: bool = False


PRODUCTION = "production"  # a fact about the place, beside those that a person knows


@dataclass(frozen=True)
class SeverityRule:
    """`needs` are impact facts by name, and `production`: whether it happens where nothing caps the priority."""

    severity: Severity
    needs: Mapping[str, object]
    reason: str

    def holds(self, facts: ImpactFacts, in_production: bool = True) -> bool:
        known = {**facts.__dict__, PRODUCTION: in_production}
        return all(known[name] == value for name, value in self.needs.items())


# A production service that is down is an outage even while nobody has counted a customer yet.
SEVERITY_RULES: tuple[SeverityRule, ...] = (
    SeverityRule(Severity.SEV1, {"customers": Customers.MANY}, "broad customer impact"),
    SeverityRule(Severity.SEV1, {"condition": Condition.DOWN, PRODUCTION: True}, "production outage"),
    SeverityRule(
        Severity.SEV1,
        {"customers": Customers.SOME, "condition": Condition.DOWN, PRODUCTION: False},
        "outage that customers notice",
    ),
    SeverityRule(Severity.SEV1, {"data_at_risk": True}, "data at risk"),
    SeverityRule(Severity.SEV1, {"security": True}, "security or privacy risk"),
    SeverityRule(Severity.SEV1, {"contract": True}, "SLA, contract or compliance risk"),
    SeverityRule(Severity.SEV2, {"customers": Customers.SOME}, "limited customer impact"),
    SeverityRule(Severity.SEV2, {"condition": Condition.DOWN, PRODUCTION: False}, "service down outside of production"),
    SeverityRule(Severity.SEV2, {"condition": Condition.DEGRADED, PRODUCTION: True}, "degraded production service"),
    SeverityRule(Severity.SEV2, {"condition": Condition.DEGRADED, PRODUCTION: False}, "degraded outside of production"),
    SeverityRule(Severity.SEV3, {"growing": True}, "operational risk, getting worse"),
    SeverityRule(Severity.SEV4, {}, "no current customer impact"),
)

URGENCY_WORDS: Mapping[Urgency, str] = {
    Urgency.NOW: "must be acted on now",
    Urgency.HOURS: "can wait for working hours",
    Urgency.PLANNED: "can be planned",
}

_P1, _P2, _P3, _P4 = Priority
PRIORITY_TABLE: Mapping[Severity, Mapping[Urgency, Priority]] = {
    Severity.SEV1: {Urgency.NOW: _P1, Urgency.HOURS: _P2, Urgency.PLANNED: _P3},
    Severity.SEV2: {Urgency.NOW: _P2, Urgency.HOURS: _P3, Urgency.PLANNED: _P3},
    Severity.SEV3: {Urgency.NOW: _P2, Urgency.HOURS: _P3, Urgency.PLANNED: _P4},
    Severity.SEV4: {Urgency.NOW: _P3, Urgency.HOURS: _P3, Urgency.PLANNED: _P4},
}


@dataclass(frozen=True)
class CapException:
    """A dated exception from an environment's cap, such as a release window. Half-open: starts ≤ now < ends."""

    name: str
    starts: datetime
    ends: datetime
    at_most: Priority

    def covers(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass(frozen=True)
class Environment:
    """Where something runs. Without a cap it is production. `aliases` are what alerts call it."""

    key: str
    at_most: Priority | None = None
    exceptions: tuple[CapException, ...] = ()
    aliases: tuple[str, ...] = ()
    match: LabelMatch = field(default_factory=LabelMatch)

    @property
    def is_production(self) -> bool:
        return self.at_most is None

    def cap(self, now: datetime) -> tuple[Priority | None, str]:
        """The most urgent priority allowed here at `now`, and why."""
        for exception in self.exceptions:
            if exception.covers(now):
                return exception.at_most, f"{self.key} is at most {exception.at_most} during {exception.name}"
        return self.at_most, f"{self.key} is at most {self.at_most}"


@dataclass(frozen=True)
class Override:
    """A person's other choice of priority; the reason is not optional."""

    priority: Priority
    reason: str


@dataclass(frozen=True)
class Classification:
    """The result of one judgement, as it is recorded: nothing here is computed again later.

    `process_version` is that of the process file by which it was judged; empty where that is the one in force.
    """

    facts: ImpactFacts
    urgency: Urgency
    severity: Severity
    computed: Priority
    reasons: tuple[str, ...]
    override: Override | None = None
    process_version: str = ""

    @property
    def priority(self) -> Priority:
        return self.override.priority if self.override else self.computed


@dataclass(frozen=True)
class Tables:
    """The two tables that a process file may replace."""

    severity_rules: tuple[SeverityRule, ...] = SEVERITY_RULES
    priorities: Mapping[Severity, Mapping[Urgency, Priority]] = field(default_factory=lambda: PRIORITY_TABLE)


def severity_of(
    facts: ImpactFacts, rules: tuple[SeverityRule, ...] = SEVERITY_RULES, in_production: bool = True
) -> tuple[Severity, list[str]]:
    """The worst severity that any rule gives, with every reason that gives it."""
    holding = [rule for rule in rules if rule.holds(facts, in_production)]
    worst = min(rule.severity for rule in holding)
    return worst, [rule.reason for rule in holding if rule.severity == worst]


def classify(
    facts: ImpactFacts,
    urgency: Urgency,
    environment: Environment,
    now: datetime,
    override: Override | None = None,
    tables: Tables | None = None,
) -> Classification:
    """Severity and priority for these facts at `now`, with the reasons in the order in which they decided.

    A person's override wins over the table and over the environment's cap: it is explicit and carries its reason.
    """
    tables = tables or Tables()
    severity, reasons = severity_of(facts, tables.severity_rules, environment.is_production)
    priority = tables.priorities[severity][urgency]
    reasons.append(URGENCY_WORDS[urgency])
    cap, why = environment.cap(now)
    if cap is not None and priority < cap:
        priority = cap
        reasons.append(why)
    if override is not None and override.priority == priority:
        override = None
    return Classification(facts, urgency, severity, priority, tuple(reasons), override)


def consequences(priority: Priority) -> str:
    """What will happen, in one sentence, before the person presses the button."""
    if not priority.is_incident:
        return (
            "Goes into the ticket queue. Nobody is woken." if priority == Priority.P3 else "Goes into the ticket queue."
        )
    return "Opens an incident channel and announces it."
