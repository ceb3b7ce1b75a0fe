"""Calendars to subscribe to: my own, my team's and those of schedules, and new addresses for them."""

from __future__ import annotations

import re

import httpx2

from incidentbot.bootstrap import Incidentbot
from tests.hands import Form, Hands, Json, Workspace, eventually, mrkdwn_text, whole_text
from tests.story.test_oncall import GENERAL

ADDRESS = re.compile(r"/calendar/([0-9a-f]{48})\.ics")


def addresses(shown: Json) -> list[str]:
    """The keys in them, each once."""
    return list(dict.fromkeys(ADDRESS.findall(mrkdwn_text(shown))))


def leads_somewhere(bot: Incidentbot, key: str) -> bool:
    found = httpx2.get(f"{bot.settings.base_url}/calendar/{key}.ics")
    assert found.status_code in (200, 404)
    return found.status_code == 200


def redrawn(hands: Hands, words: str) -> Form:
    eventually(lambda: words in whole_text(hands.form().view), f"a form with “{words}”")
    return hands.form()


def test_my_own_calendar_gets_a_new_address(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident me")
    [old] = addresses(alice.form("me").view)
    assert leads_somewhere(bot, old)
    alice.form("me").press("New address")
    [new] = addresses(redrawn(alice, "Your calendar has a new address.").view)
    assert new != old
    assert (leads_somewhere(bot, old), leads_somewhere(bot, new)) == (False, True)


def test_my_own_calendar_in_words(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident me calendar")
    [old] = addresses(alice.sees("Subscribe to your shifts at", GENERAL))
    alice.types("/incident me calendar new")
    [new] = addresses(alice.sees("The old address leads nowhere now.", GENERAL))
    assert (leads_somewhere(bot, old), leads_somewhere(bot, new)) == (False, True)


def test_a_team_and_its_schedules_have_calendars_and_one_gets_a_new_address(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident oncall payments")
    alice.presses("Calendars", alice.sees("payments-primary", GENERAL), GENERAL)
    form = alice.form("calendar")
    for named in ("*Payments* (team)", "*payments-primary* (schedule)", "*payments-secondary* (schedule)"):
        assert named in form.text
    before = addresses(form.view)
    assert len(before) == 3
    form.press("New address")  # the first one: the team's
    after = addresses(redrawn(alice, "The old one leads nowhere now").view)
    assert after[1:] == before[1:]
    assert [leads_somewhere(bot, key) for key in (before[0], *after)] == [False, True, True, True]


def test_in_words_and_for_all(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident oncall payments-primary calendar")
    assert "*payments-primary* (schedule)" in alice.form("calendar").text
    alice.act("view_close", view_id=alice.form("calendar").view["id"])
    alice.types("/incident oncall calendar")
    assert len(addresses(alice.form("calendar").view)) == 3


def test_a_guest_gets_none(workspace: Workspace, bot: Incidentbot) -> None:
    gina = workspace.person("U05GINA")
    gina.types("/incident oncall payments calendar", "C04SUPPORT")
    gina.sees("Guests do not subscribe", "C04SUPPORT")
    gina.types("/incident me calendar", "C04SUPPORT")
    gina.sees("Guests are not paged.", "C04SUPPORT")
