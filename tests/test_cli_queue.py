"""`incidentbot queue`: what waits, in working order, without the bot running."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from incidentbot.cli import app
from incidentbot.store.store import Store
from tests.stores import url_of
from tests.world import MONDAY, P1, P3, a_ticket

PROCESS = """
people: {alice: {}}
teams: {payments: {owner: alice}, search: {owner: alice}}
"""
Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> Ask:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url_of(sqlite_store))
    (tmp_path / "mine.yml").write_text(PROCESS)
    monkeypatch.setenv("INCIDENTBOT_PROCESS", str(tmp_path / "mine.yml"))
    with sqlite_store.begin() as tx:
        for title, judged, team in (("logs are noisy", P3, "search"), ("checkout is down", P1, "payments")):
            a_ticket(tx, MONDAY, title=title, judged=judged, team=team)
    return lambda *arguments: CliRunner().invoke(app, ["queue", *arguments])


def test_the_most_urgent_comes_first_with_what_a_person_must_know(ask: Ask) -> None:
    first, second = ask().stdout.splitlines()
    assert first.startswith("P1  T-2  checkout is down  [payments, nobody, open; due 2026-03-02 09:00 UTC]")
    assert second.startswith("P3  T-1  logs are noisy  [search, nobody, open; overdue since 2026-03-09 09:00 UTC]")


def test_one_team_has_its_own(ask: Ask) -> None:
    assert [line.split("  ")[1] for line in ask("search").stdout.splitlines()] == ["T-1"]


def test_programs_read_json(ask: Ask) -> None:
    told = json.loads(ask("--json", "--limit", "1").stdout)
    assert told["has_more"]
    assert [(one["label"], one["team"], one["due_at"]) for one in told["tickets"]] == [
        ("T-2", "payments", "2026-03-02T09:00:00+00:00")
    ]


def test_a_longer_queue_says_that_it_goes_on(ask: Ask) -> None:
    assert ask("--limit", "1").stdout.splitlines()[-1] == "… and more: --limit shows them"


def test_a_team_that_is_not_there(ask: Ask) -> None:
    done = ask("serch")
    assert done.exit_code == 1
    assert str(done.exception) == "There is no team “serch”; there are payments, search."
