"""What Datadog sends: a body that its owner laid out, with the variables that Datadog offers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "datadog"


def test_a_recorded_one_fires_and_recovers_under_one_key() -> None:
    firing, ended = (alert(SOURCE, theirs(f"datadog_custom_{state}")) for state in ("triggered", "recovered"))
    assert (firing.state, ended.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert firing.dedup_key == ended.dedup_key
    assert firing.title == ended.title == firing.rule == "Dock is almost out of memory..."
    assert (firing.severity, ended.severity) == ("alert", None)
    assert (firing.labels["host"], firing.labels["role"]) == ("i-3b93aafb", "dock")
    assert urls(firing, "alert") == ["https://app.datadoghq.com/event/event?id=3089904566766935419"]
    assert firing.started_at == datetime(2015, 11, 25, 7, 12, 10, tzinfo=UTC)
    assert firing.description.startswith("restart docker\n"), "without Datadog's mark for Markdown"


def test_the_default_body_says_everything_in_its_title() -> None:
    found = alert(SOURCE, ours("datadog_default"))
    assert found.title == "[Checkout] Too many errors", "brackets that are the monitor's own stay"
    assert (found.severity, found.state, found.is_test) == ("p1", AlertState.FIRING, False)
    assert (found.labels["service"], found.labels["host"]) == ("checkout", "web-1")


def test_the_default_body_recovers_under_the_same_key() -> None:
    title = "[P1] [Recovered on {host:web-1,service:checkout}] [Checkout] Too many errors"
    ended = alert(SOURCE, with_changes(ours("datadog_default"), title=title, id="9", body="fine again"))
    assert ended.state is AlertState.RESOLVED
    assert ended.dedup_key == alert(SOURCE, ours("datadog_default")).dedup_key
    elsewhere = alert(SOURCE, with_changes(ours("datadog_default"), title=title.replace("web-1", "web-2")))
    assert elsewhere.dedup_key != ended.dedup_key


def test_a_body_laid_out_by_its_owner_is_known_by_the_names_of_the_variables() -> None:
    found = alert(SOURCE, ours("datadog_laid_out"))
    assert (found.title, found.rule, found.severity) == ("Too many errors", "Too many errors", "p3")
    assert found.dedup_key == "7716548234055550000"
    assert (found.labels["service"], found.labels["team"], found.labels["environment"]) == (
        "checkout",
        "payments",
        "production",
    )
    assert (found.labels["host"], found.labels["metric"], found.labels["monitor"]) == (
        "web-1",
        "checkout.errors",
        "true",
    )
    assert (found.description, urls(found, "image")) == (
        "Orders fail.",
        ["https://p.datadoghq.com/snapshot/view/1.png"],
    )


def test_fields_may_stand_one_level_down() -> None:
    body = {"title": "[Triggered] Slow", "metadata": {"ALERT_CYCLE_KEY": "42", "ALERT_TRANSITION": "Recovered"}}
    assert (alert(SOURCE, body).dedup_key, alert(SOURCE, body).state) == ("42", AlertState.RESOLVED)


@pytest.mark.parametrize(
    ("transition", "state", "severity"),
    [
        ("Triggered", AlertState.FIRING, "alert"),
        ("Re-Triggered", AlertState.FIRING, "alert"),
        ("Warn", AlertState.FIRING, "warning"),
        ("No Data", AlertState.FIRING, "no_data"),
        ("Re-No Data", AlertState.FIRING, "no_data"),
        ("Renotify", AlertState.FIRING, "alert"),
        ("Recovered", AlertState.RESOLVED, None),
        ("Something new", AlertState.FIRING, None),
    ],
)
def test_transitions(transition: str, state: AlertState, severity: str | None) -> None:
    found = alert(SOURCE, {"alert_transition": transition, "title": "Slow", "alert_id": 7})
    assert (found.state, found.severity) == (state, severity)


def test_a_group_of_a_monitor_does_not_end_another() -> None:
    body = {"title": "Slow", "aggreg_key": "9bd4", "alert_scope": "host:a", "alert_transition": "Triggered"}
    assert alert(SOURCE, body).dedup_key != alert(SOURCE, with_changes(body, alert_scope="host:b")).dedup_key


def test_a_variable_that_datadog_did_not_fill_in_says_nothing() -> None:
    body = {
        "title": "[Triggered] Slow",
        "alert_cycle_key": "$ALERT_CYCLE_KEY",
        "service": "$TAGS[service]",
        "alert_id": "7",
    }
    assert alert(SOURCE, body).dedup_key == "7/"
    assert "service" not in alert(SOURCE, body).labels


def test_an_event_of_before_the_transitions_has_a_type() -> None:
    assert alert(SOURCE, {"title": "Slow", "alert_type": "success"}).state is AlertState.RESOLVED
    assert alert(SOURCE, {"title": "Slow", "alert_type": "error"}).severity == "error"


def test_the_priority_of_the_event_is_not_that_of_the_monitor() -> None:
    assert alert(SOURCE, {"title": "[Triggered] Slow", "priority": "normal"}).severity == "alert"
    assert alert(SOURCE, {"title": "[Triggered] Slow", "priority": "P2"}).severity == "p2"


def test_the_test_button_is_a_test() -> None:
    found = alert(SOURCE, {"title": "[TEST] [Triggered on {host:web-1}] Slow"})
    assert (found.title, found.is_test) == ("Slow", True)


def test_another_shape_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownShape, match="Datadog: expected a title"):
        alerts(SOURCE, {"hello": "world"})
