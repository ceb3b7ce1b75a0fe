"""What the process file says about one sender of alerts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from incidentbot.domain.priority import Severity

USUAL_GROUPING_WINDOW = timedelta(minutes=15)
USUAL_GRACE = timedelta(minutes=5)

# As they stand in the address to which an alert is sent; a heartbeat sends none.
SOURCE_NAMES = (
    "alertmanager",
    "cloudwatch",
    "datadog",
    "generic",
    "github",
    "grafana",
    "healthchecks",
    "heartbeat",
    "new-relic",
    "openstatus",
    "pagerduty",
    "pingdom",
    "sentry",
    "uptime-kuma",
    "zabbix",
)

PathStep = str | int
_STEP = re.compile(r"\.([^.\[\]\s'\"]+)|\[(\d{1,6})\]|\['([^'\]]+)'\]|\[\"([^\"\]]+)\"\]", re.ASCII)


@dataclass(frozen=True)
class AlertMapping:
    """Where the answers stand in a body that only its sender knows.

    Each expression is a JSON path when it begins with `$` (`$.alert.tags[0]`), otherwise a Jinja expression over the
    body (`payload.host ~ ": " ~ payload.check`). `alerts` leads to a list of them; without it the body is one alert.
    `fields` are those of `Alert`: title, dedup_key, state, severity, description, rule. `labels` and `links` have names
    of the file's own choice.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    alerts: str | None = None


@dataclass(frozen=True)
class Heartbeat:
    """A sign of life is expected `every` so often; it is missing `grace` after that."""

    every: timedelta
    grace: timedelta = USUAL_GRACE


@dataclass(frozen=True)
class IntegrationConfig:
    """`team` is asked when the sender itself is in trouble: its format changed, its heartbeat stopped.

    `labels` are those of alerts that do not say otherwise; `severity` is that of alerts whose word is missing or
    unknown; `severity_words` go before the process file's own.
    """

    name: str
    source: str
    team: str | None = None
    grouping_window: timedelta = USUAL_GROUPING_WINDOW
    labels: Mapping[str, str] = field(default_factory=dict)
    severity: Severity | None = None
    severity_words: Mapping[str, Severity] = field(default_factory=dict)
    mapping: AlertMapping | None = None
    heartbeat: Heartbeat | None = None


def is_json_path(expression: str) -> bool:
    return expression.startswith("$")


def json_path(expression: str) -> tuple[PathStep, ...]:
    """`$.a.b[0]['c d']` → ("a", "b", 0, "c d"). Raises ValueError with what to write instead."""
    at, steps = 1, list[PathStep]()
    while at < len(expression):
        found = _STEP.match(expression, at)
        if not found:
            raise ValueError(f"“{expression}” is not a JSON path from “{expression[at:]}” on; write one like $.a.b[0]")
        steps.append(int(found[2]) if found[2] else found[1] or found[3] or found[4])
        at = found.end()
    return tuple(steps)


def value_at(payload: object, steps: tuple[PathStep, ...]) -> object:
    """What stands there; None when nothing does."""
    for step in steps:
        if isinstance(step, str):
            payload = payload.get(step) if isinstance(payload, Mapping) else None
        else:
            payload = payload[step] if isinstance(payload, list) and step < len(payload) else None
    return payload
