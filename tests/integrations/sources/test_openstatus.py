"""What OpenStatus sends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "openstatus"


def test_a_monitor_in_error_degraded_and_recovered_has_one_key() -> None:
    body = ours("openstatus_error")
    error, degraded, recovered = (
        alert(SOURCE, with_changes(body, status=status)) for status in ("error", "degraded", "recovered")
    )
    assert (error.title, error.severity) == ("Checkout API is failing", "error")
    assert (degraded.title, degraded.severity) == ("Checkout API is degraded", "degraded")
    assert (recovered.title, recovered.severity) == ("Checkout API has recovered", None)
    assert [one.state for one in (error, degraded, recovered)] == [
        AlertState.FIRING,
        AlertState.FIRING,
        AlertState.RESOLVED,
    ]
    assert error.dedup_key == degraded.dedup_key == recovered.dedup_key
    assert error.started_at == recovered.ended_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert (error.description, urls(error, "document")) == ("Service Unavailable", ["https://api.acme.example/health"])
    assert not error.is_test


def test_the_test_button_is_a_test() -> None:
    found = alert(SOURCE, theirs("openstatus_webhook_test"))
    assert (found.title, found.state, found.is_test) == ("test has recovered", AlertState.RESOLVED, True)


@pytest.mark.parametrize("body", [{}, {"status": "error"}, {"monitor": {"id": 1}, "status": "asleep"}])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="OpenStatus: expected"):
        alerts(SOURCE, body)
