"""What Grafana sends: unified alerts, those of before, and its test button."""

from __future__ import annotations

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "grafana"


def test_a_unified_alert_brings_its_panel_and_its_picture() -> None:
    found = alert(SOURCE, theirs("grafana_v11_unified_firing"))
    assert (found.title, found.rule, found.state) == ("High memory usage", "Memory (copy)", AlertState.FIRING)
    assert (found.dedup_key, found.severity, found.is_test) == ("e6349a25f5ef0e9e", None, False)
    assert [url.partition("?")[2] for url in urls(found, "dashboard")] == ["orgId=1&viewPanel=2", "orgId=1"]
    assert urls(found, "image") == ["https://grafana.com/assets/img/blog/mixed_styles.png"]
    assert found.extra["values"] == '{"A":2473545728,"B":0,"C":1,"minute":9}'


def test_its_end_has_the_same_key() -> None:
    body = theirs("grafana_v11_unified_firing")
    resolved = alert(SOURCE, with_changes(body, status="resolved", alerts__0__status="resolved"))
    assert resolved.state is AlertState.RESOLVED
    assert resolved.dedup_key == alert(SOURCE, body).dedup_key


def test_a_rule_without_data_says_which_rule() -> None:
    found = alert(SOURCE, ours("grafana_no_data"))
    assert (found.title, found.rule) == ("DatasourceNoData: Orders per minute", "Orders per minute")
    assert (found.labels["service"], found.is_test) == ("checkout", False)


def test_the_test_button_is_a_test() -> None:
    found = alert(SOURCE, ours("grafana_test_button"))
    assert (found.title, found.is_test) == ("Notification test", True)


def test_a_legacy_alert_of_before() -> None:
    found = alert(SOURCE, ours("grafana_legacy_alerting"))
    assert (found.title, found.rule, found.severity) == ("CPU alert", "CPU alert", "warning")
    assert (found.labels["service"], found.description) == ("checkout", "The CPU is busy.")
    assert urls(found, "dashboard") == ["https://grafana.acme.example/d/GG2q/cpu?tab=alert&panelId=6&orgId=1"]
    assert found.extra == {"values": '{"web-1":93.5}'}


@pytest.mark.parametrize("name", ["grafana_legacy_alerting", "grafana_legacy_ok"])
def test_a_legacy_alert_fires_and_ends_under_one_key(name: str) -> None:
    body = ours(name) if name.endswith("alerting") else theirs(name)
    firing, no_data, ended = (
        alert(SOURCE, with_changes(body, state=state, title=f"[{state}] …")) for state in ("alerting", "no_data", "ok")
    )
    assert (firing.state, no_data.state, ended.state) == (AlertState.FIRING, AlertState.FIRING, AlertState.RESOLVED)
    assert firing.dedup_key == no_data.dedup_key == ended.dedup_key


def test_a_legacy_alert_without_a_severity_says_its_state() -> None:
    body = theirs("grafana_legacy_ok")
    assert alert(SOURCE, with_changes(body, state="alerting")).severity == "alerting"
    assert alert(SOURCE, body).severity is None


@pytest.mark.parametrize("state", ["pending", "paused"])
def test_what_is_not_yet_an_alert_is_nothing_to_do(state: str) -> None:
    assert alerts(SOURCE, with_changes(ours("grafana_legacy_alerting"), state=state)) == []


@pytest.mark.parametrize("body", [{"text": "a template of somebody"}, {"state": "ok"}, {"state": "x", "ruleName": "y"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Grafana: expected"):
        alerts(SOURCE, body)
