"""What Uptime Kuma sends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "uptime-kuma"


def test_down_and_up_have_one_key() -> None:
    down, up = (alert(SOURCE, theirs(f"uptime_kuma_{state}")) for state in ("down", "up"))
    assert (down.state, up.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert down.dedup_key == up.dedup_key
    assert (down.title, up.title) == ("test is down", "test is up")
    assert (down.severity, down.description) == ("down", "timeout of 16000ms exceeded")
    assert urls(down, "document") == ["https://exampleXYZ.com"]


def test_times_are_utc_whatever_the_zone_beside_them() -> None:
    down, up = (alert(SOURCE, theirs(f"uptime_kuma_{state}")) for state in ("down", "up"))
    assert down.started_at == datetime(2023, 7, 31, 18, 56, 15, 374000, UTC)
    assert up.ended_at == datetime(2023, 7, 31, 18, 56, 57, 151000, UTC)


def test_tags_are_labels() -> None:
    found = alert(SOURCE, ours("uptime_kuma_tagged"))
    assert (found.labels["service"], found.labels["shop"]) == ("checkout", "true")
    assert found.title == "Checkout page is down"


def test_the_test_button_sends_nothing_but_a_message() -> None:
    found = alert(SOURCE, theirs("uptime_kuma_test_button"))
    assert (found.title, found.is_test) == ("Testing", True)


def test_a_certificate_sends_nothing_but_a_message_too() -> None:
    body = ours("uptime_kuma_certificate")
    found = alert(SOURCE, body)
    assert not found.is_test
    assert (found.state, found.severity) == (AlertState.FIRING, "warning")
    a_week_later = alert(SOURCE, with_changes(body, msg=body["msg"].replace("14", "7")))
    assert a_week_later.dedup_key == found.dedup_key


@pytest.mark.parametrize("status", [2, 3])
def test_pending_and_maintenance_are_nothing_to_do(status: int) -> None:
    assert alerts(SOURCE, with_changes(ours("uptime_kuma_tagged"), heartbeat__status=status)) == []


@pytest.mark.parametrize("body", [{}, {"heartbeat": {"status": 9}, "monitor": {"id": 1}}, {"heartbeat": {"status": 0}}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="Uptime Kuma: expected"):
        alerts(SOURCE, body)
