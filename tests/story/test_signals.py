"""A real monitor's payload on its whole way: to an incident, to a ticket, to the list of what is not ready."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.people import BOT
from tests.hands import Hands, Workspace, eventually, whole_text

PAYLOAD = Path(__file__).parents[3] / "shared" / "data" / "payloads" / "alertmanager_v4_mixed.json"
Json = dict[str, Any]


@pytest.fixture
def body() -> Json:
    if not PAYLOAD.exists():
        pytest.skip(f"{PAYLOAD} is absent: a webhook body as Alertmanager sends it")
    found: Json = json.loads(PAYLOAD.read_text())
    return found


class Monitor:
    def __init__(self, bot: Incidentbot) -> None:
        key = bot.tokens.make("integration", "alertmanager", "alertmanager", [], BOT)
        self._url = f"{bot.settings.base_url}/alerts/alertmanager/{key}"

    def says(self, body: Json, status: str = "firing", **labels: str) -> None:
        """The recorded body, with the labels that answer the three questions."""
        alert = {**body["alerts"][0], "status": status, "fingerprint": "f1"}
        alert["labels"] = {**alert["labels"], **labels}
        answer = httpx2.post(self._url, json={**body, "status": status, "alerts": [alert]})
        assert answer.status_code == 202, answer.text


@pytest.fixture
def monitor(bot: Incidentbot) -> Monitor:
    return Monitor(bot)


PRODUCTION = {"service": "checkout", "environment": "production", "severity": "critical"}


def tickets(bot: Incidentbot) -> list[tuple[object, ...]]:
    with bot.store.read() as tx:
        rows = tx.connection.exec_driver_sql("SELECT priority, state, team, alerts_open FROM ticket ORDER BY id")
        return [tuple(row) for row in rows]


def test_from_production_it_is_a_p1_incident_with_its_channel(
    alice: Hands, bot: Incidentbot, workspace: Workspace, monitor: Monitor, body: Json
) -> None:
    monitor.says(body, **PRODUCTION)
    eventually(lambda: tickets(bot))
    announced = alice.sees("*INC-1* · *P1*", "C02INCIDENTS")
    channel = bot.incidents.numbered(1).channel_id
    assert channel
    assert f"<#{channel}>" in whole_text(announced)
    workspace.settled()
    seen = next(one for one in alice.state()["channels"] if one["id"] == channel)
    assert [bookmark["title"] for bookmark in seen["bookmarks"]] == ["Runbook", "Dashboard"]
    alice.act("join", channel=channel)
    monitor.says(body, "resolved", **PRODUCTION)
    alice.sees("All alerts of *INC-1* have resolved", channel)
    assert bot.incidents.numbered(1).status.is_open, "people say when it is over"


def test_from_staging_it_is_a_p3_ticket_that_closes_with_its_alert(
    bot: Incidentbot, workspace: Workspace, monitor: Monitor, body: Json
) -> None:
    monitor.says(body, service="checkout", environment="staging", severity="critical")
    eventually(lambda: tickets(bot) == [("P3", "open", "payments", 1)])
    monitor.says(body, "resolved", service="checkout", environment="staging", severity="critical")
    eventually(lambda: tickets(bot) == [("P3", "resolved", "payments", 0)])
    assert workspace.calls("conversations.create") == []


def test_without_labels_it_is_unready_and_waits_for_the_triage_team(
    bot: Incidentbot, monitor: Monitor, body: Json
) -> None:
    monitor.says(body)
    (ticket,) = eventually(lambda: tickets(bot))
    assert ticket[0] == "P3"
    with bot.store.read() as tx:
        (rule,) = tx.unready_rules(10)
    assert rule.alerts == 1


def test_a_storm_is_one_incident_and_a_few_calls(
    bot: Incidentbot, workspace: Workspace, monitor: Monitor, body: Json
) -> None:
    before = len(workspace.calls())
    alerts = [
        {
            **body["alerts"][0],
            "status": "firing",
            "fingerprint": f"f{number}",
            "labels": {"alertname": "x", **PRODUCTION},
        }
        for number in range(500)
    ]
    for start in range(0, 500, 50):
        answer = httpx2.post(monitor._url, json={**body, "alerts": alerts[start : start + 50]})
        assert answer.status_code == 202
    eventually(lambda: tickets(bot) == [("P1", "open", "payments", 500)])
    workspace.settled(quiet=3)
    made = [call["method"] for call in workspace.calls()[before:]]
    assert len(made) <= 11, made  # the last two bring the card up to date: who was asked, how many alerts
