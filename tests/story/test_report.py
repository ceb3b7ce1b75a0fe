"""Somebody in #support tells of a problem: a ticket, an answer under their message, and the end of it told once."""

from __future__ import annotations

import re

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.report import Origin, ReportFacts
from incidentbot.domain.ticket import Ticket
from tests.hands import Hands, Workspace, eventually, mrkdwn_text, whole_text

SUPPORT = "C04SUPPORT"
BROADCASTS = re.compile(r"<!(channel|here|everyone|subteam)")


@pytest.fixture
def dan(workspace: Workspace) -> Hands:
    """The support agent."""
    return workspace.person("U04DAN")


@pytest.fixture
def gina(workspace: Workspace) -> Hands:
    """A guest of #support."""
    return workspace.person("U05GINA")


def ticket(bot: Incidentbot, number: int = 1) -> Ticket:
    return bot.tickets.numbered(number)


def tickets_there_are(bot: Incidentbot) -> int:
    with bot.store.read() as tx:
        return int(tx.connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar_one())


def test_a_message_becomes_a_ticket_and_its_thread_hears_the_end_once(
    dan: Hands, alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    ts = dan.says("A customer cannot pay & is <angry>", SUPPORT)
    dan.uses("create_ticket", SUPPORT, ts)
    form = dan.form("report")
    assert form.values["text"]["text"]["value"] == "A customer cannot pay & is <angry>"
    assert ts.replace(".", "") in form.values["conversation"]["conversation"]["value"]
    assert "*P3*: no current customer impact" in form.text
    form = form.choose("reported_service", "checkout").choose("reported_customers", "some")
    assert "limited customer impact" in form.text
    assert form.fill(customer="Acme").submit()["ok"]
    dan.sees("Noted as *T-1* by <@U04DAN>", SUPPORT, ts)
    answer = dan.sees("*T-1* · *P3*: A customer cannot pay", dan.dm())
    assert "in the queue of Payments" in whole_text(answer)
    made = ticket(bot)
    assert (made.title, made.team, made.service) == ("A customer cannot pay & is <angry>", "payments", "checkout")
    with bot.store.read() as tx:
        (link,) = tx.links_of(made.id)
        assert ts.replace(".", "") in link.url

    alice.types("/incident report T-1 mine too, since noon")
    alice.presses("This got worse", alice.sees("Added to *T-1*", "C01GENERAL"), "C01GENERAL")
    alice.form("got_worse").choose("customers", "many").submit()
    channel = str(alice.incident_channel()["id"])
    alice.types("/incident resolved", channel)
    alice.form("resolve").fill(summary="The bank is back").submit()
    for hands in (dan, alice):
        told = hands.sees("What you reported is resolved: *T-1*", hands.dm())
        assert "The bank is back" in whole_text(told)
    dan.sees("*T-1* is resolved.\nThe bank is back", SUPPORT, ts)
    workspace.settled()
    for hands in (dan, alice):
        assert sum("What you reported is resolved" in whole_text(one) for one in hands.messages(hands.dm())) == 1
    assert len(dan.messages(SUPPORT, ts)) == 3, "the message, the answer, the end"


def test_in_words_and_in_the_form_it_joins_what_is_open_already(
    dan: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    dan.types("/incident report")
    form = dan.form("report").fill(text="Orders hang\nsince nine", reported_customers="some")
    form.choose("reported_service", "delivery").submit()
    dan.sees("*T-1* · *P3*: Orders hang", dan.dm())
    bob.types("/incident report")
    form = bob.form("report").fill(text="no parcels").choose("reported_service", "delivery")
    assert "T-1 · Orders hang" in form.text
    assert form.fill(joins="1", customer="12").submit()["ok"]
    bob.sees("Added to *T-1*", bob.dm())
    with bot.store.read() as tx:
        assert [(row.text, row.customers) for row in tx.reports_of(ticket(bot).id)] == [
            ("Orders hang\nsince nine", None),
            ("no parcels", 12),
        ]
    bob.types("/incident report T-1")
    form = bob.form("report")
    assert form.values["joins"]["joins"]["selected_option"]["value"] == "1"
    bob.act("view_close", view_id=form.view["id"])
    bob.types("/incident report T-99 it is back")
    told = bob.sees("There is no T-99.", "C01GENERAL")
    assert "T-99 it is back" in whole_text(told), "what was typed is not lost"


def test_a_guest_may_report_and_sees_nothing_of_the_queue(
    gina: Hands, dan: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    dan.types("/incident report The board has left")
    dan.sees("*T-1* · *P3*: The board has left", "C01GENERAL")
    gina.types("/incident report", SUPPORT)
    form = gina.form("report").fill(text="I cannot pay").choose("reported_service", "checkout")
    assert "T-1" not in form.text
    assert "*P3*" not in form.text
    assert form.submit()["ok"]
    noted = gina.sees("Thank you: this is *T-2*.", gina.dm())
    assert "P3" not in whole_text(noted)
    gina.types("/incident report T-1 what is that?", SUPPORT)
    gina.sees("You have not reported T-1.", SUPPORT)
    ts = gina.says("now nobody can pay", SUPPORT)
    gina.uses("create_ticket", SUPPORT, ts)
    gina.form("report").fill(reported_customers="many").submit()
    gina.sees("Noted as *T-3*", SUPPORT, ts)
    gina.sees("Thank you: this is *T-3*.", gina.dm())
    workspace.settled()
    assert bot.incidents.numbered(1).ticket_id == ticket(bot, 3).id
    assert not any(channel["name"].startswith("inc-") for channel in gina.state()["channels"])


def test_two_people_who_report_one_message_share_a_ticket(
    dan: Hands, gina: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    ts = gina.says("I cannot pay", SUPPORT)
    for hands in (dan, gina):
        hands.uses("create_ticket", SUPPORT, ts)
        assert hands.form("report").submit()["ok"]
    gina.sees("Thank you: this is *T-1*.", gina.dm())
    workspace.settled()
    assert tickets_there_are(bot) == 1
    answers = [one for one in dan.messages(SUPPORT, ts) if one["user"] == "U00BOT"]
    assert len(answers) == 1


def test_hostile_words_are_kept_and_do_nothing(
    dan: Hands, alice: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    hostile = "<!channel> <!here> <@U05GINA> *bold* `{{ 7777 * 7777 }}` & co"
    ts = dan.says(hostile, SUPPORT)
    dan.uses("create_ticket", SUPPORT, ts)
    form = dan.form("report").fill(text=hostile, customer=hostile, conversation="")
    form.choose("reported_customers", "many").submit()
    channel = str(alice.incident_channel()["id"])  # no service was named, and Alice is of the triage team
    alice.types(f"/incident INC-1 report {hostile}", channel)
    alice.sees("reported it too: ", channel)
    alice.types("/incident resolved", channel)
    alice.form("resolve").fill(summary=hostile).submit()
    dan.sees("What you reported is resolved", dan.dm())
    workspace.settled()
    assert ticket(bot).description == hostile
    said = [one for there in workspace.export()["channels"] for one in there["messages"] if one["user"] == "U00BOT"]
    assert len(said) > 5
    for shown in said:
        assert not BROADCASTS.search(mrkdwn_text(shown)), mrkdwn_text(shown)
        assert "<@U05GINA>" not in mrkdwn_text(shown), mrkdwn_text(shown)
        assert "60481729" not in mrkdwn_text(shown)


def test_a_form_that_says_nothing_keeps_the_rest(dan: Hands, bot: Incidentbot) -> None:
    dan.types("/incident report")
    form = dan.form("report").fill(text=" \u200b ", customer="Acme")
    refused = form.submit()
    assert refused["errors"]["text"] == "Say in a few words what is wrong."
    assert form.fill(text="x" * 3000).submit()["ok"]
    eventually(lambda: ticket(bot).description == "x" * 3000)


def test_a_double_click_reports_once(dan: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    workspace.fault("duplicate_event", times=None)
    dan.types("/incident report the printer burns")
    dan.types("/incident report")
    dan.form("report").fill(text="so does the carpet").submit()
    dan.sees("so does the carpet", dan.dm())
    workspace.settled()
    assert tickets_there_are(bot) == 2


def test_with_slack_down_nothing_is_lost(dan: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    """A report comes in by another way meanwhile; here the service is asked directly."""
    ts = dan.says("A customer cannot pay", SUPPORT)
    agent = bot.people.meet(dan.id, "dan", "UTC", is_guest=False, is_bot=False, is_deleted=False)
    workspace.fault("down", times=None, seconds=300)
    bot.reports.report(agent.as_actor(), ReportFacts("A customer cannot pay", origin=Origin(SUPPORT, ts, ts)))
    workspace.advance(minutes=2)
    bot.queue.done(agent.as_actor(), 1, "it was the cable")
    workspace.advance(minutes=6)
    dan.sees("*T-1* is resolved.", SUPPORT, ts)
    dan.sees("What you reported is resolved", dan.dm())
    workspace.settled(quiet=3)
    said = [whole_text(one) for one in dan.messages(SUPPORT, ts) if one["user"] == "U00BOT"]
    assert ["Noted as" in said[0], "is resolved" in said[-1], len(said)] == [True, True, 2]
    assert len(dan.messages(dan.dm())) == 2
