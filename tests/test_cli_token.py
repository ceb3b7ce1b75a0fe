"""`incidentbot token`: a key is shown once, works at once, and ends when it is revoked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from incidentbot.cli import app
from incidentbot.store.store import Store
from tests.stores import url_of


class CommandLine:
    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    def json(self, *arguments: str) -> object:
        done = self(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def incidentbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url_of(sqlite_store))
    monkeypatch.setenv("INCIDENTBOT_BASE_URL", "https://bot.acme.example")
    return CommandLine()


def test_a_monitor_gets_its_address(incidentbot: CommandLine) -> None:
    told = incidentbot.json("token", "create", "--source", "alertmanager")
    assert isinstance(told, dict)
    assert told["key"].startswith("ib-in-")
    assert f"https://bot.acme.example/alerts/alertmanager/{told['key']}" in told["try"]
    plain = incidentbot("token", "create", "--source", "pagerduty").stdout
    assert plain.startswith("ib-in-")
    assert "https://bot.acme.example/v2/enqueue" in plain


def test_a_key_of_the_api_has_the_scopes_that_were_asked_for(incidentbot: CommandLine) -> None:
    usual = incidentbot.json("token", "create", "--api")
    assert isinstance(usual, dict)
    assert "https://bot.acme.example/api/v1/tickets" in usual["try"]
    incidentbot("token", "create", "--api", "--name", "deployer", "--scope", "write", "--scope", "read")
    listed = incidentbot.json("token", "list")
    assert isinstance(listed, list)
    assert [(one["name"], one["kind"], one["scopes"]) for one in listed] == [
        ("api", "api", ["read"]),
        ("deployer", "api", ["write", "read"]),
    ]
    assert usual["key"] not in incidentbot("token", "list").stdout


def test_of_three_keys_of_one_name_the_newest_two_are_valid(incidentbot: CommandLine) -> None:
    for _ in range(3):
        incidentbot("token", "create", "--source", "grafana", "--name", "eu")
    states = [line.rsplit(", ", 1)[1] for line in incidentbot("token", "list").stdout.splitlines()]
    assert [state.split()[0] for state in states] == ["revoked", "valid", "valid"]


def test_a_revoked_key_is_said_to_be_one(incidentbot: CommandLine) -> None:
    assert "There is no key yet" in incidentbot("token", "list").stdout
    incidentbot("token", "create", "--api")
    assert incidentbot("token", "revoke", "1").stdout == "Key 1 is revoked.\n"
    assert "revoked 20" in incidentbot("token", "list").stdout
    assert "There is no valid key number 1" in str(incidentbot("token", "revoke", "1").exception)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--api"),
        (("--source", "alertmanager", "--api"), "--source"),
        (("--source", "alertmanger"), "alertmanager"),
        (("--source", "grafana", "--scope", "read"), "--scope goes with --api"),
        (("--api", "--scope", "root"), "root is no scope"),
    ],
)
def test_wrong_usage_is_exit_2_and_makes_nothing(
    incidentbot: CommandLine, arguments: tuple[str, ...], told: str
) -> None:
    done = incidentbot("token", "create", *arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert incidentbot.json("token", "list") == []
