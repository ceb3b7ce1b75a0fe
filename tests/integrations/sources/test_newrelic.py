"""What New Relic sends: issues by the template of a workflow, and the incidents of before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, urls, with_changes

SOURCE = "new-relic"


def test_an_issue() -> None:
    found = alert(SOURCE, ours("newrelic_issue"))
    assert found.title == "checkout query result is > 1.0 for 1 minutes on 'Orders are missing'"
    assert (found.severity, found.rule) == ("critical", "Orders are missing")
    assert (found.labels["entity"], found.labels["policy"]) == ("checkout", "Golden Signals")
    assert found.extra["entities"] == '["checkout","web-1"]'
    assert found.started_at == datetime(2026, 3, 2, 8, 0, 0, 352000, UTC)
    assert urls(found, "alert")[0].startswith("https://radar-api.service.newrelic.com/accounts/1/issues/c5faa7e6")


@pytest.mark.parametrize(
    ("state", "means"),
    [
        ("CREATED", AlertState.FIRING),
        ("ACTIVATED", AlertState.FIRING),
        ("ACKNOWLEDGED", AlertState.ACKNOWLEDGED),
        ("CLOSED", AlertState.RESOLVED),
    ],
)
def test_an_issue_is_one_through_all_its_states(state: str, means: AlertState) -> None:
    found = alert(SOURCE, with_changes(ours("newrelic_issue"), state=state))
    assert (found.state, found.dedup_key) == (means, "issue/c5faa7e6-7b54-402d-af79-f99601e0278c")


def test_an_incident_of_before() -> None:
    body = ours("newrelic_legacy")
    found, ended = alert(SOURCE, body), alert(SOURCE, with_changes(body, current_state="closed"))
    assert (found.title, found.severity, found.rule) == ("Checkout violated Error rates", "warning", "Error rates")
    assert found.labels["service"] == "checkout"
    assert urls(found, "runbook") == ["https://runbooks.acme.example/checkout"]
    assert urls(found, "image") == ["https://gorgon.nr-assets.net/image/1"]
    assert (ended.state, ended.dedup_key) == (AlertState.RESOLVED, found.dedup_key)


def test_a_template_may_say_whose_it_is() -> None:
    body = with_changes(ours("newrelic_issue"), service="checkout", tags={"team": "payments"})
    assert (alert(SOURCE, body).labels["service"], alert(SOURCE, body).labels["team"]) == ("checkout", "payments")


def test_the_test_button_of_before_is_a_test() -> None:
    body = with_changes(ours("newrelic_legacy"), policy_name="New Relic Alert - Test Policy", incident_id=0)
    assert alert(SOURCE, body).is_test
    assert not alert(SOURCE, ours("newrelic_legacy")).is_test


@pytest.mark.parametrize("body", [{}, {"state": "ACTIVATED"}, {"id": "1", "state": "ASLEEP"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="New Relic: expected"):
        alerts(SOURCE, body)
