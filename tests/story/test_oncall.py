"""Who is on call, in the workspace: asked in words, told before a shift, handed on at its beginning."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, eventually, whole_text

GENERAL, PAYMENTS = "C01GENERAL", "C03PAYMENTS"
PEOPLE = {"alice": "U01ALICE", "bob": "U02BOB", "carol": "U03CAROL"}


def on_call(bot: Incidentbot) -> str:
    """Who is on call for payments by the example, at the moment of the story."""
    return bot.oncall.who("payments-primary")["payments-primary"].people[0]


def next_handoff(bot: Incidentbot) -> datetime:
    until = bot.oncall.who("payments-primary")["payments-primary"].until
    assert until
    return until


@pytest.mark.parametrize("words", ["payments", "payments-primary", "checkout", "Payments at now"])
def test_who_is_on_call_until_when_and_who_is_next(
    alice: Hands, bot: Incidentbot, workspace: Workspace, words: str
) -> None:
    alice.types(f"/incident oncall {words}")
    told = whole_text(alice.sees("payments-primary", GENERAL))
    assert f"<@{PEOPLE[on_call(bot)]}> until <!date^" in told
    assert "by turn in layer 1" in told
    assert "next: <@U0" in told


def test_at_another_time_and_what_cannot_be_read(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.types("/incident oncall payments-primary at 2026-01-05T10:00")
    assert "<@U01ALICE> until" in whole_text(alice.sees("*payments-primary* <!date^1767603600", GENERAL))
    alice.types("/incident oncall at the end of days")
    alice.sees("Say when like `at mon 09:00`", GENERAL)
    alice.types("/incident oncall <!channel> paymnts")
    refused = whole_text(alice.sees("is no schedule, team or service", GENERAL))
    assert "<!channel>" not in refused


def test_before_a_shift_and_at_the_handoff(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.act("invite", channel=PAYMENTS, user="U00BOT")
    at, before = next_handoff(bot), on_call(bot)
    [comes] = [duty.person for duty in bot.oncall.who("payments-primary")["payments-primary"].next]
    left = (at - bot.clock.now()).total_seconds()
    workspace.advance(minutes=left / 60 - 30)
    incoming = workspace.person(PEOPLE[comes])
    soon = eventually(lambda: incoming.sees("*You are on call in payments-primary*", incoming.dm()))
    assert "Open in the queue of payments: *0*" in whole_text(soon)
    incoming.presses("Send me a test page", soon, incoming.dm())
    incoming.sees("A test is on its way by", incoming.dm())
    workspace.advance(minutes=31)
    digest = whole_text(incoming.sees("There is nothing to hand over", PAYMENTS))
    assert f"<@{PEOPLE[comes]}>" in digest
    eventually(lambda: workspace.calls("usergroups.users.update"), "the user group follows")
    workspace.settled()
    assert PEOPLE[comes] in str(workspace.calls("usergroups.users.update")[-1])
    [channel] = [one for one in workspace.export()["channels"] if one["id"] == PAYMENTS]
    names = {"alice": "Alice Novak", "bob": "Bob Okafor", "carol": "Carol Reyes"}
    assert str(channel["topic"]).count("On call: ") == 1
    assert names[comes] in str(channel["topic"])
    until = next_handoff(bot).astimezone(ZoneInfo("Europe/Prague"))
    assert channel["topic"]["value"] == f"On call: {names[comes]} until {until:%a %d %b %H:%M %Z}"
    assert before != comes


def test_app_home_shows_who_is_on_call_and_my_next_shift(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.act("open_home")
    home = eventually(lambda: alice.state().get("home"), "App Home")
    told = whole_text(home)
    assert "*payments-primary*: <@U0" in told
    assert "*You are on call*" in told or "My next shift: *payments-" in told
