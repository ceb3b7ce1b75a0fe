"""What Zabbix sends: the parameters of a media type, whatever its owner named them."""

from __future__ import annotations

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, urls, with_changes

SOURCE = "zabbix"


def test_a_problem() -> None:
    found = alert(SOURCE, ours("zabbix_problem"))
    assert (found.title, found.severity, found.rule) == (
        "Disk is nearly full on web-1",
        "high",
        "Disk is nearly full",
    )
    assert (found.labels["service"], found.labels["host"], found.labels["scope"]) == ("checkout", "web-1", "true")
    assert urls(found, "alert") == ["https://zabbix.acme.example/tr_events.php?triggerid=14032&eventid=10528"]
    assert urls(found, "document") == [], "a macro that was not filled in is no address"
    assert found.extra == {"operational_data": "Used: 97 %"}


def test_it_ends_under_the_same_key() -> None:
    body = ours("zabbix_problem")
    ended = alert(SOURCE, with_changes(body, event_value="0", alert_subject="Resolved in 3m: Disk is nearly full"))
    assert (ended.state, ended.dedup_key) == (AlertState.RESOLVED, alert(SOURCE, body).dedup_key)


def test_an_update_that_acknowledges_is_an_acknowledgement() -> None:
    body = with_changes(ours("zabbix_problem"), event_update_status="1", event_update_action="acknowledged, commented")
    assert alert(SOURCE, body).state is AlertState.ACKNOWLEDGED
    taken_back = with_changes(body, event_update_action="unacknowledged")
    assert alert(SOURCE, taken_back).state is AlertState.FIRING


def test_a_small_body_with_names_of_its_own() -> None:
    found = alert(SOURCE, ours("zabbix_small"))
    ended = alert(SOURCE, with_changes(ours("zabbix_small"), status="OK"))
    assert (found.title, found.severity) == ("Zabbix agent on web-1 is unreachable", "disaster")
    assert (found.state, ended.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert found.dedup_key == ended.dedup_key
    assert urls(found, "alert") == ["https://zabbix.acme.example/tr_events.php?triggerid=14032&eventid=10528"]


def test_the_subject_of_the_default_messages_is_enough() -> None:
    problem = {"Subject": "Problem: Disk is full", "Message": "Severity: High\nOriginal problem ID: 77", "To": "ops"}
    ended = {"Subject": "Resolved in 3m 4s: Disk is full", "Message": "Original problem ID: 77", "To": "ops"}
    found = [alert(SOURCE, body) for body in (problem, ended)]
    assert [one.state for one in found] == [AlertState.FIRING, AlertState.RESOLVED]
    assert {one.dedup_key for one in found} == {"event/77"}
    assert {one.title for one in found} == {"Disk is full"}


def test_the_severity_may_be_a_number() -> None:
    body = ours("zabbix_problem")
    del body["event_severity"]
    assert alert(SOURCE, body).severity == "high"
    assert alert(SOURCE, with_changes(body, event_nseverity=0)).severity == "not_classified"


def test_tags_may_come_as_json() -> None:
    tags = '[{"tag": "service", "value": "orders"}, {"tag": "team", "value": "logistics"}]'
    found = alert(SOURCE, with_changes(ours("zabbix_problem"), event_tags_json=tags))
    assert (found.labels["service"], found.labels["team"]) == ("orders", "logistics")


def test_the_test_button_is_a_test() -> None:
    assert alert(SOURCE, ours("zabbix_test_button")).is_test
    assert not alert(SOURCE, ours("zabbix_problem")).is_test


@pytest.mark.parametrize("body", [{}, {"event_value": "1"}, {"event_name": "Disk", "status": "asleep"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Zabbix: expected"):
        alerts(SOURCE, body)
