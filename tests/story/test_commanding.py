"""Command, status, updates: the hours of an incident, as people live them."""

from __future__ import annotations

import threading

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, declare, eventually, whole_text

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def channel(alice: Hands, bob: Hands) -> str:
    declare(alice)
    channel = str(alice.incident_channel()["id"])
    bob.act("join", channel=channel)
    return channel


def card_of(hands: Hands, channel: str) -> dict[str, object]:
    return hands.sees("INC-1 · checkout is down", channel)


def told(bot: Incidentbot) -> list[str]:
    return [entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))]


def test_two_people_press_take_command_and_one_has_it(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    card = card_of(alice, channel)
    presses = [threading.Thread(target=one.presses, args=("Take command", card, channel)) for one in (alice, bob)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    eventually(lambda: bot.incidents.numbered(1).commander, "somebody commands")
    commander = bot.incidents.numbered(1).commander
    assert commander
    other = bob if commander.slack_id == alice.id else alice
    other.sees(f"{commander.name} commands INC-1.", channel)
    workspace.settled()
    assert sum("took command" in text for text in told(bot)) == 1
    assert f"<@{commander.slack_id}>" in whole_text(card_of(alice, channel))
    assert alice.incident_channel()["topic"].startswith(f"P1 · investigating · commander {commander.name}")


def test_command_is_handed_over_with_both_names(alice: Hands, bob: Hands, channel: str, bot: Incidentbot) -> None:
    alice.types("/incident commander me", channel)
    alice.sees("commands *INC-1*", channel)
    alice.types("/inc lead @bob", channel)
    bob.sees("<@U02BOB> is the incident commander now.", channel)
    assert "handed command from alice to bob" in told(bot)
    alice.types("/incident commander @incidentbot", channel)
    alice.sees("cannot be commander: that is a bot", channel)
    alice.types("/incident commander somebody", channel)
    alice.sees("Mention the person", channel)


def test_a_forbidden_move_says_which_moves_there_are(alice: Hands, channel: str) -> None:
    alice.types("/incident mitigated", channel)
    alice.sees("INC-1 is mitigated now.", channel)
    alice.types("/incident status cancelled", channel)
    alice.sees(
        "From mitigated there is no way to cancelled. Possible now: investigating, identified, resolved.", channel
    )
    alice.types("/incident status wobbly", channel)
    alice.sees("“wobbly” is not a status. Possible now: investigating, identified, resolved.", channel)


def test_resolving_asks_for_a_summary_and_works_once_when_two_press_it(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot
) -> None:
    card = card_of(alice, channel)
    forms = []
    for one in (alice, bob):
        one.presses("Resolve", card, channel)
        forms.append(one.form("resolve"))
    refused = forms[0].fill(summary=" ").submit()
    assert "what ended it" in str(refused.get("errors", {}).get("summary", refused))
    forms[0].fill(summary="A bad deploy, rolled back.")
    forms[1].fill(summary="Rolled back.")
    presses = [threading.Thread(target=form.submit) for form in forms]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    eventually(lambda: not bot.incidents.numbered(1).status.is_open)
    assert sum(text.startswith("resolved: ") for text in told(bot)) == 1
    late = next(one for one in (alice, bob) if one.state()["views"])
    assert "The status is resolved already." in late.form("notice").text
    assert "Rolled back" in late.form("notice").text or "A bad deploy" in late.form("notice").text


def test_a_resolved_incident_gets_its_postmortem_and_can_be_reopened_with_a_reason(
    alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.types("/incident note The deploy of 14:00 looks guilty", channel)
    alice.types("/incident action watch the deploys @bob tomorrow", channel)
    alice.sees("AI-1 is noted", channel)
    alice.types("/incident resolved", channel)
    assert alice.form("resolve").fill(summary="A bad deploy, rolled back.").submit()["ok"]
    opened = alice.sees("The postmortem of INC-1 is open", channel)
    assert "*AI-1* watch the deploys" in whole_text(opened)
    body = bot.postmortems.of(1).body
    for words in (
        "INC-1: checkout is down",
        "A bad deploy, rolled back.",
        "The deploy of 14:00 looks guilty",
        "AI-1: watch the deploys",
    ):
        assert words in body
    alice.types("/incident reopen", channel)
    assert alice.form("reopen").fill(why="It is back").submit()["ok"]
    alice.sees("reopened: It is back", channel)
    assert bot.incidents.numbered(1).status == "investigating"
    alice.types("/incident fixed", channel)
    assert alice.form("resolve").fill(summary="Really over.").submit()["ok"]
    eventually(lambda: "Really over." in bot.postmortems.of(1).body, "the postmortem is opened anew")


def test_an_update_promises_the_next_and_its_reminder_comes_when_it_is_due(
    alice: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.types("/incident commander me", channel)
    alice.sees("commands *INC-1*", channel)
    alice.types("/incident update We have found the cause", channel)
    posted = alice.sees("*Update* from <@U01ALICE>", channel)
    assert "We have found the cause" in whole_text(posted)
    workspace.advance(minutes=29)
    workspace.settled()
    assert not [one for one in alice.state()["channels"] if one["is_im"]], "nobody nags before the time"
    workspace.advance(minutes=2)
    due = alice.sees("a status update is due", alice.dm())
    alice.presses("Postpone 15 min", due, alice.dm())
    alice.sees("Postponed.", alice.dm())
    workspace.advance(minutes=16)
    eventually(lambda: sum("status update is due" in one["text"] for one in alice.messages(alice.dm())) == 2)
    alice.presses("Post update", due, alice.dm())
    assert alice.form("post_update").fill(text="Rolling back", promise="60").submit()["ok"]
    alice.sees("Rolling back", channel)
    workspace.advance(minutes=45)
    workspace.settled()
    assert sum("status update is due" in one["text"] for one in alice.messages(alice.dm())) == 2


def test_a_closed_incident_never_nags(alice: Hands, channel: str, workspace: Workspace) -> None:
    alice.types("/incident cancel it was a drill", channel)
    alice.sees("cancelled as a false alarm", channel)
    workspace.advance(hours=5)
    workspace.settled()
    assert not [one for one in alice.state()["channels"] if one["is_im"]]


def test_each_verb_without_an_incident_says_what_to_do(alice: Hands) -> None:
    for verb in ("update all is well", "note x", "timeline", "commander me", "resolved", "action do it"):
        alice.types(f"/incident {verb}")
        alice.sees("Say which incident: use this in its channel, or put its number first", "C01GENERAL")


def test_an_incident_can_be_named_from_anywhere(alice: Hands, channel: str) -> None:
    alice.types("/incident INC-1 update from the sofa")
    alice.sees("from the sofa", channel)
    alice.types("/incident inc-99 update nobody home")
    alice.sees("There is no INC-99.", "C01GENERAL")
