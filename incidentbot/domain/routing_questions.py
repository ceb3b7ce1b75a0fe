"""The questions that an alert has to answer: each by the first of rule, labels, catalog and defaults that can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from incidentbot.domain.alert import Alert
from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.catalog_labels import Labels, folded
from incidentbot.domain.priority import Environment, Severity
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import IntegrationConfig
from incidentbot.domain.routing_rules import RoutingRule

SERVICE_LABEL, TEAM_LABEL, SEVERITY_LABEL = "service", "team", "severity"
ENVIRONMENT_LABELS = ("env", "environment", "stage")
LONGEST_WORD = 80  # of what came from outside, in a reason
UNKNOWN_SEVERITY = Severity.SEV3

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """One question's answer; `mend` says how it could be answered where it was not."""

    value: T
    reason: str
    mend: str | None = None


def labels_of(alert: Alert, integration: IntegrationConfig | None) -> dict[str, str]:
    """What rules and the catalog are compared with: the alert's labels, and its own facts as labels where it has none
    of that name. Folded. The integration answers only what the alert leaves open, by whatever name it says that."""
    own = {"title": alert.title, "rule": alert.rule or alert.title, SEVERITY_LABEL: alert.severity or ""}
    given = folded({name: value for name, value in {**own, **alert.labels}.items() if value.strip()})
    if not integration:
        return given
    usual = {"integration": integration.name, "source": integration.source, **integration.labels}
    said = ENVIRONMENT_LABELS if any(name in given for name in ENVIRONMENT_LABELS) else ()
    return {**{name: word for name, word in folded(usual).items() if name not in said}, **given}


def which_service(rule: RoutingRule, labels: Labels, process: Process) -> Answer[Service | None]:
    word = labels.get(SERVICE_LABEL)
    if service := process.service(rule.service):
        return Answer(service, f"rule {rule.name} → service {service.key}")
    if word and (service := process.finder.named(word)):
        return Answer(service, f"label service={_short(word)} → service {service.key}")
    if service := process.finder.fitting(labels):
        return Answer(service, f"labels {_short(service.match.shown(labels))} → service {service.key}")
    if word:
        return Answer(
            None, "", f"service: “{_short(word)}” is not in the catalog; add it to services, or mend the label"
        )
    return Answer(None, "", "service: add the label “service” to the alert, or a “match” line to a service")


def which_team(rule: RoutingRule, labels: Labels, service: Service | None, process: Process) -> Answer[Team | None]:
    if team := process.team(rule.team):
        return Answer(team, f"rule {rule.name} → team {team.key}")
    if service and (team := process.team(service.team)):
        return Answer(team, f"team {team.key}")
    word = labels.get(TEAM_LABEL, "")
    if team := next((team for key, team in process.teams.items() if key.casefold() == word), None):
        return Answer(team, f"label team={_short(word)} → team {team.key}")
    line = f"write services.{service.key}.team" if service else "it follows from the service"
    return Answer(None, "", f"team: {line}; or add the label “team” with a team of the process file")


def which_environment(
    rule: RoutingRule, labels: Labels, service: Service | None, process: Process
) -> Answer[Environment]:
    said = [(name, labels[name]) for name in ENVIRONMENT_LABELS if name in labels]
    if rule.environment:
        return Answer(process.environment(rule.environment), f"rule {rule.name} → environment {rule.environment}")
    for name, word in said:
        if place := process.environment_called(word):
            return Answer(place, f"label {name}={_short(word)} → environment {place.key}")
    for place in process.environments.values():
        if place.match.fits(labels):
            return Answer(place, f"labels {_short(place.match.shown(labels))} → environment {place.key}")
    for name, word in said:
        unknown = Environment(_short(word))
        return Answer(unknown, f"label {name}={unknown.key} is not in the process file → treated like production")
    if service and service.environment:
        return Answer(process.environment(service.environment), f"{service.key} runs in {service.environment} only")
    return Answer(process.default_environment, f"no label says where → environment {process.default_environment.key}")


def which_severity(
    rule: RoutingRule, labels: Labels, integration: IntegrationConfig | None, process: Process
) -> Answer[Severity]:
    word = labels.get(SEVERITY_LABEL, "")
    words = process.severity_words
    if rule.severity:
        return Answer(rule.severity, f"rule {rule.name} → {rule.severity}")
    if found := (integration.severity_words.get(word) if integration else None) or words.get(word):
        return Answer(found, f"severity {_short(word)} → {found}")
    if integration and integration.severity:
        return Answer(integration.severity, f"usual for {integration.name} → {integration.severity}")
    if rule.priority:
        return Answer(UNKNOWN_SEVERITY, "")
    if word:
        return Answer(UNKNOWN_SEVERITY, "", f"severity: add the word “{_short(word)}” to severity_words")
    where = f"write integrations.{integration.name}.severity" if integration else "name its integration"
    return Answer(UNKNOWN_SEVERITY, "", f"severity: add the label “severity” to the alert, or {where}")


def _short(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 1]}…"
