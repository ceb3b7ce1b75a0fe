"""Somebody declares: what they see, and what comes of it."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, declare, eventually, whole_text

pytestmark = pytest.mark.usefixtures("bot")


def test_the_form_opens_prefilled_and_judges_while_it_is_filled_in(alice: Hands) -> None:
    alice.types("/incident declare checkout is down")
    form = alice.form("declare")
    assert form.values["title"]["title"]["value"] == "checkout is down"
    assert "*P2*: limited customer impact" in form.text
    form.choose("customers", "many")
    assert "*P1*: broad customer impact" in form.text
    form.choose("customers", "none").choose("condition", "fine").choose("urgency", "planned")
    assert "*P4*: no current customer impact. Goes into the ticket queue." in form.text
    form.choose("flags", ["data_at_risk"]).choose("urgency", "now").choose("environment", "staging")
    assert "*P3*: data at risk." in form.text
    assert "staging is at most P3" in form.text


def test_a_p1_becomes_an_incident_with_its_channel_card_and_announcement(alice: Hands, workspace: Workspace) -> None:
    declare(alice, service="checkout")
    channel = alice.incident_channel()
    assert channel["name"] == "inc-1-checkout-is-down"
    card = alice.sees("INC-1 · checkout is down", channel["id"])
    for words in ("*P1* (SEV1): broad customer impact", "investigating", "nobody yet", "checkout, production"):
        assert words in whole_text(card)
    announced = alice.sees("*INC-1* · *P1* · investigating: checkout is down", "C02INCIDENTS")
    assert f"<#{channel['id']}>" in whole_text(announced)
    workspace.settled()
    channel = alice.incident_channel()
    assert channel["pins"] == [card["ts"]]
    assert [bookmark["title"] for bookmark in channel["bookmarks"]] == ["Runbook", "Dashboard"]
    assert channel["topic"] == "P1 · investigating · no commander yet · checkout is down"
    assert alice.id in channel["members"]


def test_the_declarer_hears_at_once_and_then_where_to_go(alice: Hands) -> None:
    declare(alice)
    channel = alice.incident_channel()
    ready = alice.sees(f"Go to <#{channel['id']}>", "C01GENERAL")
    assert ready["is_ephemeral"]


def test_another_priority_asks_why_and_keeps_the_answer(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident declare strange numbers")
    form = alice.form("declare").choose("customers", "none").choose("condition", "fine").choose("priority", "P1")
    assert "the answers give P3, you chose P1" in form.text
    refused = form.submit()
    assert "Say why you choose P1." in str(refused["errors"]["why"])
    assert form.fill(why="The board is watching").submit()["ok"]
    channel = alice.incident_channel()
    alice.sees("*P1* (SEV4)", channel["id"])
    told = [entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))]
    assert told[1] == (
        "classified as SEV4, P3: no current customer impact, must be acted on now; "
        "alice chose P1: The board is watching"
    )


def test_a_p3_is_a_ticket_that_can_get_worse(alice: Hands, bot: Incidentbot) -> None:
    declare(alice, "odd log lines", customers="none", condition="fine")
    ticket = alice.sees("*T-1* · *P3*: odd log lines", alice.dm())
    alice.presses("This got worse", ticket, alice.dm())
    form = alice.form("got_worse").choose("customers", "many")
    assert form.submit()["ok"]
    alice.sees("INC-1 · odd log lines", alice.incident_channel()["id"])
    told = [entry.text for entry in bot.timeline.told(bot.incidents.numbered(1))]
    assert told[0] == "declared: odd log lines"
    assert sum(text.startswith("classified as") for text in told) == 2
    alice.presses("This got worse", ticket, alice.dm())
    alice.sees("T-1 is an incident already: INC-1.", alice.dm())


def test_what_is_not_a_verb_declares_and_offers_the_nearest(alice: Hands) -> None:
    declare(alice)
    channel = alice.incident_channel()["id"]
    alice.types("/incident updat we found the cause", channel)
    form = alice.form("declare")
    assert form.values["title"]["title"]["value"] == "updat we found the cause"
    assert "did you mean `update`?" in form.text
    form.press("Use update")
    posted = alice.sees("we found the cause", channel)
    assert "*Update* from <@U01ALICE>" in whole_text(posted)


def test_shortcuts_open_the_same_form(alice: Hands) -> None:
    alice.uses("declare_incident")
    assert alice.form("declare").values["title"]["title"].get("value") in (None, "")
    alice.act("view_close", view_id=alice.form().view["id"])
    ts = alice.says("payments time out since noon", "C02INCIDENTS")
    alice.uses("declare_from_message", "C02INCIDENTS", ts)
    eventually(lambda: alice.form("declare").values["title"]["title"]["value"] == "payments time out since noon")


def test_declaring_takes_at_most_nine_calls_and_a_page(alice: Hands, workspace: Workspace) -> None:
    workspace.settled()  # the schedules have just come: whoever is on call is put into the user group
    before = len(workspace.calls())
    declare(alice, service="catalogue")
    alice.incident_channel()
    workspace.settled()
    methods = [
        call["method"] for call in workspace.calls()[before:] if call["method"] not in ("response_url", "users.info")
    ]
    assert sorted(methods) == sorted(
        [
            "views.open",
            "conversations.create",
            "chat.postMessage",  # the card
            "pins.add",
            "conversations.invite",
            "conversations.setTopic",
            "conversations.setPurpose",
            "bookmarks.add",  # the runbook; each dashboard is one more
            "chat.postMessage",  # the announcement
            "chat.postMessage",  # the page
        ]
    )
