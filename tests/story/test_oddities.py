"""Double clicks, hostile words, guests, channels that people rename, archive or delete: each its sensible answer."""

from __future__ import annotations

import re
import time

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, declare, eventually, mrkdwn_text, whole_text

pytestmark = pytest.mark.usefixtures("bot")

BROADCASTS = re.compile(r"<!(channel|here|everyone|subteam)")


@pytest.fixture
def channel(alice: Hands) -> str:
    declare(alice)
    return str(alice.incident_channel()["id"])


def test_a_double_click_declares_once(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    workspace.fault("duplicate_event", times=None)
    alice.types("/incident declare checkout is down")
    alice.form("declare").fill(customers="many").submit()
    alice.incident_channel()
    workspace.settled()
    assert len(bot.incidents.open(10)) == 1
    assert len(workspace.channels()) == 1


def test_a_redelivered_event_acts_once(alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace) -> None:
    workspace.fault("duplicate_event", times=None)
    ts = alice.says("the logs are full", channel)
    alice.reacts("pushpin", channel, ts)
    eventually(lambda: any("logs are full" in entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))))
    workspace.settled()
    told = [entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))]
    assert told.count("the logs are full") == 1


def test_events_out_of_order_end_in_what_is_true(
    alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    ts = alice.says("maybe the cache", channel)
    workspace.settled()
    workspace.fault("event_out_of_order")
    alice.reacts("pushpin", channel, ts)
    alice.takes_back("pushpin", channel, ts)
    workspace.settled()
    told = [entry for entry in bot.timeline.told(bot.incidents.numbered(1)) if entry.text == "maybe the cache"]
    assert all(entry.withdrawn_by for entry in told)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("🔥" * 3000, "inc-1"),
        ("チェックアウトが停止", "inc-1"),
        ("Zażółć gęślą jaźń", "inc-1-zazoc-gesla-jazn"),
        ("x" * 3000, "inc-1-" + "x" * 74),
    ],
)
def test_any_title_makes_a_channel_and_a_card(alice: Hands, workspace: Workspace, title: str, name: str) -> None:
    alice.types("/incident declare")
    assert alice.form("declare").fill(title=title, customers="many").submit()["ok"]
    channel = alice.incident_channel()
    assert channel["name"] == name
    alice.sees(title[:60], channel["id"])
    alice.sees(title[:60], "C02INCIDENTS")
    workspace.settled()


def test_no_field_can_mention_anybody(alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    hostile = "<!channel> <!here> <@U09NOBODY> <!subteam^S1> & *bold*"
    alice.types("/incident declare")
    alice.form("declare").fill(title=hostile, customers="many").submit()
    channel = str(alice.incident_channel()["id"])
    alice.types("/incident commander me", channel)
    alice.types(f"/incident update {hostile}", channel)
    alice.types(f"/incident note {hostile}", channel)
    alice.types(f"/incident action {hostile} tomorrow", channel)
    ts = alice.says(hostile, channel)
    alice.reacts("pushpin", channel, ts)
    alice.types("/incident status identified", channel)
    alice.types("/incident resolved", channel)
    assert alice.form("resolve").fill(summary=hostile).submit()["ok"]
    alice.types("/incident reopen " + hostile, channel)
    alice.act("open_home")
    alice.types("/incident timeline", channel)
    alice.form("timeline")
    workspace.settled()
    channels = workspace.export()["channels"]
    said = [message for one in channels for message in one["messages"] if message["user"] == "U00BOT"]
    assert len(said) > 8
    for shown in [*said, *alice.state()["views"], alice.state()["home"]]:
        assert not BROADCASTS.search(mrkdwn_text(shown)), mrkdwn_text(shown)
        assert "<@U09NOBODY>" not in mrkdwn_text(shown), mrkdwn_text(shown)


def test_an_expired_trigger_is_told_calmly(alice: Hands, workspace: Workspace) -> None:
    workspace.fault("error", "views.open", error="expired_trigger_id")
    alice.types("/incident declare my typed words")
    told = alice.sees("Slack gave up waiting before the form could open. Do it once more, please.", "C01GENERAL")
    assert "my typed words" in whole_text(told)


def test_a_guest_is_told_whom_to_ask(workspace: Workspace, bot: Incidentbot) -> None:
    guest = workspace.person("U05GINA")
    guest.types("/incident declare I cannot pay", "C04SUPPORT")
    told = guest.sees("Guests cannot declare incidents", "C04SUPPORT")
    assert "/incident declare I cannot pay" in whole_text(told)
    assert bot.incidents.open(5) == []


def test_a_guest_who_cannot_be_invited_does_not_stop_the_others(
    alice: Hands, channel: str, workspace: Workspace
) -> None:
    alice.types("/incident commander @gina", channel)
    alice.sees("I could not invite:", channel)
    alice.sees("a guest of a single channel", channel)


def test_a_renamed_channel_is_followed(alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace) -> None:
    alice.act("rename", channel=channel, name="the-checkout-mess")
    eventually(lambda: bot.incidents.numbered(1).channel_name == "the-checkout-mess")
    alice.types("/incident note still here", channel)
    alice.sees("On the timeline of INC-1: still here", channel)


def test_in_an_archived_channel_words_wait_and_the_leader_hears(
    alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    workspace.settled()
    alice.act("archive", channel=channel)
    alice.sees("was archived while it is open", alice.dm())
    alice.types("/incident INC-1 update said while archived")
    alice.sees("Posted.", "C01GENERAL")
    time.sleep(1.5)
    alice.act("unarchive", channel=channel)
    alice.sees("said while archived", channel)
    workspace.settled()
    assert sum("said while archived" in one["text"] for one in alice.messages(channel)) == 1


def test_a_taken_name_gets_a_suffix(alice: Hands, workspace: Workspace) -> None:
    alice.act("create_channel", name="inc-1-checkout-is-down", is_private=False)
    declare(alice)
    eventually(lambda: [one for one in alice.state()["channels"] if one["name"] == "inc-1-checkout-is-down-2"])


def test_a_missing_scope_is_named_to_the_declarer_and_mended_by_a_button(
    alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    fault = workspace.fault("error", "conversations.create", times=None, error="restricted_action")
    declare(alice)
    told = alice.sees("opening the incident's channel did not work", alice.dm())
    assert "the workspace's settings forbid it" in whole_text(told)
    alice.sees("*INC-1* · *P1* · investigating", "C02INCIDENTS")
    workspace.delete(f"/sandbox/faults/{fault}")
    alice.presses("Try again", told, alice.dm())
    channel = alice.incident_channel()
    alice.sees("INC-1 · checkout is down", channel["id"])
    workspace.settled()
    assert len(workspace.channels()) == 1
