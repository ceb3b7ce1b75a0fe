"""What Healthchecks sends: a body that its owner laid out, or all at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, with_changes

SOURCE = "healthchecks"


def test_a_check_goes_down_and_comes_back_under_one_key() -> None:
    body = ours("healthchecks_down")
    down, up = alert(SOURCE, body), alert(SOURCE, with_changes(body, status="up"))
    assert (down.title, up.title) == ("Nightly backup is down", "Nightly backup is up")
    assert (down.state, up.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert down.dedup_key == up.dedup_key
    assert (down.severity, down.description) == ("down", "disk full")
    assert down.labels == {"check": "Nightly backup", "prod": "true", "service": "orders"}
    assert down.started_at == up.ended_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("lay_out", [lambda check: check, lambda check: {"check": check}])
def test_the_whole_check_at_once_is_the_same_check(lay_out) -> None:
    found = alert(SOURCE, lay_out(ours("healthchecks_json")))
    assert (found.title, found.description) == ("Nightly backup is down", "Copies the orders")
    assert found.dedup_key == alert(SOURCE, ours("healthchecks_down")).dedup_key


def test_the_address_that_keeps_a_check_alive_is_a_secret() -> None:
    assert "hc-ping" not in repr(alert(SOURCE, ours("healthchecks_json")))


def test_a_name_and_a_status_are_enough() -> None:
    assert alert(SOURCE, {"name": "Backup", "status": "down"}).dedup_key == "check/Backup"


@pytest.mark.parametrize("status", ["grace", "paused", "new"])
def test_what_is_not_yet_down_is_nothing_to_do(status: str) -> None:
    assert alerts(SOURCE, {"name": "Backup", "status": status}) == []


def test_the_test_button_is_a_test() -> None:
    assert alert(SOURCE, {"name": "TEST", "status": "down"}).is_test
    assert not alert(SOURCE, ours("healthchecks_down")).is_test


@pytest.mark.parametrize("body", [{}, {"status": "down"}, {"name": "$NAME", "status": "$STATUS"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Healthchecks: expected"):
        alerts(SOURCE, body)
