"""Bare /incident, the list, help, App Home, being spoken to."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.slack.listeners.command import all_verbs
from tests.hands import Hands, declare, eventually, whole_text

pytestmark = pytest.mark.usefixtures("bot")


def test_bare_incident_shows_what_is_open_and_one_button(alice: Hands) -> None:
    alice.types("/incident")
    start = alice.sees("No incident is open.", "C01GENERAL")
    alice.presses("Declare an incident", start, "C01GENERAL")
    alice.form("declare")


def test_help_names_every_verb(alice: Hands) -> None:
    alice.types("/inc help")
    text = whole_text(alice.sees("What `/incident`", "C01GENERAL"))
    for verb in all_verbs().all:
        shown = verb.usage.replace("<", "&lt;").replace(">", "&gt;")
        assert verb.name == "help" or f"`{shown}`" in text


def test_the_list_is_paged(alice: Hands, bot: Incidentbot) -> None:
    for number in range(10):
        declare(alice, f"trouble {number}")
        eventually(lambda number=number: len(bot.incidents.open(50)) == number + 1)
    alice.types("/incident list")
    listed = alice.sees("Open incidents", "C01GENERAL")
    assert "*INC-10*" in whole_text(listed)
    assert "*INC-2*" not in whole_text(listed)
    alice.presses("Older", listed, "C01GENERAL")
    older = alice.sees("*INC-2*", "C01GENERAL")
    assert "*INC-10*" not in whole_text(older)


def test_app_home_shows_incidents_promises_and_what_is_owed(alice: Hands) -> None:
    declare(alice)
    channel = alice.incident_channel()["id"]
    alice.types("/incident commander me", channel)
    alice.sees("commands *INC-1*", channel)
    alice.types("/incident action call the bank tomorrow", channel)
    alice.sees("AI-1 is noted", channel)
    alice.act("open_home")
    home = eventually(lambda: alice.state()["home"])
    text = whole_text(home)
    for words in ("What you owe", "the next status update is due", "*INC-1*", "*AI-1* call the bank"):
        assert words in text


def test_speaking_to_the_bot_is_answered_in_the_thread(alice: Hands) -> None:
    ts = alice.says("@incidentbot are you there?", "C02INCIDENTS")
    answer = alice.sees("I am here.", "C02INCIDENTS", thread=ts)
    assert "/incident help" in whole_text(answer)
