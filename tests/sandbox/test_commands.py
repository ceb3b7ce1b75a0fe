"""A person types a command; the app has three seconds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.links import Link
from tests.sandbox.pieces import section
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, BOB, BOT, GENERAL, INCIDENTS, Town


def test_the_app_gets_what_was_typed_and_its_words_are_for_that_person(inhabited: Town, robot: Robot) -> None:
    robot.answers["/incident"] = lambda ack, body, client: ack(f"Declared: {body['text']}")
    done = inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="checkout is down")
    assert done["ok"]
    assert done["response"]["text"] == "Declared: checkout is down"
    [body] = robot.heard
    assert (body["channel_id"], body["channel_name"]) == (INCIDENTS, "incidents")
    assert (body["user_id"], body["user_name"], body["team_domain"]) == (ALICE, "alice", "acme")
    assert body["trigger_id"]
    assert body["response_url"].startswith(inhabited.sandbox.url)
    shown = inhabited.messages(INCIDENTS)[-1]
    assert (shown["text"], shown["user"], shown["is_ephemeral"]) == ("Declared: checkout is down", BOT, True)
    assert inhabited.texts(INCIDENTS, BOB) == []
    assert inhabited.violations() == []


def test_in_channel_is_for_everybody(inhabited: Town, robot: Robot) -> None:
    robot.answers["/incident"] = lambda ack, body, client: ack(
        text="for all", blocks=[section("for all")], response_type="in_channel"
    )
    inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    assert inhabited.texts(INCIDENTS, BOB) == ["for all"]


@pytest.mark.parametrize(
    ("typed", "received"),
    [
        ("commander @bob", "commander <@U02BOB|bob>"),
        ("see #incidents.", "see <#C02INCIDENTS|incidents>."),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@nobody and bob@bob.example", "@nobody and bob@bob.example"),
        ("<!channel> @here", "&lt;!channel&gt; <!here>"),
        ("https://x.example/?a=1&b=2#incidents", "<https://x.example/?a=1&amp;b=2#incidents>"),
        ("(@alice)", "(<@U01ALICE|alice>)"),
    ],
)
def test_mentions_are_written_out_with_should_escape(inhabited: Town, robot: Robot, typed: str, received: str) -> None:
    inhabited.act(ALICE, "command", channel=INCIDENTS, command="/incident", text=typed)
    assert robot.heard[-1]["text"] == received


def test_without_should_escape_the_text_is_as_typed(inhabited: Town, robot: Robot) -> None:
    inhabited.act(ALICE, "command", channel=INCIDENTS, command="/raw", text="@bob <x>")
    assert robot.heard[-1]["text"] == "@bob <x>"


def test_private_and_direct_conversations_do_not_give_their_names(inhabited: Town, robot: Robot) -> None:
    hidden = inhabited.act(ALICE, "create_channel", name="hidden", is_private=True)["channel"]["id"]
    direct = inhabited.act(ALICE, "open_dm", user=BOT)["channel"]["id"]
    for channel in (hidden, direct):
        inhabited.act(ALICE, "command", channel=channel, command="/incident", text="")
    commands = [body["channel_name"] for body in robot.heard if "command" in body]
    assert commands == ["privategroup", "directmessage"]


def test_an_unknown_command_goes_nowhere(inhabited: Town, robot: Robot) -> None:
    refused = inhabited.act(ALICE, "command", channel=INCIDENTS, command="/nothing", text="")
    assert (refused["ok"], refused["error"]) == (False, "unknown_command")
    refused = inhabited.act(ALICE, "command", channel="C0NOWHERE", command="/incident", text="")
    assert refused["error"] == "channel_not_found"
    assert robot.heard == []


def test_an_app_that_is_not_there_is_nobodys_violation(town: Town) -> None:
    refused = town.act(ALICE, "command", channel=GENERAL, command="/incident", text="")
    assert refused["error"] == "not_connected"
    assert "did not respond" in town.texts(GENERAL)[-1]
    assert town.violations() == []


def test_an_app_that_dies_meanwhile_is_noticed_at_once(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    asking = town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    app.receive()
    app.socket.socket.close()  # as a kill does
    assert asking.result(timeout=2.5)["error"] == "not_connected"
    assert town.violations() == []


def test_an_answer_that_slack_would_refuse_is_refused(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    asking = town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    app.ack(app.receive(), {"blocks": [{"type": "shout"}]})
    assert asking.result()["error"] == "invalid_blocks"
    assert town.violations() == ["invalid_blocks"]
