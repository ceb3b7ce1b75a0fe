"""Figures about pages, worked out by hand beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.page_stats import Interruption, PageFact, figures, interrupted_nights

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)


def page(took: float | None = None, at: datetime = MONDAY, **more: object) -> PageFact:
    usual: dict[str, object] = {"within": timedelta(minutes=5), "priority": "P1", "environment": "production"}
    acknowledged = (
        {"acknowledged_at": at + timedelta(minutes=took), "acknowledged_by": "alice"} if took is not None else {}
    )
    return PageFact(asked_at=at, **{**usual, **acknowledged, **more})  # type: ignore[arg-type]


def test_counted_together_and_by_what_pages_have_in_common() -> None:
    pages = [
        page(1, service="checkout", notifications=2, rules=("cpu", "disk")),
        page(4, service="checkout", notifications=3, rules=("disk",)),
        page(10, service="search", at=SATURDAY, acknowledged_by="bob", notifications=7),
        page(None, priority="P2"),
    ]
    found = figures(pages, (), "Europe/Prague", {})
    total = found.total
    assert (total.pages, total.notifications, total.acknowledged, total.in_time) == (4, 12, 3, 2)
    assert (total.median, total.p90, total.share_in_time) == (240, 600, 0.5)
    named = {what: [(line.key, line.pages) for line in lines] for what, lines in found.by.items()}
    assert named == {
        "person": [("alice", 2), ("bob", 1)],
        "team": [("nobody", 4)],
        "service": [("checkout", 2), ("nobody", 1), ("search", 1)],
        "alert rule": [("disk", 2), ("cpu", 1)],
        "priority": [("P1", 3), ("P2", 1)],
        "environment": [("production", 4)],
        "hour": [("00", 1), ("10", 3)],
        "day": [("working week", 3), ("weekend", 1)],
    }


def test_nothing_at_all_has_no_times() -> None:
    found = figures([], (), "UTC", {})
    assert (found.total.pages, found.total.median, found.total.p90, found.total.share_in_time) == (0, None, None, None)


@pytest.mark.parametrize(
    ("hour", "minute", "is_night"), [(21, 59, False), (22, 0, True), (3, 0, True), (6, 59, True), (7, 0, False)]
)
def test_a_night_is_from_ten_to_seven(hour: int, minute: int, is_night: bool) -> None:
    at = datetime(2026, 3, 2, hour, minute, tzinfo=UTC)
    assert interrupted_nights([Interruption("alice", at)], "UTC", {}) == ({"alice": 1} if is_night else {})


def test_a_night_is_one_night_and_ones_own() -> None:
    evening, morning = datetime(2026, 3, 2, 22, 30, tzinfo=UTC), datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    found = [Interruption(who, at) for who in ("alice", "bob") for at in (evening, morning)]
    found.append(Interruption("alice", evening + timedelta(days=1)))
    zones = {"bob": "America/New_York"}
    assert interrupted_nights(found, "UTC", zones) == {"alice": 2, "bob": 1}, "in New York it is midnight at five"


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=50))
def test_nine_of_ten_took_at_most_the_p90_and_half_the_median(minutes: list[float]) -> None:
    total = figures([page(each) for each in minutes], (), "UTC", {}).total
    assert total.median is not None
    assert total.p90 is not None
    took = [timedelta(minutes=each).total_seconds() for each in minutes]
    assert sum(each <= total.p90 for each in took) >= 0.9 * len(took)
    assert sum(each <= total.median for each in took) >= 0.5 * len(took)
    assert total.median <= total.p90
