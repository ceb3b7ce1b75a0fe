"""Paging, acknowledging, escalating and snoozing by hand: in words, by buttons, by 👀."""

from __future__ import annotations

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.page import Page, PageState
from tests.hands import Hands, Json, Workspace, declare, eventually, whole_text
from tests.pages_at_hand import PROCESS, alerted, card, the_page, told

HERE = "C03PAYMENTS"


@pytest.fixture
def process_text() -> str:
    return PROCESS


@pytest.fixture
def carol(workspace: Workspace) -> Hands:
    return workspace.person("U03CAROL")


@pytest.fixture
def page(bot: Incidentbot) -> Page:
    """Alice is being asked about checkout."""
    return alerted(bot)


def asking(hands: Hands) -> Json:
    """The message that asks them."""
    return hands.sees("*P1* checkout is down", hands.dm())


def test_the_button_in_the_message_acknowledges_and_a_stale_one_answers_calmly(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    asked = asking(alice)
    workspace.advance(minutes=5)
    also = asking(bob)
    for _ in range(2):
        alice.presses("Acknowledge", asked, alice.dm())
    taken = the_page(bot, PageState.ACKNOWLEDGED)
    assert (taken.acknowledged_by, taken.acknowledged_how) == ("alice", "Slack")
    shown = alice.sees("*<@U01ALICE> has it*", alice.dm())
    assert "Nobody has it yet" not in whole_text(shown)
    bob.sees("You need do nothing.", bob.dm())
    bob.presses("Acknowledge", also, bob.dm())
    stale = bob.sees("alice has it since", bob.dm())
    assert "*<@U01ALICE> has it*" in whole_text(stale)
    workspace.settled()
    assert [line for line in told(bot, page) if "acknowledged" in line] == [
        f"alice: acknowledged by Slack: page {page.code} (T-1)"
    ]


def test_two_who_escalate_at_once_escalate_once(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    declared = alice.incident_channel()["id"]
    bob.incident_channel()
    shown = alice.sees("Everything on one page", declared)
    for hands in (bob, alice):
        hands.presses("Escalate", shown, declared)
    too_late = "was escalated a moment ago"
    eventually(
        lambda: any(too_late in whole_text(one) for hands in (alice, bob) for one in hands.messages(declared)),
        "one of the two came too late",
    )
    bob.types("/incident escalate", declared)
    bob.sees(too_late, declared)
    workspace.settled()
    [line] = [line for line in told(bot, page) if "escalated" in line]
    assert line.endswith(f": escalated page {page.code} (T-1)")
    assert the_page(bot).position == (0, 1)
    workspace.advance(minutes=1)
    bob.types("/incident escalate", declared)
    alice.sees("This is the last resort", declared)
    workspace.advance(minutes=1)
    bob.types("/incident escalate", declared)
    bob.sees("everybody has been asked, also the last resort", declared)


def test_snoozed_it_asks_again_and_eyes_acknowledge_it(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    channel = alice.incident_channel()["id"]
    alice.types("/incident snooze whenever", channel)
    alice.sees("“whenever” is no time that I know", channel)
    alice.types("/incident snooze 5 parsecs", channel)
    alice.sees("“5 parsecs” is no time that I know", channel)
    alice.types("/incident snooze 30 min", channel)
    alice.sees("is snoozed, and asks again by itself", channel)
    the_page(bot, PageState.SNOOZED)
    workspace.advance(minutes=31)
    the_page(bot, PageState.OPEN)
    alice.sees("the snooze has ended", channel)
    alice.types("/incident snooze", channel)
    assert alice.form("snooze_page").fill(until="1h").submit()["ok"]
    the_page(bot, PageState.SNOOZED)
    ts = bob.says("I look at it", channel)
    bob.reacts("eyes", channel, ts)
    taken = the_page(bot, PageState.ACKNOWLEDGED)
    assert (taken.acknowledged_by, taken.acknowledged_how) == ("bob", "👀")
    eventually(lambda: "*<@U02BOB> has it*, by 👀" in card(alice, channel), "the card says who")
    workspace.settled()
    before = len(bob.messages(channel))
    bob.takes_back("eyes", channel, ts)
    bob.reacts("eyes", channel, ts)
    workspace.settled()
    assert the_page(bot, PageState.ACKNOWLEDGED).acknowledged_by == "bob"
    assert len(bob.messages(channel)) == before, "somebody who only looks is not answered"


def test_paging_a_team_before_there_is_an_incident(
    alice: Hands, bob: Hands, carol: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    carol.types("/incident page checkout payments stay open for hours", HERE)
    shown = carol.sees("Paging Payments.", HERE)
    assert "checkout: payments stay open for hours" in whole_text(shown)
    page = the_page(bot)
    assert page.priority == "P2"
    alice.types("/incident ack", HERE)
    alice.sees("You have T-1. Nobody else is asked.", HERE)
    carol.sees("has what you paged for (acknowledged by Slack)", carol.dm())
    alice.types("/incident ack", HERE)
    alice.sees("You have T-1 already. Nobody else is asked.", HERE)
    bob.types("/incident ack", HERE)
    bob.sees("Nobody is being paged about this.", HERE)
    assert workspace.channels() == [], "a page opens no incident"


def test_paging_a_person_by_form_and_in_words(
    alice: Hands, carol: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.types("/incident page", HERE)
    form = alice.form("page")
    assert "this opens a ticket" in form.text
    assert "Choose a team, or a person." in form.fill(why="help").submit()["errors"]["team"]
    assert form.fill(person="U03CAROL", why="I need you at the door").submit()["ok"]
    alice.sees("Paging carol.", HERE)
    carol.sees("I need you at the door", carol.dm())
    alice.types("/incident page @dan whom the process file does not know", HERE)
    dan = workspace.person("U04DAN")
    asked = dan.sees("whom the process file does not know", dan.dm())
    dan.presses("Acknowledge", asked, dan.dm())
    assert the_page(bot, PageState.ACKNOWLEDGED, 2).acknowledged_how == "Slack"
    alice.types("/incident page nobody that I know", HERE)
    told_so = alice.sees("I know no team, service or person “nobody”", HERE)
    assert "`/incident declare page nobody that I know`" in whole_text(told_so)
    alice.types("/incident page paymnts help", HERE)
    alice.sees("I know no team, service or person “paymnts”: did you mean “payments”?", HERE)
    gina = workspace.person("U05GINA")
    gina.types("/incident page payments help", "C04SUPPORT")
    gina.sees("Guests cannot page.", "C04SUPPORT")
    for verb, what in (("stats 7d", "figures about pages"), ("pages", "pages")):
        gina.types(f"/incident {verb}", "C04SUPPORT")
        gina.sees(f"Guests do not see {what}.", "C04SUPPORT")


def test_in_an_incident_the_other_team_is_asked_and_pages_are_listed(
    alice: Hands, bob: Hands, carol: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    channel = alice.incident_channel()["id"]
    alice.types("/incident page storefront", channel)
    alice.sees("Paging storefront.", channel)
    the_page(bot, number=2)
    alice.types("/incident page storefront", channel)
    alice.sees("is asked about T-1 already", channel)
    alice.types("/incident pages", channel)
    listed = whole_text(alice.sees("Pages of INC-1", channel))
    assert "team storefront" in listed
    assert "<@U03CAROL>: Slack" in listed
    bob.types("/incident ack", channel)
    which = bob.sees("Which one?", channel)
    bob.presses("Acknowledge", which, channel)
    the_page(bot, PageState.ACKNOWLEDGED, 1)
    bob.types("/incident ack 1002", channel)
    the_page(bot, PageState.ACKNOWLEDGED, 2)
    bob.act("open_home")
    eventually(lambda: "My pages" in whole_text(bob.state()["home"] or {}), "what Bob has taken is in his home")


def test_handed_over_it_asks_whom_it_was_given_to(
    alice: Hands, carol: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    alice.types("/incident pages mine", HERE)
    alice.presses("Hand over", alice.sees("My pages", HERE), HERE)
    assert alice.form("reassign_page").fill(person="U03CAROL").submit()["ok"]
    alice.sees("carol is being asked.", HERE)
    asked = carol.sees("*P1* checkout is down", carol.dm())
    carol.presses("Acknowledge", asked, carol.dm())
    assert the_page(bot, PageState.ACKNOWLEDGED).acknowledged_by == "carol"


def test_the_card_of_a_closed_incident_still_tells_who_was_asked_and_who_had_it(
    alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    channel = alice.incident_channel()["id"]
    alice.types("/incident ack", channel)
    the_page(bot, PageState.ACKNOWLEDGED)
    alice.types("/incident resolved", channel)
    assert alice.form("resolve").fill(summary="a switch was off").submit()["ok"]
    the_page(bot, PageState.RESOLVED)
    shown = eventually(lambda: "Over; <@U01ALICE> had it, by Slack at" in card(alice, channel) and card(alice, channel))
    assert "<@U01ALICE>: Slack sent at" in shown
    assert "Hand over" not in shown


def test_figures_and_the_page_for_everybody(alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page) -> None:
    alice.types("/incident ack", HERE)
    the_page(bot, PageState.ACKNOWLEDGED)
    alice.types("/incident stats 7d payments", HERE)
    figures = whole_text(alice.sees("Pages of the last 7 days · payments", HERE))
    assert "1 page, 1 notification · acknowledged within" in figures
    assert "checkout: 1 page" in figures
    assert "By hour" in figures
    for words, answer in (
        ("0d", "Say how long in days or weeks, up to 400 days"),
        ("401d", "Say how long in days or weeks"),
        ("7d 30d", "Say how long in days or weeks"),
        ("99x payments", "I cannot read “99x payments”. Say how long in days or weeks"),
        ("last month", "I cannot read “last month”."),
        ("nobody", "There is no team “nobody”."),
        ("paymnts", "There is no team “paymnts”: did you mean “payments”? There are"),
        ("400 days", "Pages of the last 400 days"),
        ("2 weeks payments", "Pages of the last 14 days · payments"),
        ("1w storefront", "Nobody was paged."),
    ):
        alice.types(f"/incident stats {words}", HERE)
        alice.sees(answer, HERE)
    shown = httpx2.get(bot.links.page(page.id))
    assert shown.status_code == 200
    assert "Alice Novak has it" in shown.text
    assert "no-store" in shown.headers["cache-control"]
    for wrong in (bot.links.page(page.id)[:-1] + "x", bot.links.page(999)):
        assert httpx2.get(wrong).status_code == 404


def test_talk_in_the_channel_renews_an_acknowledgement(
    alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    channel = alice.incident_channel()["id"]
    alice.types("/incident ack", channel)
    first = the_page(bot, PageState.ACKNOWLEDGED).next_due_at
    assert first
    workspace.advance(minutes=90)
    alice.says("still on it", channel)
    eventually(lambda: (the_page(bot, PageState.ACKNOWLEDGED).next_due_at or first) > first, "it holds for longer")
    second = the_page(bot, PageState.ACKNOWLEDGED).next_due_at
    assert second
    workspace.advance(minutes=60)
    workspace.settled()
    the_page(bot, PageState.ACKNOWLEDGED)
    alice.types("/incident note the pool was full", channel)
    eventually(lambda: (the_page(bot, PageState.ACKNOWLEDGED).next_due_at or second) > second, "a command counts, too")
    workspace.advance(minutes=121)
    the_page(bot, PageState.OPEN)


def test_the_form_says_truly_who_is_paged(alice: Hands, bob: Hands, bot: Incidentbot) -> None:
    alice.types("/incident declare checkout is slow")
    form = alice.form("declare").choose("customers", "many").choose("service", "checkout")
    assert "Pages *Alice Novak* now (named by the policy)." in form.text
    assert form.submit()["ok"]
    the_page(bot)
    declare(bob, "and again", customers="none", condition="fine", urgency="planned")
    bob.sees("T-2", "C01GENERAL")
    assert len(bot.pager.open()) == 1, "what is not P1 or P2 pages nobody"
