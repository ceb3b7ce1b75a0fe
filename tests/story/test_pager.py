"""The pager whole: an alert, a telephone that rings, the next one, a key pressed, and a card that tells it all."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.page import PageState
from tests.hands import Hands, Workspace, eventually, whole_text
from tests.pages_at_hand import PROCESS, alerted, card, has_a_telephone, phone, ringing, rings, the_page, told


@pytest.fixture
def process_text() -> str:
    return PROCESS


def test_the_first_telephone_rings_then_the_second_and_a_key_ends_it(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    has_a_telephone(alice, "Slack and call at once")
    has_a_telephone(bob, "Slack and call at once, SMS after 3 min")
    page = alerted(bot)
    ringing(alice)
    assert not rings(bob)
    workspace.advance(minutes=5)
    call = ringing(bob)
    bob.act("answer", item=call["id"])
    eventually(lambda: any("checkout is down" in line for line in rings(bob)[0]["lines"]), "the voice says it")
    bob.act("digit", item=call["id"], value="4")
    page = the_page(bot, PageState.ACKNOWLEDGED)
    assert (page.acknowledged_by, page.acknowledged_how) == ("bob", "telephone")
    alice.sees("You need do nothing.", alice.dm())
    channel = bob.incident_channel()["id"]
    eventually(lambda: "*<@U02BOB> has it*" in card(bob, channel), "the card tells it")
    workspace.settled()
    shown = card(bob, channel)
    assert re.search(r"<@U01ALICE>: Slack sent at .* · call (sent at|arrived at|failed)", shown), shown
    assert re.search(r"<@U02BOB>: Slack sent at .* · call (sent|arrived) at .* · SMS was not needed any more", shown)
    assert "*Commander*\n<@U02BOB>" in shown
    assert "Acknowledge" not in shown
    texts = len(phone(bob)["items"])
    workspace.advance(minutes=60)
    workspace.settled()
    assert len(rings(alice)) == 1, "alice sleeps on"
    assert len(phone(bob)["items"]) == texts
    assert [line for line in told(bot, page) if "failed" not in line] == [
        "Incidentbot: asked Alice Novak (named by the policy) by Slack at once, call at once",
        "Incidentbot: asked Bob Okafor (named by the policy) by Slack at once, call at once, SMS after 3 min",
        f"bob: acknowledged by telephone: page {page.code} (T-1)",
    ]


def test_slack_is_down_and_the_telephone_rings_all_the_same(
    alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    has_a_telephone(alice, "Slack and call at once")
    workspace.settled()
    workspace.fault("down", times=None, seconds=3600)
    started = alerted(bot).started_at
    call = ringing(alice)
    assert (datetime.fromisoformat(call["at"]) - started).total_seconds() < 60
    alice.act("answer", item=call["id"])
    eventually(lambda: rings(alice)[0]["lines"], "the voice")
    alice.act("digit", item=call["id"], value="4")
    the_page(bot, PageState.ACKNOWLEDGED)
    workspace.advance(minutes=61)
    eventually(lambda: bot.slack.is_connected, "Slack is back", patience=60)
    channel = eventually(lambda: workspace.channels(), "the channel is made up for", patience=60)[0]["id"]
    alice.sees("has it (acknowledged by telephone)", channel)
    workspace.settled(quiet=3)
    messages = [one for one in alice.messages(channel) if one["user"] == "U00BOT" and not one.get("subtype")]
    said = "\n".join(whole_text(one) for one in messages)
    places = [said.index(words) for words in ("INC-1 · checkout", "is the incident commander", "has it (ack")]
    assert places == sorted(places), said
    assert "*<@U01ALICE> has it*" in card(alice, channel)


def test_the_story_of_a_dark_hour_is_told_in_order_and_nobody_is_asked_in_vain(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    has_a_telephone(alice, "Slack and call at once")
    has_a_telephone(bob, "Slack and call at once")
    workspace.settled()
    workspace.fault("down", times=None, seconds=3600)
    alerted(bot)
    ringing(alice)
    workspace.advance(minutes=5)
    call = ringing(bob)
    bob.act("answer", item=call["id"])
    eventually(lambda: rings(bob)[0]["lines"], "the voice")
    bob.act("digit", item=call["id"], value="4")
    page = the_page(bot, PageState.ACKNOWLEDGED)
    by, _ = bot.people.known(bob.id)
    assert by
    bot.updates.post(bot.incidents.numbered(1).id, "the queue drains again", by.as_actor())
    workspace.advance(minutes=56)
    eventually(lambda: bot.slack.is_connected, "Slack is back", patience=60)
    channel = eventually(lambda: workspace.channels(), "the channel is made up for", patience=60)[0]["id"]
    alice.sees("the queue drains again", channel)
    workspace.settled(quiet=3)
    messages = [one for one in alice.messages(channel) if one["user"] == "U00BOT" and not one.get("subtype")]
    said = [whole_text(one) for one in messages]
    story = ["INC-1 · checkout", "Asking Bob Okafor", "is the incident commander", "has it (ack", "the queue drains"]
    told_at = [next(place for place, text in enumerate(said) if words in text) for words in story]
    assert told_at == sorted(told_at), said
    assert all(sum(words in text for text in said) == 1 for words in story[1:]), "once"
    asked = [one for hands in (alice, bob) for one in hands.messages(hands.dm()) if "rotating_light" in whole_text(one)]
    assert asked == [], "what was to ask them in Slack is not needed any more"
    assert page.acknowledged_how == "telephone"
