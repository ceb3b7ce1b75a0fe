"""/incident search in the sandbox: typed, in the form, paged, and not for guests."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.services.search import PAGE
from tests.hands import Hands, Workspace, declare, eventually, whole_text

pytestmark = pytest.mark.usefixtures("bot")

GENERAL, SUPPORT = "C01GENERAL", "C04SUPPORT"


def test_words_of_a_title_and_of_the_timeline_are_found_and_marked(alice: Hands) -> None:
    declare(alice, "checkout is down")
    channel = alice.incident_channel()["id"]
    alice.types("/incident note the Redis pool is full", channel)
    alice.sees("the Redis pool is full", channel)
    alice.types('/incident search "pool is full"')
    found = alice.sees("Found for", GENERAL)
    text = whole_text(found)
    assert "*INC-1* · *P1* · investigating: checkout is down" in text
    assert "> the Redis *pool is full*" in text
    assert f"<#{channel}>" in text
    assert found["is_ephemeral"], "nobody else sees what was looked for"
    alice.presses("Open", found, GENERAL)


def test_nothing_found_says_what_can_be_tried(alice: Hands) -> None:
    alice.types("/incident search <!channel> & unicorns")
    assert "All words have to be there." in whole_text(alice.sees("Nothing says", GENERAL))


def test_bare_search_asks_and_keeps_what_says_nothing(alice: Hands) -> None:
    declare(alice, "checkout is down")
    alice.incident_channel()
    alice.types("/incident search")
    form = alice.form("search")
    refused = form.fill(q="***").submit()
    assert "Say what to look for" in str(refused)
    assert form.fill(q="check*").submit()["ok"]
    assert "*checkout* is down" in whole_text(alice.sees("Found for", GENERAL))


def test_more_and_back_to_the_best(alice: Hands, bot: Incidentbot) -> None:
    for number in range(PAGE + 2):
        declare(alice, f"redis trouble {number}")
        eventually(lambda number=number: len(bot.incidents.open(50)) == number + 1)
    alice.types("/incident search redis trouble")
    first = alice.sees("Found for", GENERAL)
    assert f"*INC-{PAGE + 2}*" in whole_text(first)
    assert "*INC-2*" not in whole_text(first)
    alice.presses("More", first, GENERAL)
    last = alice.sees("continued", GENERAL)
    assert "*INC-2*" in whole_text(last)
    alice.presses("Best", last, GENERAL)
    eventually(lambda: f"*INC-{PAGE + 2}*" in whole_text(alice.sees("Found for", GENERAL)), "the best")


def test_a_guest_is_told_why_not(alice: Hands, workspace: Workspace) -> None:
    declare(alice, "checkout is down")
    alice.incident_channel()
    gina = workspace.person("U05GINA")
    gina.types("/incident search checkout", SUPPORT)
    told = whole_text(gina.sees("Guests cannot search", SUPPORT))
    assert "checkout is down" not in told
