"""Where an alert goes: service, team, place, severity, urgency, priority, each with its reason.

Three questions have to be answered before a machine may wake somebody: which service or customer path is affected,
which team owns the next action, is this a page or a ticket. An alert that answers less is not ready: it becomes a P3
of the triage team, which is told what to mend. Pure: time comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.alert import Alert
from incidentbot.domain.calendar import is_working
from incidentbot.domain.catalog import USUAL_TIER, Team
from incidentbot.domain.priority import Classification, Environment, ImpactFacts, Priority, Severity, Urgency
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import IntegrationConfig
from incidentbot.domain.routing_questions import (
    labels_of,
    which_environment,
    which_service,
    which_severity,
    which_team,
)
from incidentbot.domain.routing_rules import RoutingRule
from incidentbot.domain.routing_tables import URGENCY_ELSEWHERE, URGENCY_IN_PRODUCTION

NO_RULE = RoutingRule("no rule")


@dataclass(frozen=True)
class Route:
    """What was decided about one alert, and why, in the order in which it was decided.

    `missing` names each question that has no answer ("service", "team", "severity") and, after a colon, the label or
    the line of the process file that would answer it. `page_anyway` asks for a page now, whatever the coverage hours.
    `rule` is the name of the routing rule that had a say.
    """

    service: str | None
    team: str
    environment: str
    severity: Severity
    urgency: Urgency
    priority: Priority
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()
    page_anyway: bool = False
    rule: str | None = None

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def classification(self) -> Classification:
        """As a ticket keeps it. A machine knows no impact facts, only its own word for how bad it is."""
        return Classification(ImpactFacts(), self.urgency, self.severity, self.priority, self.reasons)


def route(alert: Alert, process: Process, integration: IntegrationConfig | None, now: datetime) -> Route:
    """Where `alert` goes at `now`.

    A routing rule (the first that fits) goes before the catalog, and the catalog before what is usual. The cap of the
    environment goes before all of them: nobody is woken for what is not production.
    """
    labels = labels_of(alert, integration)
    rule = next((rule for rule in process.rules if rule.match.fits(labels)), NO_RULE)
    service = which_service(rule, labels, process)
    team = which_team(rule, labels, service.value, process)
    place = which_environment(rule, labels, service.value, process)
    severity = which_severity(rule, labels, integration, process)
    missing = tuple(answer.mend for answer in (service, team, severity) if answer.mend)
    owner = team.value or process.triage_team
    if missing and not rule.page_anyway:
        owner, urgency = process.triage_team, Urgency.HOURS
        grades = [(Priority.P3, f"not ready for on-call → P3 of team {owner.key}")]
    else:
        tier = service.value.tier if service.value else USUAL_TIER
        urgency, when = _urgency(tier, owner, place.value, now)
        grades = [*_grades(rule, severity.value, urgency, when, process)]
    grades += _capped(grades[-1][0], place.value, now)
    found = (" → ".join(filter(None, (service.reason, team.reason))), place.reason, severity.reason)
    return Route(
        service=service.value.key if service.value else None,
        team=owner.key,
        environment=place.value.key,
        severity=severity.value,
        urgency=urgency,
        priority=grades[-1][0],
        reasons=(*filter(None, found), *(why for _, why in grades)),
        missing=missing,
        page_anyway=rule.page_anyway and grades[-1][0].is_incident,
        rule=None if rule is NO_RULE else rule.name,
    )


def _urgency(tier: int, team: Team, place: Environment, now: datetime) -> tuple[Urgency, str]:
    """A dated exception that allows incidents makes a place count as production for as long as it lasts."""
    cap, _ = place.cap(now)
    table = URGENCY_IN_PRODUCTION if cap is None or cap.is_incident else URGENCY_ELSEWHERE
    working = is_working(team.calendar, now)
    urgency = table[tier][0 if working else 1]
    when = "in" if working else "outside"
    return urgency, f"tier {tier} in {place.key}, {when} working hours of {team.key} → {urgency}"


def _grades(
    rule: RoutingRule, severity: Severity, urgency: Urgency, when: str, process: Process
) -> Iterator[tuple[Priority, str]]:
    """Each priority on the way, and what led to it; the last one holds."""
    priority = process.tables.priorities[severity][urgency]
    if rule.priority:
        priority = rule.priority
        yield priority, f"rule {rule.name} → {priority}"
    else:
        yield priority, when
        yield priority, f"{severity} × {urgency} → {priority}"
    if rule.page_anyway and not priority.is_incident:
        yield Priority.P2, f"rule {rule.name}: page anyway → P2"


def _capped(priority: Priority, place: Environment, now: datetime) -> list[tuple[Priority, str]]:
    cap, why = place.cap(now)
    return [(cap, why)] if cap is not None and priority < cap else []
