"""The newcomer's story with requests that Slack signs and sends by HTTP, and the same through Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox import Sandbox
from tests.hands import Workspace, declare, eventually, whole_text
from tests.running import bot_running


@pytest.fixture(params=["socket mode", "signed http"])
def either_bot(
    request: pytest.FixtureRequest, sandbox: Sandbox, workspace: Workspace, database_url: str
) -> Iterator[Incidentbot]:
    with bot_running(sandbox, database_url, http=request.param == "signed http") as bot:
        if request.param == "signed http":
            workspace.post("/sandbox/delivery", {"mode": "http", "url": f"{bot.settings.base_url}/slack/events"})
            eventually(lambda: bot.slack.is_connected, "auth.test answered")
        else:
            workspace.wait_until_connected()
        yield bot


def test_a_newcomer_declares_commands_and_resolves(either_bot: Incidentbot, workspace: Workspace) -> None:
    alice = workspace.person("U01ALICE")
    declare(alice, service="checkout")
    channel = str(alice.incident_channel()["id"])
    card = alice.sees("INC-1 · checkout is down", channel)
    alice.presses("Take command", card, channel)
    eventually(lambda: "<@U01ALICE>" in whole_text(alice.sees("INC-1 · checkout is down", channel)), "on the card")
    ts = alice.says("The deploy of 14:00 broke it", channel)
    alice.reacts("pushpin", channel, ts)
    alice.types("/incident timeline", channel)
    eventually(lambda: alice.form("timeline"))
    alice.act("view_close", view_id=alice.form().view["id"])
    alice.types("/incident mitigated", channel)
    alice.sees("INC-1 is mitigated now.", channel)
    alice.types("/incident fixed", channel)
    assert alice.form("resolve").fill(summary="Rolled back.").submit()["ok"]
    alice.sees("The postmortem of INC-1 is open", channel)
    assert "The deploy of 14:00 broke it" in either_bot.postmortems.of(1).body
    workspace.settled()
