"""A body that nobody understood: it becomes a P3 of whoever owns its sender. Pure."""

from __future__ import annotations

from dataclasses import replace

from incidentbot.domain.alert import Alert
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import IntegrationConfig
from incidentbot.domain.routing import Route

UNPARSED = "unparsed"  # the rule of such an alert


def owned(alert: Alert, found: Route, process: Process, integration: IntegrationConfig | None) -> Route:
    """For an unparsed alert the route to the owner of its sender; any other keeps the route that was found."""
    if alert.rule != UNPARSED:
        return found
    team = process.team(integration.team if integration else None) or process.triage_team
    reasons = (f"the body was not understood → P3 of team {team.key}, which owns its sender",)
    return replace(found, service=None, team=team.key, priority=Priority.P3, reasons=reasons, missing=())
