"""The timeline and the promises: what is kept, corrected, withdrawn, chased."""

from __future__ import annotations

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.timeline import Entry
from tests.hands import Hands, Workspace, declare, eventually, whole_text

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def channel(alice: Hands, bob: Hands) -> str:
    declare(alice)
    channel = str(alice.incident_channel()["id"])
    bob.act("join", channel=channel)
    return channel


def entries(bot: Incidentbot) -> list[Entry]:
    return bot.timeline.told(bot.incidents.numbered(1))


def kept(bot: Incidentbot, words: str) -> list[Entry]:
    return [entry for entry in entries(bot) if words in entry.text]


def test_a_pinned_message_counts_once_and_can_be_withdrawn(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    ts = bob.says("Deploy 4711 at 14:02, ask @alice & <the others>", channel)
    alice.reacts("pushpin", channel, ts)
    bob.reacts("pushpin", channel, ts)
    eventually(lambda: kept(bot, "Deploy 4711"))
    alice.uses("add_to_timeline", channel, ts)
    alice.sees("is on the timeline of INC-1 already", channel)
    workspace.settled()
    (entry,) = kept(bot, "Deploy 4711")
    assert entry.text == "Deploy 4711 at 14:02, ask @alice & <the others>"
    assert entry.event.author == "bob"
    assert entry.event.link
    alice.takes_back("pushpin", channel, ts)
    workspace.settled()
    assert not kept(bot, "Deploy 4711")[0].withdrawn_by, "bob's 📌 is still there"
    bob.takes_back("pushpin", channel, ts)
    eventually(lambda: kept(bot, "Deploy 4711")[0].withdrawn_by == "bob")
    bob.reacts("pushpin", channel, ts)
    eventually(lambda: not kept(bot, "Deploy 4711")[0].withdrawn_by)
    assert len(kept(bot, "Deploy 4711")) == 1


def test_a_message_in_a_thread_is_kept_too(alice: Hands, channel: str, bot: Incidentbot) -> None:
    parent = alice.says("What do we know?", channel)
    reply = alice.says("The queue is full", channel, thread=parent)
    alice.reacts("pushpin", channel, reply)
    eventually(lambda: kept(bot, "The queue is full"))


def test_a_correction_is_a_new_event_and_the_old_stays_readable(alice: Hands, channel: str, bot: Incidentbot) -> None:
    alice.types("/incident note Rolled bakc", channel)
    alice.sees("On the timeline of INC-1", channel)
    alice.types("/incident timeline", channel)
    listed = alice.form("timeline")
    assert "Rolled bakc" in listed.text
    last = [
        block for block in listed.view["blocks"] if (block.get("accessory") or {}).get("action_id") == "correct_event"
    ]
    listed.hands.act(
        "block_action",
        container={"type": "view", "view_id": listed.view["id"]},
        block_id=last[-1]["block_id"],
        action_id="correct_event",
        action={"type": "button", "value": last[-1]["accessory"]["value"]},
        state={"values": {}},
    )
    form = alice.form("correct_event")
    assert form.fill(text="Rolled back").submit()["ok"]
    eventually(lambda: kept(bot, "Rolled back"))
    (entry,) = kept(bot, "Rolled back")
    assert [earlier.text for earlier in entry.before] == ["Rolled bakc"]
    eventually(lambda: "Corrected. Before" in alice.form("timeline").text, "the list is redrawn")


def test_a_long_timeline_is_paged(alice: Hands, channel: str, bot: Incidentbot) -> None:
    for number in range(30):
        bot.timeline.note(bot.incidents.numbered(1).id, f"note {number}", bot.people.known("U01ALICE")[0].as_actor())
    alice.types("/incident timeline", channel)
    form = alice.form("timeline")
    assert "note 29" in form.text
    assert "note 2\n" not in form.text
    before = form.view["hash"]
    form.press("← Previous")
    eventually(lambda: alice.form("timeline").view["hash"] != before)
    assert "note 10" in alice.form("timeline").text


def test_a_promise_is_chased_until_it_is_kept(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.types("/incident action rotate the keys @bob in 3 days", channel)
    alice.sees("*AI-1* rotate the keys", channel)
    item = bot.items.item(1)
    assert item.owner
    assert item.owner.slack_id == "U02BOB"
    chased = 0
    for _ in range(4):
        workspace.advance(days=1)
        workspace.settled()
        found = sum("AI-1 is" in one["text"] for one in bob.messages(bob.dm())) if _has_dm(bob) else 0
        chased = max(chased, found)
    assert chased == 2, "the day before and on the day"
    workspace.advance(days=7)
    workspace.settled()
    overdue = bob.sees("AI-1 is overdue", bob.dm())
    bob.presses("Done", overdue, bob.dm())
    bob.sees("AI-1 is done", bob.dm())
    seen = [one["text"] for one in bob.messages(bob.dm()) if "AI-1" in one["text"]]
    workspace.advance(days=30)
    workspace.settled()
    assert [one["text"] for one in bob.messages(bob.dm()) if "AI-1" in one["text"]] == seen


def _has_dm(hands: Hands) -> bool:
    return any(one["is_im"] for one in hands.state()["channels"])


def test_a_check_mark_makes_a_promise_once_and_taking_it_off_drops_it(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot, workspace: Workspace
) -> None:
    ts = alice.says("We should alert on queue depth", channel)
    bob.reacts("white_check_mark", channel, ts)
    alice.reacts("white_check_mark", channel, ts)
    alice.sees("*AI-1* We should alert on queue depth", channel, thread=ts)
    workspace.settled()
    incident = bot.incidents.numbered(1)
    (item,) = bot.items.of_ticket(incident.ticket_id)
    assert item.owner
    assert item.owner.slack_id in ("U02BOB", "U01ALICE")
    for one in (alice, bob):
        one.takes_back("white_check_mark", channel, ts)
    eventually(lambda: bot.items.item(item.id).state == "dropped")


def test_a_promise_is_changed_and_dropped_with_a_reason(
    alice: Hands, bob: Hands, channel: str, bot: Incidentbot
) -> None:
    alice.types("/incident action write it down", channel)
    posted = alice.sees("*AI-1* write it down", channel)
    alice.presses("Change", posted, channel)
    assert alice.form("change_action_item").fill(owner="U02BOB", due="2030-01-02").submit()["ok"]
    given = bob.sees("alice gave you *AI-1*", bob.dm())
    assert "Wed 2 Jan 2030" in whole_text(given)
    bob.act("open_home")
    home = eventually(lambda: bob.state()["home"])
    assert "*AI-1* write it down" in whole_text(home)
