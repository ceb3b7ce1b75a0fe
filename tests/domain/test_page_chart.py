"""Which bars a picture of pages has, worked out by hand beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.page_chart import MOST_DAYS, chart_of
from incidentbot.domain.page_stats import PageFact
from tests.domain.test_page_stats import page

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_bar_for_each_day_also_where_nothing_was() -> None:
    pages = [
        page(1, at=MONDAY),
        page(5, at=MONDAY, priority="P2"),
        page(None, at=MONDAY + timedelta(days=2)),
    ]
    chart = chart_of(pages, MONDAY - timedelta(days=1), MONDAY + timedelta(days=3), "UTC")
    assert chart.begins == tuple(date(2026, 3, day) for day in (1, 2, 3, 4, 5))
    assert chart.pages == {"P1": (0, 1, 0, 1, 0), "P2": (0, 1, 0, 0, 0)}
    assert chart.median == (None, 180, None, None, None), "nobody acknowledged that of the 4th"
    assert chart.p90 == (None, 300, None, None, None)
    assert chart.busiest == (date(2026, 3, 2), 2)


def test_a_day_is_one_on_the_wall_of_the_zone() -> None:
    late = [page(1, at=MONDAY.replace(hour=23, minute=30))]
    for zone, day in (("UTC", date(2026, 3, 2)), ("Europe/Prague", date(2026, 3, 3))):
        assert chart_of(late, MONDAY, MONDAY + timedelta(days=1), zone).busiest == (day, 1)


def test_a_time_that_ends_at_midnight_has_no_bar_for_the_day_after() -> None:
    since, before = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    chart = chart_of([], since, before, "UTC")
    assert (chart.first, chart.last) == (date(2026, 3, 1), date(2026, 3, 2))


def test_a_long_time_is_drawn_by_weeks_from_monday_on() -> None:
    sunday = datetime(2026, 3, 8, 12, tzinfo=UTC)
    chart = chart_of([page(1, at=sunday)], MONDAY + timedelta(days=2), MONDAY + timedelta(days=200), "UTC")
    assert chart.is_weekly
    assert chart.begins[:2] == (date(2026, 3, 2), date(2026, 3, 9))
    assert chart.first == date(2026, 3, 4), "what was asked for"
    assert chart.busiest == (date(2026, 3, 2), 1)


def test_a_page_that_waited_for_coverage_hours_beyond_the_time_has_its_bar() -> None:
    waited = page(1, at=MONDAY + timedelta(days=3))
    chart = chart_of([waited], MONDAY, MONDAY + timedelta(days=1), "UTC")
    assert chart.busiest == (date(2026, 3, 5), 1)


moments = st.integers(0, 500 * 86_400).map(lambda seconds: MONDAY + timedelta(seconds=seconds))


@given(st.lists(st.tuples(moments, st.sampled_from(["P1", "P2", "P3"]))), moments, st.integers(1, 400))
def test_no_page_is_lost_and_bars_are_few(found: list[tuple[datetime, str]], since: datetime, days: int) -> None:
    pages: list[PageFact] = [page(1, at, priority=priority) for at, priority in found]
    chart = chart_of(pages, since, since + timedelta(days=days), "Europe/Prague")
    assert sum(sum(column) for column in chart.pages.values()) == len(pages)
    assert all(len(column) == len(chart.begins) for column in (*chart.pages.values(), chart.median, chart.p90))
    assert len(chart.begins) <= max(MOST_DAYS, 1 + (chart.last - chart.first).days // 7 + 1)
    assert all(later - earlier == chart.step for earlier, later in zip(chart.begins, chart.begins[1:], strict=False))
