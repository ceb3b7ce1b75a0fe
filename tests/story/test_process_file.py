"""The process file is changed while the bot runs: at once, whole, and never for the worse."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.people import BOT
from incidentbot.sandbox import Sandbox
from incidentbot.store import tables
from tests.hands import Hands, Workspace, declare, eventually, whole_text, workspace_at
from tests.running import bot_running
from tests.test_serving import free_port, process
from tests.written import rows_of

FILE = """\
people: {alice: {slack: U01ALICE}, bob: {slack: U02BOB}}
teams: {payments: {owner: alice}, storefront: {owner: bob}}
services: {checkout: {team: payments, tier: 3, customer_path: Customers can pay, runbook: "https://r.example"}}
"""
MOVED = FILE.replace("team: payments", "team: storefront")
WRONG = FILE.replace("team: payments", "team: paymnts")
MISTAKE = "3:23: services.checkout.team: there is no team “paymnts”; did you mean “payments”?"


@pytest.fixture
def process_text() -> str:
    return FILE


def fires(bot: Incidentbot, key: str, environment: str) -> None:
    token = bot.tokens.make("integration", "alertmanager", "alertmanager", [], BOT)
    labels = {"alertname": key, "service": "checkout", "env": environment, "severity": "error"}
    body = {"version": "4", "status": "firing", "alerts": [{"status": "firing", "labels": labels, "fingerprint": key}]}
    answer = httpx2.post(f"{bot.settings.base_url}/alerts/alertmanager/{token}", json=body)
    assert answer.status_code == 202, answer.text


def teams(bot: Incidentbot) -> list[str]:
    return [row["team"] for row in rows_of(bot.store, tables.ticket)]


def versions(bot: Incidentbot, table: str) -> list[str]:
    return [row["process_version"] for row in rows_of(bot.store, tables.metadata.tables[table])]


def fault(bot: Incidentbot) -> str:
    answer = httpx2.get(f"{bot.settings.base_url}/readyz")
    assert answer.status_code == 200, "it works by the version before"
    return str(answer.json()["checks"]["process"])


def announced(alice: Hands, words: str) -> list[str]:
    return [whole_text(one) for one in alice.messages("C02INCIDENTS") if words in whole_text(one)]


def test_the_next_alert_is_routed_by_the_changed_file(alice: Hands, bot: Incidentbot, process_file: Path) -> None:
    first = bot.running.process.version
    fires(bot, "a", "production")
    eventually(lambda: teams(bot) == ["payments"])
    process_file.write_text(MOVED)
    second = eventually(lambda: bot.running.process.version != first and bot.running.process.version)
    fires(bot, "b", "staging")
    eventually(lambda: teams(bot) == ["payments", "storefront"])
    declare(alice)
    eventually(lambda: len(teams(bot)) == 3)
    assert versions(bot, "alert") == [first, second]
    assert versions(bot, "classification") == [first, second, second], "each decision names what it was made with"
    kept = rows_of(bot.store, tables.process_version)
    assert [(row["hash"], row["text"], row["loaded_by"]) for row in kept] == [
        (first, FILE, "the start of the bot"),
        (second, MOVED, "a change of the file"),
    ]


def test_a_wrong_file_changes_nothing_and_is_told_once_with_its_places(
    alice: Hands, bot: Incidentbot, workspace: Workspace, process_file: Path
) -> None:
    before = bot.running.process
    assert fault(bot) == "ok"
    process_file.write_text(WRONG)
    said = whole_text(alice.sees("was not taken over", "C02INCIDENTS"))
    assert f"{process_file}:{MISTAKE}" in said
    assert before.version in said
    assert (
        fault(bot) == f"version {before.version} stays in force; the file was not taken over: {process_file}:{MISTAKE}"
    )
    bot.reload()
    workspace.settled(quiet=3)
    assert len(announced(alice, "was not taken over")) == 1
    assert bot.running.process is before
    fires(bot, "a", "production")
    eventually(lambda: teams(bot) == ["payments"])
    process_file.write_text(MOVED)
    alice.sees("is in order again", "C02INCIDENTS")
    assert fault(bot) == "ok"
    assert bot.running.process.services["checkout"].team == "storefront"


def test_two_replicas_take_it_over_each_from_its_own_file(
    sandbox: Sandbox, workspace: Workspace, postgres_url: str, process_file: Path, tmp_path: Path
) -> None:
    with (
        bot_running(sandbox, postgres_url, process=process_file) as one,
        bot_running(sandbox, postgres_url, process=process_file) as two,
    ):
        workspace.wait_until_connected()
        alice = workspace.person("U01ALICE")
        process_file.write_text(WRONG)
        eventually(lambda: one.running.trouble and two.running.trouble, "both have seen it")
        process_file.write_text(MOVED)
        eventually(lambda: not (one.running.trouble or two.running.trouble), "both have seen it mended")
        assert one.running.process == two.running.process
        assert one.running.process.services["checkout"].team == "storefront"
        assert [fault(one), fault(two)] == ["ok", "ok"]
        workspace.settled(quiet=3)
        assert len(announced(alice, "was not taken over")) == len(announced(alice, "is in order again")) == 1
    other = tmp_path / "other.yml"
    other.write_text(FILE)
    with (
        bot_running(sandbox, postgres_url, process=process_file) as one,
        bot_running(sandbox, postgres_url, process=other) as two,
    ):
        assert fault(two) == "ok"
        assert fault(one).startswith(f"decides by version {one.running.process.version}, but ")
        assert "give every replica the same file" in fault(one)


def test_the_signal_is_enough(tmp_path: Path, process_file: Path) -> None:
    port = free_port()
    (tmp_path / "incidentbot.yml").write_text(FILE)
    with (
        process("-m", "incidentbot", "serve", "--sandbox", folder=tmp_path, port=port) as started,
        workspace_at(f"http://127.0.0.1:{port + 1}") as there,
    ):
        assert started.stdout
        started.stdout.readline()
        started.stdout.readline()
        there.wait_until_connected()
        (tmp_path / "incidentbot.yml").write_text(WRONG)
        started.send_signal(signal.SIGHUP)
        said = whole_text(there.person("U01ALICE").sees("was not taken over", "C02INCIDENTS"))
        assert "Loaded by the signal SIGHUP." in said
        assert MISTAKE in said
