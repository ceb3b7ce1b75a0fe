"""The end of a shift: `/incident handoff` asks for a sentence on each open item, and tells whoever comes next."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, declare, eventually, whole_text

PAYMENTS = "C03PAYMENTS"


def open_tickets(hands: Hands, titles: list[str]) -> None:
    """Tickets of the payments team."""
    for title in titles:
        hands.types("/incident report")
        form = hands.form("report").fill(text=title)
        form.choose("reported_service", "checkout").submit()
        hands.sees(title.split("<")[0], hands.dm())


def test_the_queue_is_handed_over_with_a_sentence_on_each_item(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.act("invite", channel=PAYMENTS, user="U00BOT")
    open_tickets(alice, ["slow at noon", "odd <!channel> rows"])
    alice.types("/incident handoff @bob", PAYMENTS)
    form = alice.form("hand_over")
    assert "T-1 · P3 · slow at noon" in form.text
    assert "Nobody has noted anything yet." in form.text
    assert form.values["incoming"]["incoming"]["selected_user"] == bob.id
    assert form.fill(note_1="look at the cache, <!channel>").submit()["ok"]
    for hands, where in ((alice, alice.dm()), (bob, bob.dm()), (bob, PAYMENTS)):
        digest = hands.sees("*Handover of Payments* from <@U01ALICE> to <@U02BOB>", where)
        told = whole_text(digest)
        assert "slow at noon\nlook at the cache" in told
        assert "odd" in told
        assert "<!channel>" not in told
    workspace.settled()
    assert sum("Handover of" in whole_text(one) for one in alice.messages(PAYMENTS)) == 1
    bob.types("/incident handoff queue payments")
    assert "Last note, alice: look at the cache" in bob.form("hand_over").text


def test_more_than_ten_items_and_a_wrong_person_lose_nothing(
    alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.act("invite", channel=PAYMENTS, user="U00BOT")
    open_tickets(alice, [f"number {number}" for number in range(12)])
    alice.types("/incident handoff")
    form = alice.form("hand_over")
    assert sum(block.get("block_id", "").startswith("note_") for block in form.view["blocks"]) == 10
    assert "And 2 more, less urgent: `/incident queue payments`" in form.text
    assert "You are in storefront, too" in form.text
    refused = form.fill(incoming="U05GINA", note_3="waits for the bank").submit()
    assert "cannot take over" in refused["errors"]["incoming"]
    assert form.fill(incoming="U02BOB").submit()["ok"]
    alice.sees("waits for the bank", PAYMENTS)
    alice.sees("And 2 more: `/incident queue payments`", PAYMENTS)
    eventually(lambda: bot.handovers.digest("payments").items[2].note)


def test_where_the_bot_is_not_in_the_teams_channel_it_says_where_to_invite_it(
    alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    open_tickets(alice, ["slow at noon"])
    alice.types("/incident handoff")
    alice.form("hand_over").fill(note_1="look at the cache").submit()
    told = alice.sees("posting a message did not work", alice.dm())
    assert "#team-payments" in whole_text(told)
    alice.act("invite", channel=PAYMENTS, user="U00BOT")
    alice.presses("Try again", told, alice.dm())
    alice.sees("look at the cache", PAYMENTS)


def test_an_empty_queue_says_so_in_one_line(alice: Hands, bot: Incidentbot) -> None:
    alice.types("/incident handoff")
    alice.sees("Nothing is open in the queue of Payments. There is nothing to hand over.", "C01GENERAL")
    assert alice.has_no_form()


@pytest.mark.parametrize(
    ("slack_id", "typed", "answer"),
    [
        ("U05GINA", "handoff", "Guests do not see the queue."),
        ("U04DAN", "handoff queue nobody", "There is no team “nobody”. There are: payments, storefront, logistics."),
        ("U04DAN", "handoff queue", "Nothing is open in the queue of logistics."),
    ],
)
def test_who_cannot_hand_over_hears_why(
    workspace: Workspace, bot: Incidentbot, slack_id: str, typed: str, answer: str
) -> None:
    hands = workspace.person(slack_id)
    hands.types(f"/incident {typed}", "C04SUPPORT")
    hands.sees(answer, "C04SUPPORT")


def test_in_an_incidents_channel_it_hands_over_command(alice: Hands, bob: Hands, bot: Incidentbot) -> None:
    declare(alice, service="checkout")
    channel = str(alice.incident_channel()["id"])
    alice.sees("INC-1 · checkout is down", channel)
    alice.types("/incident handoff @bob", channel)
    alice.sees("<@U02BOB> is the incident commander now", channel)
    alice.types("/incident INC-1 handoff @alice")
    alice.sees("<@U01ALICE> is the incident commander now", channel)
    alice.types("/incident handoff queue", channel)
    assert "INC" not in alice.form("hand_over").view["title"]["text"]
