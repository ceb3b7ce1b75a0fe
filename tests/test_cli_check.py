"""`incidentbot check`: what it prints, for people and for programs, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from incidentbot.cli import app
from incidentbot.clock import SystemClock
from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.people import BOT
from incidentbot.process import parse
from incidentbot.services.digest import Digest
from incidentbot.services.intake import Arrived, Intake
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store
from tests.world import in_force

FINE = """\
people: {alice: {}}
teams: {payments: {owner: alice}}
services: {checkout: {team: payments, customer_path: Customers can pay, runbook: "https://r.example/checkout"}}
"""
DOUBTFUL = "services: {checkout: {team: triage, customer_path: Customers can pay}}\n"
WRONG = "servises: {}\ntimezone: Mars\n"
MENDED = FINE.replace("team: payments, c", "match: {job: shop}, team: payments, c")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'incidentbot.db'}")
    return tmp_path


def check(*arguments: str, text: str | None = None) -> Result:
    if text is not None:
        Path("mine.yml").write_text(text)
        arguments = ("mine.yml", *arguments)
    return CliRunner().invoke(app, ["check", *arguments])


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("text", "code", "printed"),
    [
        (FINE, 0, "mine.yml: fine\n"),
        ("", 0, "mine.yml: fine\n"),
        (
            DOUBTFUL,
            0,
            "mine.yml:1:12: services.checkout: has no runbook; write runbook: https://…\n"
            "mine.yml: works; 1 warning above\n",
        ),
        (
            WRONG,
            1,
            "mine.yml:1:1: servises: “servises” is not known here; did you mean “services”?\n"
            "mine.yml:2:1: timezone: “Mars” is not a time zone; write one like Europe/Prague\n",
        ),
    ],
)
def test_a_file_is_fine_or_doubtful_or_wrong(text: str, code: int, printed: str) -> None:
    done = check(text=text)
    assert (done.exit_code, done.stdout) == (code, printed)
    told = as_json(check("--json", text=text))
    assert told["mistakes"] + told["warnings"] == [line for line in printed.splitlines() if line.count(":") > 2]
    assert told["file"] == "mine.yml"
    assert ("version" in told) == (code == 0)


def test_without_a_file_it_is_the_one_in_use() -> None:
    assert check().stdout.splitlines()[-1] == "built-in example: works; 1 warning above"
    Path("incidentbot.yml").write_text(WRONG)
    assert check().exit_code == 1
    assert check().stdout.startswith("incidentbot.yml:1:1: servises")


def test_a_file_that_is_not_there_is_wrong_and_a_wrong_option_is_wrong_usage() -> None:
    done = check("nowhere.yml")
    assert done.exit_code == 1
    assert done.stdout == "nowhere.yml:1:1: cannot be read: No such file or directory; name a file that is there\n"
    assert check("--jsn").exit_code == 2


def came(folder: Path, *rules: str) -> None:
    """Alerts of these rules, as the running bot has judged them."""
    engine = open_engine(f"sqlite:///{folder / 'incidentbot.db'}")
    migrate(engine)
    store, clock = Store(engine), SystemClock()
    alerts = tuple(Alert(rule, AlertState.FIRING, rule, "error", {"job": "shop"}, rule=rule) for rule in rules)
    Intake(store, clock)._write_down([Arrived("grafana", "grafana", alerts)])
    Digest(store, clock, in_force(parse(FINE))).digest(BOT)
    engine.dispose()


def test_the_alert_rules_to_mend_are_listed_each_with_what_would_mend_it(folder: Path) -> None:
    came(folder, "disk", "latency")
    done = check("--alerts", text=FINE)
    assert done.exit_code == 1
    disk, service, team, latency, *_, last = done.stdout.splitlines()
    assert disk.startswith("grafana “disk”: 1 alert, the last 20")
    assert service == "    service: add the label “service” to the alert, or a “match” line to a service"
    assert team == "    team: it follows from the service; or add the label “team” with a team of the process file"
    assert latency.startswith("grafana “latency”: ")
    assert last == "2 alert rules to mend"
    told = as_json(check("--alerts", "--json", text=FINE))["unready"]
    assert [(rule["rule"], len(rule["mend"])) for rule in told] == [("disk", 2), ("latency", 2)]


def test_a_line_in_the_file_mends_them_before_it_is_in_force(folder: Path) -> None:
    came(folder, "disk", "latency")
    done = check("--alerts", text=MENDED)
    assert (done.exit_code, done.stdout) == (0, "Every alert that came is ready for on-call.\n")


def test_a_wrong_file_is_told_before_its_alerts(folder: Path) -> None:
    came(folder, "disk")
    assert check("--alerts", text=WRONG).stdout.startswith("mine.yml:1:1: servises")


def test_before_any_alert_came_there_is_nothing_to_mend() -> None:
    assert check("--alerts", text=FINE).exit_code == 0


def test_who_could_not_be_woken_is_listed_with_what_is_missing() -> None:
    text = "people: {a: {slack: U01ALICE}, b: }\nteams: {payments: {owner: a, members: [b]}}\n"
    done = check("--people", text=text)
    assert done.exit_code == 1
    alice, bob, last = done.stdout.splitlines()
    assert alice == "a: no verified telephone, no rule for P1 reaches a telephone or push"
    assert bob == f"b{alice[1:]}, not in Slack"
    assert last == "2 could not be reached at night; each can mend it with /incident me"
    assert [one["person"] for one in as_json(check("--people", "--json", text=text))["unreachable"]] == ["a", "b"]
    assert check("--people", text="").stdout == "Everybody who may be asked can be reached.\n"
