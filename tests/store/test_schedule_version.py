"""Schedules as they are kept: what is read is what was written, whatever is in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from incidentbot.domain.coverage import ALWAYS, Coverage, Window
from incidentbot.domain.rotation import Every, Monthly, OnWeekdays, Rotation
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.process import built_in
from incidentbot.store.schedule_version import written
from incidentbot.store.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = date(2026, 1, 5)
HOURS = Coverage(
    (Window(frozenset([4]), time(17), time(9), 3), Window.daily(time(20, 30), time(8))),
    frozenset([date(2026, 12, 25), date(2026, 1, 1)]),
)
ROTATIONS: list[Rotation | None] = [
    None,
    Every(START, time(9), timedelta(hours=12)),
    Every(START, time(9), timedelta(weeks=2), "Asia/Kolkata"),
    Monthly(START, time(9, 30)),
    Monthly(date(2026, 1, 31), time(0), 3, "UTC"),
    OnWeekdays(START, time(9), frozenset([4, 0])),
    OnWeekdays(START, time(9), frozenset(range(5)), 2, "Europe/Prague"),
]


@pytest.mark.parametrize("rotation", ROTATIONS)
@pytest.mark.parametrize("hours", [ALWAYS, HOURS])
def test_what_is_read_is_what_was_written(store: Store, rotation: Rotation | None, hours: Coverage) -> None:
    plain = Layer("a", ("alice", "bob"), rotation, 2, hours)
    full = Layer("ö", ("x",), rotation, 1, hours, "Pacific/Apia", ("dan",), 3, NOW, NOW + timedelta(days=1))
    schedule = Schedule("payments-primary", "Europe/Prague", (plain, full), hours)
    with store.begin() as tx:
        tx.add_schedule_versions({schedule.key: written(schedule), "gone": {}}, NOW, "v1")
    with store.read() as tx:
        found = tx.schedule_versions([schedule.key, "gone", "never"])
        assert tx.last_schedule_definitions() == {schedule.key: written(schedule), "gone": {}}
    assert found == {schedule.key: [(NOW, schedule)], "gone": [(NOW, Schedule("gone", "UTC"))], "never": []}


def test_the_same_schedule_is_the_same_text() -> None:
    """Sets are written in order, so that a restart of the bot does not look like an edit."""
    for schedule in built_in().schedules.values():
        text = json.dumps(written(schedule))
        assert json.dumps(json.loads(text)) == text
    days = OnWeekdays(START, time(9), frozenset([6, 0, 3, 5]))
    assert written(Schedule("a", "UTC", (Layer("a", ("x",), days),)))["layers"][0]["rotation"]["weekdays"] == [
        0,
        3,
        5,
        6,
    ]
