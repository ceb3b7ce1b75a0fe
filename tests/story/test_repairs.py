"""What Slack refuses and the bot can mend by itself."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, declare, eventually, whole_text


@pytest.fixture
def channel(alice: Hands, bot: Incidentbot, workspace: Workspace) -> str:
    declare(alice)
    channel = str(alice.incident_channel()["id"])
    alice.sees("INC-1 · checkout is down", channel)
    workspace.settled()
    return channel


def test_a_bot_that_was_removed_from_its_channel_joins_again(
    alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str
) -> None:
    assert alice.act("kick", channel=channel, user="U00BOT")["ok"]
    alice.types("/incident update still with you", channel)
    alice.sees("still with you", channel)
    assert [call["ok"] for call in workspace.calls("conversations.join")] == [True]


def test_a_bot_that_is_not_in_the_announcement_channel_says_where_to_invite_it(
    alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    """It knows that channel by its name only, and does not list the whole workspace for its id."""
    alice.act("join", channel="C02INCIDENTS")
    alice.act("kick", channel="C02INCIDENTS", user="U00BOT")
    declare(alice)
    told = alice.sees("announcing the incident did not work", alice.dm())
    assert "#incidents: the bot is not in the channel: invite it there" in whole_text(told)
    alice.act("invite", channel="C02INCIDENTS", user="U00BOT")
    alice.presses("Try again", told, alice.dm())
    alice.sees("*INC-1* · *P1*", "C02INCIDENTS")


def test_a_channel_that_is_gone_is_made_anew_with_its_card_and_its_people(
    alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str
) -> None:
    """Slack says channel_not_found, and does not list the old one any more."""
    alice.act("rename", channel=channel, name="deleted-by-somebody")
    eventually(lambda: bot.incidents.numbered(1).channel_name == "deleted-by-somebody")
    workspace.fault("error", "chat.postMessage", error="channel_not_found")
    alice.types("/incident INC-1 update said into the void")
    new = eventually(lambda: bot.incidents.numbered(1).channel_id not in (None, channel) and bot.incidents.numbered(1))
    assert new.channel_name == "inc-1-checkout-is-down"
    alice.sees("said into the void", new.channel_id)
    alice.sees("INC-1 · checkout is down", new.channel_id)
    workspace.settled()
    seen = next(one for one in alice.state()["channels"] if one["id"] == new.channel_id)
    assert seen["is_member"]
    assert len(seen["pins"]) == 1
    told = [entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))]
    assert any("was deleted; opened #inc-1-checkout-is-down in its place" in text for text in told)


def test_a_deleted_card_is_posted_and_pinned_again(
    alice: Hands, bot: Incidentbot, workspace: Workspace, channel: str
) -> None:
    workspace.fault("error", "chat.update", times=2, error="message_not_found")  # the card and the announcement
    alice.types("/incident commander me", channel)
    alice.sees("is the incident commander now", channel)
    workspace.settled()
    cards = [one for one in alice.messages(channel) if "INC-1 · checkout is down" in whole_text(one)]
    assert len(cards) == 2, "the first one is only said to be gone"
    assert "<@U01ALICE>" in whole_text(cards[-1])
    seen = next(one for one in alice.state()["channels"] if one["id"] == channel)
    assert cards[-1]["ts"] in seen["pins"]
