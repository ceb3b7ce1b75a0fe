"""Instants come back as they went in: UTC, to the microsecond, in an order that both databases sort alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import StatementError

from incidentbot.store.store import Store
from incidentbot.store.tables import lane

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def kept(store: Store, *moments: datetime) -> list[datetime]:
    """Written down, and read in the database's own order."""
    with store.engine.begin() as connection:
        rows = [{"name": f"{number}", "ready_at": moment} for number, moment in enumerate(moments)]
        connection.execute(insert(lane), rows)
        return list(connection.scalars(select(lane.c.ready_at).order_by(lane.c.ready_at)))


def test_a_naive_datetime_is_refused_with_the_reason(store: Store) -> None:
    with pytest.raises(StatementError, match=r"a naive datetime is not an instant: .* give it a time zone"):
        kept(store, datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 (that is the story)


def test_a_naive_datetime_is_refused_in_a_question_too(store: Store) -> None:
    with pytest.raises(StatementError, match="naive"), store.read() as tx:
        tx.next_due(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001


def test_every_zone_comes_back_as_utc_to_the_microsecond(store: Store) -> None:
    prague = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=ZoneInfo("Europe/Prague"))
    [found] = kept(store, prague)
    assert found == NINE.replace(microsecond=123456)
    assert found.utcoffset() == timedelta(0)


def test_the_database_sorts_instants_as_time_does(store: Store) -> None:
    moments = [
        NINE,
        NINE + timedelta(microseconds=1),
        NINE - timedelta(microseconds=1),
        NINE.astimezone(timezone(timedelta(hours=14))) + timedelta(seconds=1),
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2199, 1, 1, tzinfo=UTC),
    ]
    assert kept(store, *moments) == sorted(moments)


def test_the_two_hours_that_share_a_wall_clock_stay_apart(store: Store) -> None:
    """On 25 October 2026 it is 02:30 twice in Prague."""
    prague = ZoneInfo("Europe/Prague")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=prague)
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=prague)
    found = kept(store, second, first)
    assert found[1] - found[0] == timedelta(hours=1)


def test_the_earliest_of_them_is_an_instant_too(store: Store) -> None:
    kept(store, NINE, NINE - timedelta(days=1))
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.min(lane.c.ready_at))) == NINE - timedelta(days=1)


def test_nothing_is_nothing(store: Store) -> None:
    with store.read() as tx:
        assert tx.next_due(NINE) is None
