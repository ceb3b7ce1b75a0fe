"""What senders of PagerDuty's Events API send, in both of its versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertLink, AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, with_changes

SOURCE = "pagerduty"
LINKS = {
    AlertLink("alert", "Shop monitor", "https://monitor.acme.example"),
    AlertLink("runbook", "Runbook", "https://runbooks.acme.example/checkout"),
}


def test_the_published_sample() -> None:
    found = alert(SOURCE, theirs("pagerduty_events_v2_trigger"))
    assert found.title == "DISK at 99% on machine prod-datapipe03.example.com"
    assert (found.dedup_key, found.severity, found.rule) == ("srv01/mysql", "critical", "disk")
    assert (found.labels["component"], found.labels["group"]) == ("mysql", "prod-datapipe")
    assert (found.labels["free space"], found.labels["load avg"]) == ("1%", "0.75")
    assert found.started_at == datetime(2015, 7, 17, 8, 42, 58, 315000, UTC)
    assert [link.url for link in found.links] == ["https://monitoring.service.com", "http://pagerduty.example.com"]


def test_details_may_say_which_service_and_pictures_are_links() -> None:
    found = alert(SOURCE, ours("pagerduty_v2_trigger"))
    assert (found.labels["service"], found.labels["source"]) == ("checkout", "web-1")
    assert found.labels["hosts"] == '["web-1","web-2"]'
    assert found.description == 'service: checkout\nratio: 0.12\nhosts: ["web-1","web-2"]'
    assert set(found.links) > LINKS
    assert AlertLink("image", "Errors per minute", "https://grafana.acme.example/render/1.png") in found.links


@pytest.mark.parametrize(
    ("action", "state"), [("acknowledge", AlertState.ACKNOWLEDGED), ("resolve", AlertState.RESOLVED)]
)
def test_the_other_actions_need_only_the_key(action: str, state: AlertState) -> None:
    body = {"routing_key": "0" * 32, "event_action": action, "dedup_key": "checkout/5xx"}
    found = alert(SOURCE, body)
    assert (found.state, found.dedup_key) == (state, alert(SOURCE, ours("pagerduty_v2_trigger")).dedup_key)
    assert found.title == "checkout/5xx"


def test_a_trigger_without_a_key_is_a_thing_of_its_own() -> None:
    body = with_changes(ours("pagerduty_v2_trigger"), dedup_key=None)
    once, again = alert(SOURCE, body), alert(SOURCE, body)
    later = alert(SOURCE, with_changes(body, payload__timestamp="2026-03-02T09:00:00Z"))
    assert once.dedup_key == again.dedup_key != later.dedup_key
    assert len(once.dedup_key) <= 255


def test_the_key_of_the_integration_goes_nowhere() -> None:
    secret = "5ec2e7" * 5
    assert secret not in repr(alert(SOURCE, with_changes(ours("pagerduty_v2_trigger"), routing_key=secret)))
    assert secret not in repr(alert(SOURCE, with_changes(ours("pagerduty_v1_trigger"), service_key=secret)))


def test_the_older_version_says_the_same_in_other_words() -> None:
    found = alert(SOURCE, ours("pagerduty_v1_trigger"))
    assert (found.title, found.severity, found.labels["service"]) == ("Checkout answers 5xx", "error", "checkout")
    assert found.dedup_key == alert(SOURCE, ours("pagerduty_v2_trigger")).dedup_key
    assert set(found.links) > LINKS
    ended = alert(SOURCE, {"service_key": "0" * 32, "event_type": "resolve", "incident_key": "checkout/5xx"})
    assert (ended.state, ended.dedup_key) == (AlertState.RESOLVED, found.dedup_key)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event_action": "trigger"},
        {"event_action": "trigger", "dedup_key": "a", "payload": {"source": "web-1"}},
        {"event_action": "resolve", "dedup_key": " "},
        {"event_action": "sleep", "dedup_key": "a"},
    ],
)
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Events API v2: expected"):
        alerts(SOURCE, body)


@pytest.mark.parametrize("body", [{"event_type": "trigger"}, {"event_type": "resolve"}, {"event_type": "x"}])
def test_another_shape_of_the_older_version_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Events API v1: expected"):
        alerts(SOURCE, body)
