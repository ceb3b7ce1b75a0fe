"""`incidentbot oncall`: who is on call, without the bot running."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from incidentbot.cli import app
from incidentbot.domain.people import BOT
from incidentbot.domain.schedule import Override
from incidentbot.store.store import Store
from tests.stores import url_of
from tests.world import MONDAY

PROCESS = """
timezone: Europe/Prague
people: {alice: {name: Alice Novak, slack: U01ALICE}, bob: {}}
teams: {payments: {owner: alice}, search: {owner: alice}}
services: {checkout: {team: payments}}
schedules:
  payments-primary:
    layers: [{rotation: weekly, handoff: Mon 09:00, start: 2030-01-07, people: [alice, bob]}]
"""
Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> Ask:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url_of(sqlite_store))
    (tmp_path / "mine.yml").write_text(PROCESS)
    monkeypatch.setenv("INCIDENTBOT_PROCESS", str(tmp_path / "mine.yml"))
    starts, ends = datetime.fromisoformat("2030-01-08T10:00Z"), datetime.fromisoformat("2030-01-08T12:00Z")
    with sqlite_store.begin() as tx:
        tx.add_override("payments-primary", Override("bob", starts, ends, "alice"), "dentist", BOT, MONDAY)
        tx.add_override("payments-primary", Override(None, ends, ends.replace(hour=13), "alice"), "", BOT, MONDAY)
    return lambda *arguments: CliRunner().invoke(app, ["oncall", *arguments])


@pytest.mark.parametrize("word", ["payments", "payments-primary", "checkout"])
def test_who_until_when_who_is_next_and_why(ask: Ask, word: str) -> None:
    assert ask(word, "--at", "2030-01-07T12:00").stdout == (
        "payments-primary: Alice Novak (by turn in layer 1) until Tue 2030-01-08 11:00 CET; "
        "next bob from Tue 2030-01-08 11:00 CET\n"
    )
    covered = ask(word, "--at", "2030-01-08T11:30").stdout
    assert covered == (
        "payments-primary: bob (covers for Alice Novak) until Tue 2030-01-08 13:00 CET; "
        "next Alice Novak from Tue 2030-01-08 14:00 CET\n"
    )


def test_the_shifts_of_a_stretch_of_time_with_its_gaps(ask: Ask) -> None:
    assert ask("--from", "2030-01-08", "--to", "2030-01-09").stdout.splitlines() == [
        "payments-primary",
        "  Tue 2030-01-08 00:00 CET – Tue 2030-01-08 11:00 CET  Alice Novak (by turn in layer 1)",
        "  Tue 2030-01-08 11:00 CET – Tue 2030-01-08 13:00 CET  bob (covers for Alice Novak)",
        "  Tue 2030-01-08 13:00 CET – Tue 2030-01-08 14:00 CET  NOBODY",
        "  Tue 2030-01-08 14:00 CET – Wed 2030-01-09 00:00 CET  Alice Novak (by turn in layer 1)",
    ]


def test_as_json(ask: Ask) -> None:
    [found] = json.loads(ask("payments", "--at", "2030-01-07T12:00", "--json").stdout)["on_call"]
    assert found["shifts"][0]["person"] == {"key": "alice", "name": "Alice Novak", "slack_id": "U01ALICE"}
    assert found["until"] == "2030-01-08T10:00:00+00:00"
    calendar = json.loads(ask("--from", "2030-01-08", "--to", "2030-01-09", "--json").stdout)
    assert (len(calendar["shifts"]), len(calendar["gaps"])) == (3, 1)


def test_a_team_without_a_schedule(ask: Ask) -> None:
    assert ask("search").stdout == "No schedule stands behind that.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--at", "whenever"], 2, "--at: cannot read “whenever”"),
        (["--from", "2030-01-09", "--to", "2030-01-08"], 2, "--to: write a moment after the beginning"),
        (["--from", "2030-01-09", "--to", "2032-01-08"], 2, "at most 366 days later"),
    ],
)
def test_a_time_that_cannot_be_meant_is_wrong_usage(ask: Ask, arguments: list[str], status: int, told: str) -> None:
    answered = ask(*arguments)
    assert (answered.exit_code, told in answered.stderr) == (status, True)


def test_a_word_that_means_nothing_is_told_with_the_nearest(ask: Ask) -> None:
    assert "did you mean “payments”?" in str(ask("paymnts").exception)
