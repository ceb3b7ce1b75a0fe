"""Silence is what is reported: when a heartbeat is missing, and the alert that it becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.domain.heartbeat import alert_of, is_missing
from incidentbot.domain.routing import route
from incidentbot.process import parse

LAST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERY, GRACE = timedelta(minutes=5), timedelta(minutes=2)


@pytest.mark.parametrize(
    ("after", "missing"),
    [
        (timedelta(0), False),
        (EVERY + GRACE, False),
        (EVERY + GRACE + timedelta(microseconds=1), True),
        (timedelta(days=30), True),
        (timedelta(minutes=-1), False),  # a clock that was put back
    ],
)
def test_it_is_missing_when_its_time_and_its_grace_are_over(after: timedelta, missing: bool) -> None:
    assert is_missing(LAST, EVERY, GRACE, LAST + after) is missing


def test_it_is_one_alert_from_its_silence_to_its_next_sign_of_life() -> None:
    missing, heard = (alert_of("backup", AlertState(state), LAST, EVERY) for state in ("firing", "resolved"))
    assert missing.dedup_key == heard.dedup_key != alert_of("other", AlertState.FIRING, LAST, EVERY).dedup_key
    assert (missing.state, heard.state) == (AlertState.FIRING, AlertState.RESOLVED)
    assert missing.title == "Nothing was heard of backup"
    assert "every 5 min. The last one came at 2026-03-02 09:00:00 UTC" in missing.description


def test_it_is_routed_by_what_the_process_file_says_of_its_sender() -> None:
    process = parse(
        "people: {a: }\nteams: {ops: {owner: a}}\nservices: {backups: {team: ops, tier: 1}}\n"
        "integrations: {backup: {labels: {service: backups}, heartbeat: {every: 5m}}}\n"
    )
    alert = alert_of("backup", AlertState.FIRING, LAST, EVERY)
    found = route(alert, process, process.integration("backup"), LAST)
    assert (found.service, found.team, found.priority, found.is_ready) == ("backups", "ops", "P1", True)
