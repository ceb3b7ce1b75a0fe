"""A morning with the queue: an alert's ticket is taken, snoozed, comes back, gets worse, and gets better again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.incident import Status
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.services.intake import Arrived
from tests.hands import Hands, Json, Workspace, eventually, whole_text

HERE = "C03PAYMENTS"
MY_QUEUE = "Queue of Payments, storefront"
Fires = Callable[..., None]


@pytest.fixture
def monitor(bot: Incidentbot) -> Fires:
    """A monitor of checkout's staging: what it says is worth a ticket."""

    def fires(*keys: str, state: AlertState = AlertState.FIRING, service: str = "checkout") -> None:
        labels = {"service": service, "environment": "staging"}
        alerts = [Alert(key, state, f"disk of {key} is full", severity="critical", labels=labels) for key in keys]
        bot.intake._write_down([Arrived("alertmanager", "alertmanager", tuple(alerts))])

    return fires


@pytest.fixture
def ticket(bot: Incidentbot, monitor: Fires) -> Ticket:
    """T-1, a P3 of payments that an alert from staging opened."""
    monitor("web-1")
    return when(bot, lambda ticket: ticket.is_open)


def when(bot: Incidentbot, holds: Callable[[Ticket], bool], number: int = 1) -> Ticket:
    """The ticket, once that is true of it."""

    def look() -> Ticket | None:
        with bot.store.read() as tx:
            found = tx.connection.exec_driver_sql(f"SELECT id FROM ticket WHERE number = {number}").scalar()
            ticket = tx.ticket(found) if found else None
        return ticket if ticket and holds(ticket) else None

    ticket = eventually(look, f"T-{number} as awaited")
    assert isinstance(ticket, Ticket)
    return ticket


def queue(hands: Hands, words: str = "", title: str = MY_QUEUE) -> Json:
    hands.types(f"/incident queue {words}".strip(), HERE)
    return hands.sees(title, HERE)


