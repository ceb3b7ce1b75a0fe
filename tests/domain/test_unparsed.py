"""A body that nobody understood belongs to whoever owns its sender."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.routing import Route, route
from incidentbot.domain.unparsed import UNPARSED, owned
from incidentbot.process import parse

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROCESS = parse(
    "people: {a: }\nteams: {first: {owner: a}, payments: {owner: a}}\ntriage: first\nservices: {x: {team: payments}}\n"
    "integrations: {grafana: {team: payments, severity: SEV1, labels: {service: x}}, sentry: }\n"
)


def found(rule: str, sender: str | None) -> tuple[Route, Route]:
    alert = Alert("key", AlertState.FIRING, "Not understood", severity="critical", rule=rule)
    config = PROCESS.integration(sender)
    usual = route(alert, PROCESS, config, NOW)
    return usual, owned(alert, usual, PROCESS, config)


@pytest.mark.parametrize(("sender", "team"), [("grafana", "payments"), ("sentry", "first"), (None, "first")])
def test_it_is_a_p3_of_the_senders_team_else_of_the_triage_team(sender: str | None, team: str) -> None:
    _, mine = found(UNPARSED, sender)
    assert (mine.team, mine.priority, mine.service, mine.missing) == (team, "P3", None, ())
    assert mine.reasons == (f"the body was not understood → P3 of team {team}, which owns its sender",)


def test_any_other_alert_goes_where_it_was_going() -> None:
    usual, mine = found("disk", "grafana")
    assert mine is usual
