"""What Pingdom sends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "pingdom"


def test_a_check_that_is_down() -> None:
    found = alert(SOURCE, theirs("pingdom_down"))
    assert (found.title, found.state, found.severity) == (
        "Alerta API on OpenShift is down",
        AlertState.FIRING,
        "high",
    )
    assert found.description == "HTTP Server Error 503 Service Unavailable"
    assert found.started_at == datetime(2017, 6, 30, 22, 25, 43, tzinfo=UTC)
    assert urls(found, "document") == ["http://api.alerta.io/"]


def test_it_ends_under_the_same_key() -> None:
    ended = alert(SOURCE, with_changes(theirs("pingdom_down"), current_state="UP", previous_state="DOWN"))
    assert ended.state is AlertState.RESOLVED
    assert ended.dedup_key == alert(SOURCE, theirs("pingdom_down")).dedup_key
    assert ended.ended_at == datetime(2017, 6, 30, 22, 25, 43, tzinfo=UTC)


def test_tags_are_labels() -> None:
    found = alert(SOURCE, ours("pingdom_up"))
    assert (found.labels["service"], found.labels["shop"], found.state) == ("checkout", "true", AlertState.RESOLVED)


def test_a_transaction_check_fails_and_succeeds() -> None:
    body = ours("pingdom_up")
    failing, fine = (alert(SOURCE, with_changes(body, current_state=state)) for state in ("FAILING", "SUCCESS"))
    assert (failing.state, fine.state) == (AlertState.FIRING, AlertState.RESOLVED)


def test_a_paused_check_is_nothing_to_do() -> None:
    assert alerts(SOURCE, with_changes(ours("pingdom_up"), current_state="PAUSED")) == []


@pytest.mark.parametrize("body", [{}, {"current_state": "DOWN"}, {"check_id": 1, "current_state": "SIDEWAYS"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Pingdom: expected"):
        alerts(SOURCE, body)