def chooses(hands: Hands, value: str, message: Json) -> None:
    """From the menu at a line's end."""
    block, menu = next(
        (block, element)
        for block in message["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "overflow"
    )
    option = next(option for option in menu["options"] if option["value"] == value)
    hands.act(
        "block_action",
        container={"type": "message", "channel": HERE, "ts": message["ts"], "is_ephemeral": True},
        block_id=block["block_id"],
        action_id=menu["action_id"],
        action={"type": "overflow", "selected_option": option},
        state={"values": {}},
    )


def told(bot: Incidentbot) -> list[str]:
    return [entry.text for entry in bot.tickets.whole(1).entries]


def test_a_ticket_is_taken_snoozed_and_back_again(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, ticket: Ticket
) -> None:
    page = queue(alice)
    assert "*T-1* · *P3*: disk of web-1 is full" in whole_text(page)
    assert "1 alert, 1 open" in whole_text(page)
    alice.presses("Take", page, HERE)
    page = alice.sees("T-1 is yours.", HERE)
    assert "<@U01ALICE>" in whole_text(page), "the page is redrawn"
    chooses(alice, "1 1h", page)
    page = alice.sees("T-1 waits, and comes back by itself.", HERE)
    assert "disk of web-1" not in whole_text(page)
    assert "waits until" in whole_text(queue(alice, "mine", "My tickets"))
    workspace.advance(minutes=61)
    back = alice.sees("is back in the queue", alice.dm())
    assert "disk of web-1" in whole_text(back)
    bob.types("/incident T-1", HERE)
    assert "in progress" in whole_text(bob.sees("*T-1* · *P3*", HERE))


def test_it_gets_worse_and_better_and_each_crossing_happens_once(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, ticket: Ticket
) -> None:
    page = queue(alice)
    alice.presses("Raise", page, HERE)
    form = alice.form("got_worse").choose("environment", "production").choose("customers", "many")
    assert form.submit()["ok"]
    channel = alice.incident_channel()["id"]
    card = alice.sees("INC-1 · disk of web-1 is full", channel)
    assert "1 alert, 1 open" in whole_text(card)
    alice.types("/incident priority P3 only the test customer", channel)
    alice.sees("That makes it a ticket again", channel)
    stopped = alice.sees("What stops: status updates and their reminders", channel)
    assert "alice chose P3: only the test customer" in whole_text(stopped)
    workspace.settled()
    assert bot.incidents.numbered(1).status == Status.CANCELLED
    assert "*T-1* · *P3*" in whole_text(queue(bob))
    workspace.advance(hours=3)
    workspace.settled()
    assert not any("status update of" in whole_text(one) for one in alice.messages(channel))
    assert len([text for text in told(bot) if text.startswith("opened INC-1")]) == 1
    alice.types("/incident priority P1", channel)
    form = alice.form("regrade")
    assert "Why?" in form.text
    assert form.fill(why="no, all of them").submit()["ok"]
    alice.sees("an incident again", channel)
    assert bot.incidents.numbered(1).status == Status.INVESTIGATING
    assert len(workspace.channels()) == 1


def test_a_double_click_acts_once_and_an_old_button_answers_calmly(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, ticket: Ticket
) -> None:
    mine, theirs = queue(alice), queue(bob)
    for _ in range(2):
        alice.presses("Done", mine, HERE)
    alice.sees("T-1 is resolved", HERE)  # by the first press; the second says that it was already
    bob.presses("Take", theirs, HERE)
    page = bob.sees("T-1 is resolved already.", HERE)
    assert "Nothing waits here" in whole_text(page)
    workspace.settled()
    assert told(bot).count("resolved") == 1


def test_resolved_by_hand_its_alert_resolves_in_silence(
    alice: Hands, bot: Incidentbot, workspace: Workspace, ticket: Ticket, monitor: Fires
) -> None:
    alice.types("/incident T-1 done a wrong threshold", HERE)
    alice.sees("T-1 is resolved.", HERE)
    before = len(workspace.calls())
    monitor("web-1", state=AlertState.RESOLVED)
    done = when(bot, lambda ticket: ticket.alerts_open == 0)
    assert (done.state, done.closed_reason) == (TicketState.RESOLVED, "a wrong threshold")
    workspace.settled()
    assert len(workspace.calls()) == before
    assert "1 of its alerts had not resolved at the source" in told(bot)


def test_everything_in_words(alice: Hands, bob: Hands, bot: Incidentbot, ticket: Ticket) -> None:
    for words, answer in {
        "take": "T-1 is yours.",
        "assign @bob": "T-1 is bob's.",
        "note the log rotation is off": "It is kept with T-1.",
        "link https://wiki.acme.example/disks Disks": "The link is kept with T-1.",
        "due friday": "T-1 is due on",
        "due never": "“never” is no day that I know.",
        "snooze 2h": "T-1 waits",
        "snooze whenever": "“whenever” is no time that I know.",
        "priority P4 can be planned": "*T-1* is *P4* now (it was P3)",
        "priority P9": "“P9” is no priority.",
        "severity": "Say which: SEV1",
        "tkae": "Did you mean `take`?",
        "assign somebody": "Mention the person",
        "done": "T-1 is resolved.",
        "priority P1 too late": "T-1 is resolved already.",
    }.items():
        alice.types(f"/incident t-1 {words}", HERE)
        alice.sees(answer, HERE)
    bob.sees("alice gave you *T-1*.", bob.dm())
    alice.types("/incident T-99 take", HERE)
    alice.sees("There is no T-99.", HERE)
    assert "the log rotation is off" in told(bot)


def test_the_form_shows_everything_and_changes_the_rest(alice: Hands, bot: Incidentbot, ticket: Ticket) -> None:
    alice.presses("Open", queue(alice), HERE)
    form = alice.form("edit_ticket")
    assert "disk of web-1 is full (alertmanager, firing)" in form.text
    assert "an alert opened it" in form.text
    refused = form.fill(title=" ").submit()
    assert not refused["ok"] or alice.form("edit_ticket")
    form = alice.form("edit_ticket").fill(title="disks of staging", team="logistics", comment="it fills every night")
    assert form.submit()["ok"]
    alice.sees("T-1 is saved.", HERE)
    saved = when(bot, lambda ticket: ticket.team == "logistics")
    assert saved.title == "disks of staging"
    assert told(bot)[-1] == "it fills every night"


def test_the_form_leads_to_another_priority(alice: Hands, bot: Incidentbot, ticket: Ticket) -> None:
    alice.types("/incident T-1 open", HERE)
    alice.form("edit_ticket").press("Change the priority")
    assert alice.form("regrade").fill(new_priority="P4", why="it can be planned").submit()["ok"]
    alice.sees("*T-1* is *P4* now", HERE)


def test_pages_and_filters(alice: Hands, bot: Incidentbot, monitor: Fires) -> None:
    for number in range(10):
        monitor(f"machine-{number}", service=f"thing-{number}")
    when(bot, lambda ticket: True, 10)
    page = queue(alice, "storefront", "Queue of storefront")
    assert "T-8" in whole_text(page)
    assert "T-9" not in whole_text(page)
    alice.presses("More", page, HERE)
    page = alice.sees("T-10", HERE)
    assert "T-8*" not in whole_text(page)
    alice.presses("From the top", page, HERE)
    eventually(lambda: "*T-1*" in whole_text(queue(alice, "storefront", "Queue of storefront")))
    assert "*T-1*" in whole_text(queue(alice, "unowned", "Tickets that nobody owns of"))
    assert "Nothing waits here" in whole_text(queue(alice, "overdue", "Overdue tickets of"))
    alice.types("/incident queue nobody", HERE)
    alice.sees("There is no team “nobody”. There are payments, storefront, logistics", HERE)
    alice.types("/incident queue unready", HERE)
    unready = alice.sees("Alert rules that are not ready for on-call", HERE)
    assert "disk of machine-0 is full" in whole_text(unready)
    assert "service" in whole_text(unready)


def test_a_guest_sees_nothing_of_the_queue(
    workspace: Workspace, alice: Hands, bot: Incidentbot, ticket: Ticket
) -> None:
    guest = workspace.person("U05GINA")
    for words in ("queue", "queue unready", "T-1", "T-1 done", "T-1 priority P1 x", "T-99"):
        guest.types(f"/incident {words}", "C04SUPPORT")
        guest.sees("The queue is for members of the workspace.", "C04SUPPORT")
        workspace.settled(quiet=0.2)
    shown = "\n".join(whole_text(one) for one in guest.messages("C04SUPPORT"))
    assert "disk of web-1" not in shown
    assert when(bot, lambda ticket: True).is_open


def test_app_home_has_my_teams_queue_and_my_tickets(alice: Hands, bot: Incidentbot, ticket: Ticket) -> None:
    alice.act("open_home")
    home = eventually(lambda: "The queue of" in whole_text(alice.state()["home"]) and alice.state()["home"], "the home")
    assert "disk of web-1 is full" in whole_text(home)
    block = next(block for block in home["blocks"] if block["type"] == "actions" and "queue_take" in str(block))
    button = next(element for element in block["elements"] if element["action_id"] == "queue_take")
    alice.act(
        "block_action",
        container={"type": "view", "view_id": home["id"]},
        block_id=block["block_id"],
        action_id="queue_take",
        action={"type": "button", "value": button["value"]},
        state={"values": {}},
    )
    home = eventually(lambda: "T-1 is yours." in whole_text(alice.state()["home"]) and alice.state()["home"], "taken")
    assert "My tickets" in whole_text(home)
