"""What Sentry sends: issues, events, metric alerts, and the plugin of before."""

from __future__ import annotations

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "sentry"


def test_an_issue_alert() -> None:
    found = alert(SOURCE, theirs("sentry_event_alert_triggered"), {"Sentry-Hook-Resource": "event_alert"})
    assert (found.title, found.severity, found.state) == ("A simple message-based issue.", "info", AlertState.FIRING)
    assert (found.dedup_key, found.rule) == ("issue/1635261062", "Send a webhook payload to Webhook.site")
    assert (found.labels["project"], found.labels["server_name"]) == ("zulip-integration-testing", "hp-pavilion")
    assert urls(found, "alert")[0].startswith("https://sentry.io/organizations/hypro999-personal-organization/issues/")


def test_an_issue_alert_ends_when_its_issue_is_resolved() -> None:
    resolved = with_changes(ours("sentry_issue_created"), action="resolved", data__issue__id="1635261062")
    ended = alert(SOURCE, resolved)
    assert ended.state is AlertState.RESOLVED
    assert ended.dedup_key == alert(SOURCE, theirs("sentry_event_alert_triggered")).dedup_key


def test_an_issue() -> None:
    found = alert(SOURCE, ours("sentry_issue_created"), {"sentry-hook-resource": "issue"})
    assert (found.title, found.severity) == ("KeyError: 'currency'", "error")
    assert (found.labels["team"], found.labels["project"]) == ("payments", "checkout")
    assert urls(found, "alert") == ["https://acme.sentry.io/issues/1170820242/"]
    assert (found.extra["issue"], found.extra["events"]) == ("CHECKOUT-9", "7")


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("unresolved", AlertState.FIRING),
        ("resolved", AlertState.RESOLVED),
        ("archived", AlertState.RESOLVED),
        ("ignored", AlertState.RESOLVED),
    ],
)
def test_what_happens_to_an_issue_happens_under_one_key(action: str, state: AlertState) -> None:
    found = alert(SOURCE, with_changes(ours("sentry_issue_created"), action=action))
    assert (found.state, found.dedup_key) == (state, "issue/1170820242")


def test_a_person_who_was_assigned_is_not_a_team_and_has_not_acknowledged() -> None:
    body = with_changes(ours("sentry_issue_created"), data__issue__assignedTo={"type": "user", "name": "Alice"})
    assert "team" not in alert(SOURCE, body).labels
    assert alerts(SOURCE, with_changes(body, action="assigned")) == []


def test_a_metric_alert_becomes_worse_and_ends_under_one_key() -> None:
    body = ours("sentry_metric_alert")
    warning, critical, ended = (
        alert(SOURCE, with_changes(body, action=action, data__description_title=f"{action.title()}: Too many errors"))
        for action in ("warning", "critical", "resolved")
    )
    assert (warning.severity, critical.severity, ended.severity) == ("warning", "critical", None)
    assert (critical.state, ended.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert len({warning.dedup_key, critical.dedup_key, ended.dedup_key}) == 1
    assert critical.title == critical.rule == "Too many errors"
    assert (critical.labels["environment"], critical.labels["project"]) == ("production", "checkout")
    assert urls(critical, "alert") == ["https://sentry.io/organizations/acme/alerts/1/"]


def test_the_plugin_of_before_speaks_of_the_same_issues() -> None:
    found = alert(SOURCE, ours("sentry_plugin"))
    assert (found.title, found.severity, found.dedup_key) == ("The card was charged twice", "error", "issue/4218258981")
    assert (found.labels["environment"], found.labels["project"]) == ("production", "checkout")
    assert found.is_test, "Sentry marks the events of its test button"


@pytest.mark.parametrize("resource", ["installation", "comment"])
def test_what_is_not_an_alert_is_nothing_to_do(resource: str) -> None:
    body = {"action": "created", "data": {resource: {"uuid": "x"}}}
    assert alerts(SOURCE, body, {"Sentry-Hook-Resource": resource}) == []


def test_another_shape_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownShape, match="Sentry: expected"):
        alerts(SOURCE, {"action": "triggered", "data": {}})
