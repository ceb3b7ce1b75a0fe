"""What Alertmanager sends, and what imitates it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertLink, AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "alertmanager"


def test_each_alert_of_a_group_has_its_own_state() -> None:
    first, second = alerts(SOURCE, ours("alertmanager_v4"))
    assert (first.state, second.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert first.started_at == datetime(2026, 3, 2, 8, 0, 0, 123456, UTC)
    assert first.ended_at is None, "0001-01-01 means that it has not ended"
    assert second.ended_at == datetime(2026, 3, 2, 8, 1, tzinfo=UTC)


def test_labels_and_annotations_say_what_is_wrong_and_whose_it_is() -> None:
    first, _ = alerts(SOURCE, ours("alertmanager_v4"))
    assert (first.title, first.severity, first.rule) == ("Checkout answers 5xx", "critical", "HighErrorRate")
    assert first.labels["service"] == "checkout"
    assert first.labels["team"] == "payments"
    assert first.description == "12 % of the requests fail.\nIt began after the deploy."
    assert first.extra == {"value": "0.12", "receiver": "incidentbot", "truncated_alerts": "3"}


def test_annotations_with_addresses_are_links() -> None:
    first, _ = alerts(SOURCE, ours("alertmanager_v4"))
    assert first.links == (
        AlertLink("runbook", "runbook_url", "https://runbooks.acme.example/checkout"),
        AlertLink("dashboard", "dashboard_url", "https://grafana.acme.example/d/checkout"),
        AlertLink("alert", "Alert rule", "https://prometheus.acme.example/graph?g0.expr=up+%3D%3D+0"),
        AlertLink("alert", "All alerts", "https://alertmanager.acme.example"),
    )


@pytest.mark.parametrize("name", ["alertmanager_v4_mixed", "alertmanager_minimal_goalert_test"])
def test_without_a_fingerprint_the_labels_are_the_key(name: str) -> None:
    body = theirs(name)
    firing = alert(SOURCE, body)
    backwards = dict(reversed(body["alerts"][0]["labels"].items()))
    resolved = alert(SOURCE, with_changes(body, alerts__0__status="resolved", alerts__0__labels=backwards))
    assert (firing.state, resolved.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert firing.dedup_key == resolved.dedup_key
    other = alert(SOURCE, with_changes(body, alerts__0__labels__instance="web-2"))
    assert other.dedup_key != firing.dedup_key


def test_an_old_one_with_a_local_offset() -> None:
    found = alert(SOURCE, theirs("alertmanager_v4_mixed"))
    assert (found.title, found.severity, found.rule) == ("No things for over 10 minutes", "critical", "thing_dead")
    assert found.started_at == datetime(2017, 8, 3, 19, 17, 37, 804000, UTC)
    assert len(urls(found, "runbook")) == 2
    assert urls(found, "alert")[0].startswith("http://somehost:9090/graph?")


def test_a_minimal_one_says_what_it_can() -> None:
    found = alert(SOURCE, theirs("alertmanager_minimal_goalert_test"))
    assert (found.title, found.description, found.rule) == ("My alert summary", "My description", "TestAlert")
    assert found.labels == {"alertname": "TestAlert"}, "its own labels, not those of another group"
    assert (found.severity, found.started_at, found.is_test) == (None, None, False)


def test_the_fingerprint_is_the_key() -> None:
    found = alerts(SOURCE, theirs("alertmanager_zulip_two_alerts"))
    assert [one.dedup_key for one in found] == ["a1bc48475b20e73d", "c2ea85182f28cbd9"]
    assert {one.title for one in found} == {"High CPU core temperature"}
    assert {one.severity for one in found} == {"critical"}


def test_an_alert_without_a_status_has_that_of_its_group() -> None:
    body = with_changes(ours("alertmanager_v4"), status="resolved")
    del body["alerts"][0]["status"]
    assert alerts(SOURCE, body)[0].state is AlertState.RESOLVED


def test_a_state_that_nobody_knows_is_not_the_end() -> None:
    assert (
        alerts(SOURCE, with_changes(ours("alertmanager_v4"), alerts__1__status="muted"))[1].state is AlertState.FIRING
    )


@pytest.mark.parametrize("body", [{}, [], None, {"alerts": {}}, {"alerts": ["x"]}, {"alerts": [{}]}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Alertmanager: expected"):
        alerts(SOURCE, body)


def test_an_empty_group_is_nothing_to_do() -> None:
    assert alerts(SOURCE, {"version": "4", "status": "firing", "alerts": []}) == []
