"""Slack goes away during an incident; afterwards everything is made up for, once and in order."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.incident import Status
from tests.hands import Hands, Workspace, declare, eventually, whole_text


@pytest.fixture
def channel(alice: Hands, bot: Incidentbot, workspace: Workspace) -> str:
    declare(alice)
    channel = str(alice.incident_channel()["id"])
    alice.types("/incident commander me", channel)
    alice.sees("is the incident commander now", channel)
    workspace.settled()
    return channel


def test_slack_down_for_ten_minutes_is_made_up_for_in_order(
    alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str
) -> None:
    """People reach the bot by other ways meanwhile; here its services are asked directly."""
    person, _ = bot.people.known(alice.id)
    assert person
    number = bot.incidents.numbered(1).id
    workspace.fault("down", times=None, seconds=600)
    for step in range(1, 4):
        bot.updates.post(number, f"update {step} of the dark minutes", person.as_actor())
        workspace.advance(minutes=1)
    bot.incidents.change_status(number, Status.IDENTIFIED, person.as_actor())
    bot.updates.post(number, "update 4 of the dark minutes", person.as_actor())
    workspace.advance(minutes=6)
    assert not any("dark minutes" in one["text"] for one in alice.messages(channel)), "Slack is down"
    workspace.advance(minutes=2)
    alice.sees("update 4 of the dark minutes", channel)
    workspace.settled(quiet=3)
    said = [one["text"] for one in alice.messages(channel) if one["user"] == "U00BOT" and not one.get("subtype")]
    wanted = ["update 1", "update 2", "update 3", "set the status to identified", "update 4"]
    found = [
        next(words for words in wanted if words in text) for text in said if any(words in text for words in wanted)
    ]
    assert found == wanted
    card = alice.sees("INC-1 · checkout is down", channel)
    assert "identified" in whole_text(card)
    updates = [call for call in workspace.calls("chat.update") if call["ok"]]
    assert len(updates) < 10, "superseded updates of a card are folded into the newest"


def test_it_connects_again_by_itself(alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str) -> None:
    workspace.fault("down", times=None, seconds=120)
    eventually(lambda: not bot.slack.is_connected, "the bot notices")
    workspace.advance(minutes=3)
    eventually(lambda: alice.types("/incident note back again", channel).get("ok"), "commands work again", patience=40)
    eventually(lambda: any("back again" in entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))))


def test_a_revoked_token_waits_for_a_person_and_loses_nothing(
    alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str
) -> None:
    person, _ = bot.people.known(alice.id)
    assert person
    fault = workspace.fault("revoked_token", times=None)
    bot.updates.post(bot.incidents.numbered(1).id, "said without a token", person.as_actor())
    eventually(lambda: any("revoked" in row.last_error for row in bot.troubles.failing()), "the reason is seen")
    workspace.delete(f"/sandbox/faults/{fault}")
    workspace.advance(minutes=6)
    alice.sees("said without a token", channel)
    workspace.settled()
    assert sum("said without a token" in one["text"] for one in alice.messages(channel)) == 1
