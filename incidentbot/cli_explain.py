"""What `incidentbot explain` says: what a body would become, and where it would go. Nothing is sent or kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from incidentbot.domain.alert import Alert, as_line
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import AlertMapping, IntegrationConfig
from incidentbot.domain.routing import Route, route
from incidentbot.errors import NotFound, NotPossible, UnknownShape
from incidentbot.integrations.sources import SOURCES
from incidentbot.process import read
from incidentbot.process.nearest import nearest
from incidentbot.services.generic_mapping import alerts_of, bodies_of, readings
from incidentbot.strict_json import strict_json

GENERIC = "generic"
LONGEST_SHOWN = 200  # characters of a value


@dataclass(frozen=True)
class Explained:
    """`lines` for people, `found` for programs; `is_wrong` is exit 1."""

    lines: list[str]
    found: dict[str, Any]
    is_wrong: bool = False


def explain(name: str, body: bytes, file: Path | None, now: datetime) -> Explained:
    """`name` is an integration of the process file, or a source. Raises ProcessFileError, NotFound and NotPossible."""
    process = read(file).process
    integration = process.integration(name)
    source = integration.source if integration else name
    payload = _payload(body)
    wrong = ""
    try:
        alerts = _alerts(source, payload, integration, process)
    except UnknownShape as unknown:
        alerts, wrong = list(unknown.understood), str(unknown)
    routed = [(alert, route(alert, process, integration, now)) for alert in alerts]
    mapped = _mapped(payload, integration.mapping if integration else None)
    lines = [*mapped, *(line for pair in routed for line in _told(*pair)), *_outcome(name, alerts, wrong)]
    found = {"alerts": [{"alert": asdict(one), "route": asdict(there)} for one, there in routed], "wrong": wrong}
    return Explained(lines, found, bool(wrong))


def _payload(body: bytes) -> object:
    try:
        return strict_json(body)
    except ValueError as wrong:
        raise NotPossible(f"The body is not JSON: {wrong}.") from wrong


def _alerts(source: str, payload: object, integration: IntegrationConfig | None, process: Process) -> list[Alert]:
    if source == GENERIC:
        return alerts_of(payload, integration.mapping if integration else None)
    if source not in SOURCES:
        known = sorted({*process.integrations, *SOURCES})
        like = nearest(source, known) or f"there are {', '.join(known)}"
        raise NotFound(f"There is no integration and no source “{as_line(source, 80)}”; {like}")
    return SOURCES[source].parse(payload, {})


# -- in words ----------------------------------------------------------------------------------------------------------


def _mapped(payload: object, mapping: AlertMapping | None) -> Iterator[str]:
    """What each line of a mapping gave, for the first alert; where one is wrong, the outcome says so."""
    try:
        given = readings(bodies_of(payload, mapping)[0], mapping) if mapping else []
    except (UnknownShape, IndexError):
        return
    for one in given:
        yield f"{one.field}: {one.expression} → {as_line(one.value, LONGEST_SHOWN) or 'nothing'}"
    if given:
        yield ""


def _told(alert: Alert, there: Route) -> Iterator[str]:
    yield f"{alert.state} “{alert.title}”{' (a test)' if alert.is_test else ''}"
    yield f"    key       {alert.dedup_key}"
    yield f"    severity  {alert.severity or 'not said'}"
    for name, value in alert.labels.items():
        yield f"    label     {name}={as_line(value, LONGEST_SHOWN)}"
    for link in alert.links:
        yield f"    {link.kind:<9} {link.url}"
    yield f"    goes to   {there.priority} of team {there.team}, service {there.service or 'unknown'}"
    for reason in there.reasons:
        yield f"    because   {reason}"
    for mend in there.missing:
        yield f"    missing   {mend}"
    yield ""


def _outcome(name: str, alerts: list[Alert], wrong: str) -> Iterator[str]:
    if wrong:
        yield f"Not understood, and kept as a P3 ticket for the owner of {name}: {wrong}"
    elif not alerts:
        yield "Accepted, and nothing to do."
    else:
        yield f"{len(alerts)} alert{'s' * (len(alerts) != 1)}; nothing was sent and nothing kept."
