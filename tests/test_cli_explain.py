"""`incidentbot explain`: what a body would become and where it would go, without a bot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from incidentbot.cli import app
from incidentbot.errors import NotFound, NotPossible

FILE = """
people:
  alice: {slack: U01ALICE}
teams:
  payments: {members: [alice]}
services:
  checkout: {team: payments, tier: 1, runbook: https://runbooks.acme.example/checkout}
integrations:
  shop-alarms:
    source: generic
    team: payments
    mapping:
      alerts: $.events
      title: payload.what|upper
      dedup_key: $.id
      state: $.state
      severity: $.level
      labels: {service: $.on.service}
      links: {runbook: $.runbook}
"""
EVENT = {
    "what": "no orders",
    "id": "o1",
    "state": "bad",
    "level": "Critical",
    "on": {"service": "checkout"},
    "runbook": "https://runbooks.acme.example/orders",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "incidentbot.yml"
    path.write_text(FILE, encoding="utf-8")
    return path


def explained(file: Path, integration: str, body: object, *options: str) -> Result:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    arguments = ["explain", integration, "-", "--file", str(file), *options]
    return CliRunner().invoke(app, arguments, input=raw)


def test_what_a_body_becomes_and_where_it_goes_with_each_reason(file: Path) -> None:
    done = explained(file, "shop-alarms", {"events": [EVENT]})
    assert done.exit_code == 0
    said = [line.strip() for line in done.stdout.splitlines()]
    assert "title: payload.what|upper → NO ORDERS" in said
    assert "labels.service: $.on.service → checkout" in said
    assert "firing “NO ORDERS”" in said
    assert "key       o1" in said
    assert "runbook   https://runbooks.acme.example/orders" in said
    assert "goes to   P1 of team payments, service checkout" in said
    assert "because   label service=checkout → service checkout → team payments" in said
    assert said[-1] == "1 alert; nothing was sent and nothing kept."


def test_an_alert_that_is_not_ready_says_what_is_missing(file: Path) -> None:
    done = explained(file, "shop-alarms", {"events": [{**EVENT, "on": {}}]})
    assert done.exit_code == 0
    assert "missing   service: add the label “service” to the alert" in done.stdout
    assert "labels.service: $.on.service → nothing" in done.stdout


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"event": [EVENT]}, "alerts: “$.events” gave nothing, and a list was expected; did you mean “$.event”?"),
        ({"alarms": []}, "a list was expected; the body has $.alarms"),
        ({"events": EVENT}, "alerts: “$.events” gave “{"),
        ({"events": [{"wht": "x"}]}, "title: “payload.what|upper” gave nothing, and a title was expected;"),
        ([], "alerts: “$.events” gave nothing, and a list was expected; the body is no object"),
    ],
)
def test_a_line_that_is_wrong_says_which_what_it_gave_and_what_to_write(
    file: Path, body: object, sentence: str
) -> None:
    done = explained(file, "shop-alarms", body)
    assert done.exit_code == 1
    assert sentence in done.stdout
    assert "Not understood, and kept as a P3 ticket for the owner of shop-alarms" in done.stdout


def test_what_is_understood_of_a_body_is_shown_beside_what_is_not(file: Path) -> None:
    done = explained(file, "shop-alarms", {"events": [EVENT, {"id": "o2"}]})
    assert done.exit_code == 1
    assert "firing “NO ORDERS”" in done.stdout
    assert "title: “payload.what|upper” gave nothing" in done.stdout


def test_any_source_will_do_and_programs_can_read_it(file: Path) -> None:
    body = {"alerts": [{"status": "resolved", "labels": {"alertname": "X", "service": "checkout"}}]}
    done = explained(file, "alertmanager", body, "--json")
    (only,) = json.loads(done.stdout)["alerts"]
    assert (only["alert"]["state"], only["alert"]["title"]) == ("resolved", "X")
    assert (only["route"]["team"], only["route"]["service"]) == ("payments", "checkout")


def test_what_is_nothing_to_do_says_so(file: Path) -> None:
    done = explained(file, "uptime-kuma", {"heartbeat": {"status": 3}, "monitor": {"id": 1}, "msg": "maintenance"})
    assert (done.exit_code, done.stdout.strip()) == (0, "Accepted, and nothing to do.")


def test_an_unknown_name_and_a_body_that_is_no_json_are_sentences(file: Path) -> None:
    unknown = explained(file, "shop-alarm", {})
    assert isinstance(unknown.exception, NotFound)
    assert "did you mean “shop-alarms”?" in str(unknown.exception)
    broken = explained(file, "shop-alarms", b"{")
    assert isinstance(broken.exception, NotPossible)
    assert str(broken.exception).startswith("The body is not JSON: ")
