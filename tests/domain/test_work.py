"""How long failed work waits, and how it is known at the provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.people import Cause
from incidentbot.domain.work import Work, delay_before_retry

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (10**9, 60)]
)
def test_the_delay_doubles_up_to_a_minute(attempt: int, seconds: int) -> None:
    assert delay_before_retry(attempt, None, jitter=0) == timedelta(seconds=seconds)


def test_what_the_provider_asks_for_is_honoured_to_the_second() -> None:
    assert delay_before_retry(9, timedelta(seconds=7), jitter=1) == timedelta(seconds=7)
    assert delay_before_retry(1, timedelta(0), jitter=1) == timedelta(0)
    assert delay_before_retry(1, timedelta(hours=1), jitter=0) == timedelta(hours=1)


@given(st.integers(1, 60), st.floats(0, 1))
def test_the_dice_take_away_up_to_a_half(attempt: int, jitter: float) -> None:
    longest = delay_before_retry(attempt, None, 0)
    assert longest / 2 <= delay_before_retry(attempt, None, jitter) <= longest


def work(dedup_key: str | None) -> Work:
    return Work(5, "message.post", None, "", 5, NOW, 2, False, NOW, {}, dedup_key)


def test_work_is_known_at_the_provider_by_the_same_key_at_every_attempt() -> None:
    assert work("card:INC-1").key == "card:INC-1"
    assert work(None).key == "work:5"


def test_an_attempt_at_work_is_a_cause() -> None:
    assert work(None).cause == Cause("work", "5", 2)
