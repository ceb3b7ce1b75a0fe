"""What the chat did for us is written down with the end of its row; what people do to our channel is followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Actor, Person
from incidentbot.domain.work import Work
from incidentbot.errors import Fenced
from incidentbot.ports import Channel, PostedMessage
from incidentbot.services.chat_fact import PACE, ChatFacts
from incidentbot.services.incident import Incidents
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import FakeClock, said
from tests.written import Asked, count

Told = Callable[[object], list[str]]
C1 = Channel("C1", "inc-1-checkout-is-down")


@pytest.fixture
def claim(store: Store, clock: FakeClock) -> Callable[[str], Work]:
    """The worker's part: takes the row of that kind, and puts the lane's earlier rows out of the way."""

    def claim(kind: str) -> Work:
        for _ in range(20):
            with store.begin() as tx:
                now = clock.now()
                for work in tx.claim_work(now, "me", now + timedelta(hours=1), now, 50, []):
                    if work.kind == kind:
                        return work
                    tx.drop_work(work.cause, clock.now(), "not this story")
        raise LookupError(kind)

    return claim


@pytest.fixture
def opened(chat_facts: ChatFacts, incident: Incident, asked: Asked) -> Incident:
    """INC-1 with its channel C1."""
    chat_facts.channel_opened(incident.id, C1, None, BOT)
    asked.forget()
    return chat_facts.incident(incident.id)


# -- what the chat did ------------------------------------------------------------------------------------------------


def test_the_channel_that_was_opened_is_known_and_the_announcement_need_not_wait(
    chat_facts: ChatFacts,
    incident: Incident,
    claim: Callable[[str], Work],
    asked: Asked,
    told: Told,
    clock: FakeClock,
    incidents: Incidents,
) -> None:
    work = claim("channel.open")
    chat_facts.channel_opened(incident.id, C1, "https://chat.example/answer", BOT.because_of(work.cause))
    found = incidents.of_channel("C1")
    assert found
    assert (found.number, found.channel_name) == (1, "inc-1-checkout-is-down")
    assert told(incident)[-1] == "Incidentbot: opened the channel #inc-1-checkout-is-down"
    assert asked.last("announcement.post").due_at == clock.now()
    assert asked.new() == ["answer  incident/channel_ready"]
    assert asked.last("answer").payload["address"] == "https://chat.example/answer"


def test_the_channel_and_the_end_of_its_row_are_one_transaction(
    chat_facts: ChatFacts, incident: Incident, claim: Callable[[str], Work], told: Told
) -> None:
    by = BOT.because_of(claim("channel.open").cause)
    with slow_commits():
        results = at_once(*[lambda: chat_facts.channel_opened(incident.id, C1, None, by)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Fenced", "NoneType"]
    with pytest.raises(Fenced):
        chat_facts.channel_opened(incident.id, Channel("C2", "a second"), None, by)
    assert chat_facts.incident(incident.id).channel_id == "C1"
    assert len([line for line in told(incident) if "opened the channel" in line]) == 1


def test_nobody_waits_for_an_answer_and_none_is_given(chat_facts: ChatFacts, incident: Incident, asked: Asked) -> None:
    chat_facts.channel_opened(incident.id, C1, None, BOT)
    assert asked.new() == []


def test_a_message_with_a_name_is_found_again_and_its_lane_takes_a_breath(
    chat_facts: ChatFacts, claim: Callable[[str], Work], incident: Incident, store: Store, clock: FakeClock
) -> None:
    work = claim("card.post")
    card = PostedMessage("C1", "1.000100")
    chat_facts.message_posted("card:INC-1", card, work.lane, BOT.because_of(work.cause))
    assert chat_facts.message_named("card:INC-1") == card
    assert chat_facts.message_named("card:INC-2") is None
    with store.read() as tx:
        assert tx.next_lane_opening(clock.now()) == clock.now() + PACE
    assert count(store, "work WHERE kind = 'card.post' AND state = 'done'") == 1


def test_a_message_without_name_or_lane_leaves_only_the_end_of_its_row(
    chat_facts: ChatFacts, claim: Callable[[str], Work], incident: Incident, store: Store
) -> None:
    chat_facts.message_posted(None, PostedMessage("C1", "1.1"), None, BOT.because_of(claim("card.post").cause))
    assert (count(store, "posted_message"), count(store, "lane")) == (0, 0)


def test_who_could_not_be_invited_is_said_in_the_channel_with_the_reason(
    chat_facts: ChatFacts, opened: Incident, asked: Asked, told: Told
) -> None:
    chat_facts.not_invited(opened.id, {"U03GUEST": "a guest of one channel"}, BOT)
    assert asked.new() == ["message.post channel:INC-1 incident/not_invited"]
    [person] = asked.last("message.post").payload["data"]["people"]
    assert (person["slack_id"], person["reason"]) == ("U03GUEST", "a guest of one channel")
    assert told(opened)[-1] == "Incidentbot: could not invite U03GUEST: a guest of one channel"


# -- what people did to it --------------------------------------------------------------------------------------------


def test_a_renamed_channel_is_followed_once(
    chat_facts: ChatFacts, opened: Incident, bob: Person, told: Told, asked: Asked
) -> None:
    for _ in range(2):
        chat_facts.channel_renamed("C1", "checkout-fire", bob.as_actor())
    assert chat_facts.incident(opened.id).channel_name == "checkout-fire"
    renamed = "Bob: the channel #inc-1-checkout-is-down is now called #checkout-fire"
    assert [line for line in told(opened) if "called" in line] == [renamed]
    assert asked.new() == []


def test_an_archived_channel_is_told_to_whoever_leads(
    chat_facts: ChatFacts, incidents: Incidents, opened: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    chat_facts.channel_archived("C1", True, bob.as_actor())
    chat_facts.channel_archived("C1", True, bob.as_actor())
    assert chat_facts.incident(opened.id).is_channel_archived
    assert asked.new() == ["message.post dm:U01ALICE incident/channel_archived"], "the declarer, without a commander"
    assert told(opened)[-1] == "Bob: archived the channel #inc-1-checkout-is-down"
    chat_facts.channel_archived("C1", False, bob.as_actor())
    incidents.take_command(opened.id, bob.as_actor())
    asked.forget()
    chat_facts.channel_archived("C1", True, alice.as_actor())
    assert asked.new() == ["message.post dm:U02BOB incident/channel_archived"]


def test_the_channel_of_a_closed_incident_may_be_archived_without_a_word(
    chat_facts: ChatFacts, incidents: Incidents, opened: Incident, bob: Person, asked: Asked
) -> None:
    incidents.resolve(opened.id, "x", None, bob.as_actor())
    asked.forget()
    chat_facts.channel_archived("C1", True, bob.as_actor())
    assert asked.new() == []


def test_unarchived_what_has_waited_goes_on_at_once(
    chat_facts: ChatFacts, opened: Incident, bob: Person, store: Store, clock: FakeClock, told: Told, asked: Asked
) -> None:
    chat_facts.channel_archived("C1", True, bob.as_actor())
    with store.begin() as tx:
        tx.ask("card.refresh", clock.now(), lane="channel:INC-1", due_at=clock.now() + timedelta(minutes=5))
    chat_facts.channel_archived("C1", False, bob.as_actor())
    waiting = [row for row in asked.rows() if row.lane == "channel:INC-1"]
    assert waiting
    assert {row.due_at for row in waiting} == {clock.now()}
    assert told(opened)[-1] == "Bob: unarchived the channel #inc-1-checkout-is-down"


def test_channels_that_are_not_ours_are_not_our_business(
    chat_facts: ChatFacts, opened: Incident, bob: Person, asked: Asked, told: Told
) -> None:
    before = told(opened)
    chat_facts.channel_renamed("C404", "x", bob.as_actor())
    chat_facts.channel_archived("C404", True, bob.as_actor())
    assert (asked.new(), told(opened)) == ([], before)


def test_a_channel_that_was_deleted_is_replaced_with_all_its_furniture(
    chat_facts: ChatFacts, incidents: Incidents, opened: Incident, bob: Person, asked: Asked, told: Told
) -> None:
    incidents.take_command(opened.id, bob.as_actor())
    chat_facts.message_posted("card:INC-1", PostedMessage("C1", "1.1"), None, BOT)
    asked.forget()
    for _ in range(2):  # two rows found it gone
        chat_facts.channel_replaced(opened.id, Channel("C2", "inc-1-checkout-is-down-2"))
    assert asked.new() == [
        "channel.invite channel:INC-1 U01ALICE+U02BOB",
        "card.post channel:INC-1",
        "card.pin channel:INC-1",
        "channel.topic channel:INC-1",
        "channel.purpose channel:INC-1",
    ]
    assert told(opened)[-1] == (
        "Incidentbot: #inc-1-checkout-is-down was deleted; opened #inc-1-checkout-is-down-2 in its place"
    )
    found = chat_facts.incident(opened.id)
    assert (found.channel_id, found.channel_name) == ("C2", "inc-1-checkout-is-down-2")
    assert chat_facts.message_named("card:INC-1") is None


def test_a_card_that_was_deleted_is_posted_and_pinned_again_each_time(
    chat_facts: ChatFacts, opened: Incident, asked: Asked
) -> None:
    for ts in ("1.1", "2.2"):
        chat_facts.message_posted("card:INC-1", PostedMessage("C1", ts), None, BOT)
        chat_facts.card_lost(opened.id)
        chat_facts.card_lost(opened.id)
        assert asked.new() == ["card.post channel:INC-1", "card.pin channel:INC-1"]
        assert chat_facts.message_named("card:INC-1") is None


def test_nobody_to_tell_and_nothing_fails(
    chat_facts: ChatFacts, incidents: Incidents, bob: Person, asked: Asked
) -> None:
    incident = incidents.declare(said(), Actor("A monitor")).incident
    assert incident
    chat_facts.channel_opened(incident.id, C1, None, BOT)
    asked.forget()
    chat_facts.channel_archived("C1", True, bob.as_actor())
    assert asked.new() == []
