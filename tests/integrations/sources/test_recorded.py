"""Every recorded body gives the right alert, and its end has the same key. A new file fails until it stands here.

None of these bodies says which service it is about; those that do stand in the tests of their sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.process_integration import AlertMapping
from incidentbot.integrations.sources import SOURCES
from incidentbot.services.generic_mapping import alerts_of
from tests.integrations.sources.bodies import THEIRS, theirs, urls, with_changes

FIRING, RESOLVED = AlertState.FIRING, AlertState.RESOLVED
# goalert_generic_api is a body of somebody's own making: this is what its owner would write in the process file.
GOALERT = AlertMapping(
    fields={"title": "$.summary", "description": "$.details", "dedup_key": "$.dedup", "state": "$.action"},
    labels={"key": "$.meta.key"},
)


@dataclass(frozen=True)
class Recorded:
    """`other` changes the body into the one that ends it, or for a body that ends something, begins it."""

    source: str
    title: str
    state: AlertState
    severity: str | None
    links: dict[str, str] = field(default_factory=dict)  # kind → how the first address of that kind begins
    labels: dict[str, str] = field(default_factory=dict)
    other: Callable[[Any], Any] | None = None
    alerts: int = 1


def changed(**changes: Any) -> Callable[[Any], Any]:
    return lambda body: with_changes(body, **changes)


def in_message(**changes: Any) -> Callable[[Any], Any]:
    return lambda body: {**body, "Message": json.dumps({**json.loads(body["Message"]), **changes})}


RECORDED = {
    "alertmanager_minimal_goalert_test": Recorded(
        "alertmanager",
        "My alert summary",
        FIRING,
        None,
        {"alert": "http://my.url"},
        {"alertname": "TestAlert"},
        changed(status="resolved", alerts__0__status="resolved"),
    ),
    "alertmanager_v4_mixed": Recorded(
        "alertmanager",
        "No things for over 10 minutes",
        FIRING,
        "critical",
        {"runbook": "https://internal.myorg.net/wiki/alerts/", "alert": "http://somehost:9090/graph"},
        {"alertname": "thing_dead"},
        changed(status="resolved", alerts__0__status="resolved"),
    ),
    "alertmanager_zulip_two_alerts": Recorded(
        "alertmanager",
        "High CPU core temperature",
        FIRING,
        "critical",
        {"alert": "http://cobalt:9090/graph"},
        {"host": "andromeda"},
        changed(alerts__0__status="resolved"),
        alerts=2,
    ),
    "aws_sns_cloudwatch_alarm_ok_transition": Recorded(
        "cloudwatch",
        "bucketbytesAlarm",
        FIRING,
        "alarm",
        {"alert": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home"},
        {"namespace": "AWS/S3", "BucketName": "try.alerta.io"},
        in_message(NewStateValue="OK", OldStateValue="ALARM"),
    ),
    "datadog_custom_triggered": Recorded(
        "datadog",
        "Dock is almost out of memory...",
        FIRING,
        "alert",
        {"alert": "https://app.datadoghq.com/event/event"},
        {"role": "dock", "region": "us-west-1"},
        lambda _: theirs("datadog_custom_recovered"),
    ),
    "datadog_custom_recovered": Recorded(
        "datadog",
        "Dock is almost out of memory...",
        RESOLVED,
        None,
        {"alert": "https://app.datadoghq.com/event/event"},
        {"role": "dock"},
        lambda _: theirs("datadog_custom_triggered"),
    ),
    "github_workflow_run_completed": Recorded(
        "github",
        "test succeeded on octo-org/octo-repo (master)",
        RESOLVED,
        None,
        {"alert": "https://github.com/octo-org/octo-repo/actions/runs/289782451"},
        {"repository": "octo-org/octo-repo", "branch": "master"},
        changed(workflow_run__conclusion="failure", workflow_run__id=1),
    ),
    "goalert_generic_api": Recorded(
        "generic", "test summary", FIRING, None, {}, {"key": "value"}, changed(action="close", details="")
    ),
    "grafana_legacy_ok": Recorded(
        "grafana",
        "Zeta CPU alert",
        RESOLVED,
        None,
        {"dashboard": "https://grafana.domain.tld/dashboard/db/alarms"},
        {},
        changed(state="alerting", title="[Alerting] CPU alert"),
    ),
    "grafana_v11_unified_firing": Recorded(
        "grafana",
        "High memory usage",
        FIRING,
        None,
        {
            "dashboard": "https://play.grafana.org/d/ece9fb32",
            "alert": "https://play.grafana.org/alerting/grafana/dd2f0260",
            "image": "https://grafana.com/assets/",
        },
        {"alertname": "Memory (copy)", "grafana_folder": "device"},
        changed(status="resolved", alerts__0__status="resolved"),
    ),
    "openstatus_webhook_test": Recorded(
        "openstatus",
        "test has recovered",
        RESOLVED,
        None,
        {"document": "http://openstat.us"},
        {"monitor": "test"},
        changed(status="error"),
    ),
    "pagerduty_events_v2_trigger": Recorded(
        "pagerduty",
        "DISK at 99% on machine prod-datapipe03.example.com",
        FIRING,
        "critical",
        {"alert": "https://monitoring.service.com", "document": "http://pagerduty.example.com"},
        {"component": "mysql", "group": "prod-datapipe"},
        lambda body: {"event_action": "resolve", "dedup_key": body["dedup_key"]},
    ),
    "pingdom_down": Recorded(
        "pingdom",
        "Alerta API on OpenShift is down",
        FIRING,
        "high",
        {"document": "http://api.alerta.io/"},
        {"hostname": "api.alerta.io"},
        changed(current_state="UP", previous_state="DOWN"),
    ),
    "sentry_event_alert_triggered": Recorded(
        "sentry",
        "A simple message-based issue.",
        FIRING,
        "info",
        {"alert": "https://sentry.io/organizations/hypro999-personal-organization/issues/1635261062/"},
        {"project": "zulip-integration-testing"},
        lambda body: {"action": "resolved", "data": {"issue": {"id": "1635261062", "title": "It is over"}}},
    ),
    "uptime_kuma_down": Recorded(
        "uptime-kuma",
        "test is down",
        FIRING,
        "down",
        {"document": "https://exampleXYZ.com"},
        {"monitor": "test"},
        lambda _: theirs("uptime_kuma_up"),
    ),
    "uptime_kuma_up": Recorded(
        "uptime-kuma",
        "test is up",
        RESOLVED,
        None,
        {"document": "https://example.com"},
        {"monitor": "test"},
        lambda _: theirs("uptime_kuma_down"),
    ),
    "uptime_kuma_test_button": Recorded("uptime-kuma", "Testing", FIRING, "warning"),  # a test has no end
}
NOT_ALERTS = {
    "aws_sns_subscription_confirmation": "asks whether its sender is welcome; tests/web/test_intake_sns.py",
    "pagerduty_events_v2_error_response_400": "an answer of the Events API; see tests/web/test_intake.py",
    "pagerduty_events_v2_error_response_429": "an answer of the Events API, too",
}


def read(source: str, body: Any) -> list[Alert]:
    return alerts_of(body, GOALERT) if source == "generic" else SOURCES[source].parse(body, {})


def test_every_file_is_held_against_something() -> None:
    if not THEIRS.exists():
        pytest.skip(f"{THEIRS} is absent: webhook bodies as the products send them")
    assert {path.stem for path in THEIRS.glob("*.json")} == RECORDED.keys() | NOT_ALERTS.keys()


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_body_is_the_right_alert(name: str) -> None:
    expected = RECORDED[name]
    found = read(expected.source, theirs(name))
    assert len(found) == expected.alerts
    alert = found[0]
    assert (alert.title, alert.state, alert.severity) == (expected.title, expected.state, expected.severity)
    assert expected.labels.items() <= alert.labels.items()
    assert "service" not in alert.labels
    for kind, beginning in expected.links.items():
        assert urls(alert, kind)[0].startswith(beginning)
    assert bool(alert.links) == bool(expected.links)
    assert alert.is_test == (name in {"uptime_kuma_test_button", "openstatus_webhook_test"})


@pytest.mark.parametrize("name", [name for name, expected in RECORDED.items() if expected.other])
def test_its_beginning_and_its_end_have_one_key(name: str) -> None:
    expected = RECORDED[name]
    assert expected.other
    body = theirs(name)
    this, other = read(expected.source, body)[0], read(expected.source, expected.other(body))[0]
    assert {this.state, other.state} == {FIRING, RESOLVED}
    assert this.dedup_key == other.dedup_key
