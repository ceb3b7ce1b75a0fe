"""An alert that comes and goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.flapping import SAME_ALERT_WITHIN, is_flapping, returned

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "same"),
    [
        (timedelta(0), True),
        (SAME_ALERT_WITHIN, True),
        (SAME_ALERT_WITHIN + timedelta(microseconds=1), False),
    ],
)
def test_it_is_the_same_alert_while_it_was_closed_a_moment_ago(ago: timedelta, same: bool) -> None:
    assert returned(NOW - ago, NOW) is same


def test_an_alert_that_was_never_closed_has_not_returned() -> None:
    assert not returned(None, NOW)


def test_flapping_is_said_at_the_third_return_and_once() -> None:
    told, said = False, []
    for returns in range(1, 7):
        if is_flapping(returns, told):
            told = True
            said.append(returns)
    assert said == [3]
