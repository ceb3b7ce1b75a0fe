"""The fixtures keep what conftest.py promises, so that a green test means something."""

from __future__ import annotations

import os
import socket

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.missing import missing


def test_at_home_a_missing_thing_is_a_reason_to_skip(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Chromium is missing here"):
        missing("Chromium")


def test_in_ci_a_missing_thing_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing, and with CI=true nothing is skipped"):
        missing("Chromium")


def test_nothing_leaves_this_machine():
    with pytest.raises(PermissionError, match="a test tried to look up"):
        socket.getaddrinfo("slack.example", 443)
    with pytest.raises(PermissionError, match="a test tried to reach"), socket.socket() as plug:
        plug.connect(("192.0.2.1", 443))


def test_nobody_elses_settings_are_seen():
    assert not [name for name in os.environ if name.startswith(("SLACK_", "INCIDENTBOT_", "DATABASE_URL"))]


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_finds_an_empty_database_and_may_leave_it_open(database_url, round_):
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    connection = engine.connect()
    connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    connection.commit()
    connection.execute(text("SELECT * FROM left_behind"))  # and a transaction that nobody ends


def test_a_page_complains_about_what_a_person_would_not_see(page, complaints):
    page.evaluate("console.error('hm')")
    with page.expect_console_message(lambda message: "Failed to load resource" in message.text):
        page.evaluate("fetch('http://192.0.2.1/x', {mode: 'no-cors'}).catch(() => 0)")
    assert complaints[0] == "console: hm"
    assert "left this machine: http://192.0.2.1/x" in complaints
    complaints.clear()
