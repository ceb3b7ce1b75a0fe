"""A promise has an owner and a day; its owner is chased at nine on their own wall until it is kept or dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from incidentbot.domain.action_item import ActionItem, ActionState
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Person
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound, NotPossible
from incidentbot.services.action_item import ActionItems
from incidentbot.services.timeline import Quoted
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import MONDAY, FakeClock, arrived, because
from tests.written import Asked, count

Told = Callable[[object], list[str]]

FRIDAY = date(2026, 3, 6)
MESSAGE = Quoted(
    "C1", "1772442000.000100", "we should alert on pool size", "Bob", MONDAY, link="https://chat.example/p1"
)
PROMISED = "message.post channel:INC-1 action_item/promised"


Promise = Callable[..., ActionItem]
Fire = Callable[[], int]


# -- promising --------------------------------------------------------------------------------------------------------


def test_a_promise_is_told_noted_and_chased(
    items: ActionItems, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told, clock: FakeClock
) -> None:
    item = items.promise(incident.id, "  rotate the\n keys ", bob, FRIDAY, alice.as_actor())
    assert item == ActionItem(
        id=1,
        ticket_id=incident.ticket_id,
        text="rotate the keys",
        owner=bob,
        due=FRIDAY,
        state=ActionState.OPEN,
        promised_at=clock.now(),
        incident_number=1,
    )
    # Bob lives in New York: nine o'clock there is 14:00 UTC.
    assert asked.new() == ["action_item.chase action:AI-1 at Thu 05 Mar 14:00", PROMISED]
    assert told(incident)[-1] == "Alice: promised AI-1: rotate the keys (owner Bob, due 2026-03-06)"
    assert items.item(1) == item
    assert items.of_ticket(incident.ticket_id) == [item]


def test_who_promises_owns_it_and_a_week_is_its_term(
    items: ActionItems, incident: Incident, alice: Person, asked: Asked
) -> None:
    item = items.promise(incident.id, "rotate the keys", None, None, alice.as_actor())
    assert item
    assert (item.owner, item.due) == (alice, date(2026, 3, 9))


def test_a_week_is_counted_on_the_owners_calendar(
    items: ActionItems, incident: Incident, bob: Person, clock: FakeClock
) -> None:
    """At 03:00 UTC on Tuesday it is still Monday in New York."""
    clock.advance(hours=18)
    item = items.promise(incident.id, "rotate the keys", None, None, bob.as_actor())
    assert item
    assert item.due == date(2026, 3, 9)


def test_a_promise_of_the_bots_own_has_no_owner_and_nobody_is_chased(
    items: ActionItems, incident: Incident, asked: Asked
) -> None:
    item = items.promise(incident.id, "x", None, None, BOT)
    assert item
    assert (item.owner, item.due) == (None, date(2026, 3, 9))
    assert asked.new() == [PROMISED]


@pytest.mark.parametrize(
    ("text", "due", "wrong"),
    [
        (" ", FRIDAY, {"text": "Write what is promised: `/incident action <text> @owner <due>`."}),
        ("x", date(2026, 2, 28), {"due": "2026-02-28 is over. Choose a day from today on."}),
        ("x", date.min, {"due": "0001-01-01 is over. Choose a day from today on."}),
        ("x", date.max, {"due": "9999-12-31 is too far away. Choose a day within ten years."}),
    ],
)
def test_a_promise_with_something_wrong_says_where(
    items: ActionItems, incident: Incident, alice: Person, asked: Asked, text: str, due: date, wrong: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        items.promise(incident.id, text, None, due, alice.as_actor())
    assert refused.value.fields == wrong
    assert asked.new() == []


def test_somewhere_on_earth_it_is_still_yesterday(promise: Promise) -> None:
    assert promise(due=date(2026, 3, 1)).due == date(2026, 3, 1)


def test_a_bot_or_somebody_who_left_cannot_own_it(
    items: ActionItems, incident: Incident, alice: Person, bob: Person, robot: Person, asked: Asked
) -> None:
    for owner in (robot, replace(bob, is_deleted=True)):
        with pytest.raises(InvalidInput, match="cannot own it: that is a bot or a deactivated account"):
            items.promise(incident.id, "x", owner, FRIDAY, alice.as_actor())
    assert asked.new() == []


def test_a_guest_can(items: ActionItems, incident: Incident, guest: Person, alice: Person) -> None:
    item = items.promise(incident.id, "x", guest, FRIDAY, alice.as_actor())
    assert item
    assert item.owner == guest


# -- from a message ---------------------------------------------------------------------------------------------------


def test_a_message_becomes_an_action_item_once_and_is_answered_in_its_thread(
    items: ActionItems, incident: Incident, alice: Person, bob: Person, asked: Asked
) -> None:
    item = items.promise(incident.id, MESSAGE.text, None, FRIDAY, alice.as_actor(), MESSAGE)
    assert item
    assert item.link == "https://chat.example/p1"
    # Alice lives in Prague: nine o'clock there is 08:00 UTC.
    chase = "action_item.chase action:AI-1 at Thu 05 Mar 08:00"
    assert asked.new() == [chase, f"{PROMISED} in thread 1772442000.000100"]
    assert items.promise(incident.id, MESSAGE.text, None, FRIDAY, bob.as_actor(), MESSAGE) is None
    assert asked.new() == []


def test_two_mark_the_same_message_at_once_and_it_is_one_item(
    items: ActionItems, incident: Incident, alice: Person, bob: Person, store: Store
) -> None:
    with slow_commits():
        results = at_once(
            lambda: items.promise(incident.id, "x", None, None, alice.as_actor(), MESSAGE),
            lambda: items.promise(incident.id, "x", None, None, bob.as_actor(), MESSAGE),
        )
    assert sorted(type(result).__name__ for result in results) == ["ActionItem", "NoneType"]
    assert count(store, "action_item") == 1


def test_the_mark_taken_off_drops_it_and_put_on_again_takes_it_up(
    items: ActionItems, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told, fire_chases: Fire
) -> None:
    items.promise(incident.id, "alert on pool size", None, FRIDAY, alice.as_actor(), MESSAGE)
    asked.forget()
    assert items.drop_message(incident.id, MESSAGE.source, bob.as_actor()) is True
    assert items.drop_message(incident.id, MESSAGE.source, bob.as_actor()) is False
    assert (items.item(1).state, asked.new()) == (ActionState.DROPPED, [])

    taken_up = items.promise(incident.id, "x", None, FRIDAY, bob.as_actor(), MESSAGE)
    assert taken_up
    assert (taken_up.state, taken_up.text, taken_up.owner, taken_up.closing_note) == (
        ActionState.OPEN,
        "alert on pool size",
        alice,
        "",
    )
    assert asked.new() == ["action_item.chase action:AI-1 at Thu 05 Mar 08:00"]
    assert told(incident)[-2:] == [
        "Bob: dropped AI-1 (alert on pool size): the ✅ was taken off the message",
        "Bob: took up AI-1 again",
    ]


def test_what_was_done_stays_done_whatever_happens_to_the_mark(
    items: ActionItems, incident: Incident, alice: Person, asked: Asked
) -> None:
    items.promise(incident.id, "x", None, FRIDAY, alice.as_actor(), MESSAGE)
    items.keep(1, alice.as_actor())
    asked.forget()
    assert items.drop_message(incident.id, MESSAGE.source, alice.as_actor()) is False
    assert items.promise(incident.id, "x", None, FRIDAY, alice.as_actor(), MESSAGE) is None
    assert (items.item(1).state, asked.new()) == (ActionState.DONE, [])


def test_a_mark_taken_off_a_message_that_was_none_does_nothing(
    items: ActionItems, incident: Incident, alice: Person
) -> None:
    assert items.drop_message(incident.id, "C1:404", alice.as_actor()) is False


# -- keeping, dropping, changing --------------------------------------------------------------------------------------


def test_kept_is_kept_and_nobody_is_chased_any_more(
    items: ActionItems,
    promise: Promise,
    incident: Incident,
    bob: Person,
    asked: Asked,
    told: Told,
    clock: FakeClock,
    fire_chases: Fire,
) -> None:
    promise()
    assert items.keep(1, bob.as_actor()).state == ActionState.DONE
    assert told(incident)[-1] == "Bob: finished AI-1 (rotate the keys)"
    clock.advance(days=60)
    assert (fire_chases(), asked.new()) == (0, [])


def test_dropped_says_why(
    items: ActionItems,
    promise: Promise,
    incident: Incident,
    bob: Person,
    asked: Asked,
    told: Told,
    clock: FakeClock,
    fire_chases: Fire,
) -> None:
    promise()
    with pytest.raises(InvalidInput) as refused:
        items.drop(1, "  ", bob.as_actor())
    assert list(refused.value.fields) == ["why"]
    dropped = items.drop(1, " the keys are gone ", bob.as_actor())
    assert (dropped.state, dropped.closing_note) == (ActionState.DROPPED, "the keys are gone")
    assert told(incident)[-1] == "Bob: dropped AI-1 (rotate the keys): the keys are gone"
    clock.advance(days=60)
    assert (fire_chases(), asked.new()) == (0, [])


@pytest.mark.parametrize(("state", "end"), [("done", "keep"), ("dropped", "drop")])
def test_what_has_ended_is_over(
    items: ActionItems, promise: Promise, alice: Person, bob: Person, state: str, end: str
) -> None:
    promise()
    if end == "keep":
        items.keep(1, alice.as_actor())
    else:
        items.drop(1, "x", alice.as_actor())
    for act in (
        lambda: items.keep(1, bob.as_actor()),
        lambda: items.drop(1, "x", bob.as_actor()),
        lambda: items.change(1, "x", bob, FRIDAY, bob.as_actor()),
    ):
        with pytest.raises(NotPossible, match=f"AI-1 is {state} already"):
            act()


def test_one_keeps_while_another_drops_and_one_of_them_wins(
    items: ActionItems, promise: Promise, incident: Incident, alice: Person, bob: Person, told: Told
) -> None:
    promise()
    with slow_commits():
        results = at_once(lambda: items.keep(1, alice.as_actor()), lambda: items.drop(1, "x", bob.as_actor()))
    [ended] = [result for result in results if isinstance(result, ActionItem)]
    [refused] = [result for result in results if isinstance(result, NotPossible)]
    assert str(refused) == f"AI-1 is {ended.state} already."
    assert len([line for line in told(incident) if "finished" in line or "dropped" in line]) == 1


def test_another_owner_hears_of_it_and_is_chased_instead(
    items: ActionItems,
    promise: Promise,
    incident: Incident,
    alice: Person,
    bob: Person,
    asked: Asked,
    told: Told,
    clock: FakeClock,
    fire_chases: Fire,
) -> None:
    promise()
    changed = items.change(1, "rotate  all\nkeys", bob, date(2026, 3, 10), alice.as_actor())
    assert (changed.text, changed.owner, changed.due) == ("rotate all keys", bob, date(2026, 3, 10))
    # New York has sprung forward on the 8th: nine o'clock there is 13:00 UTC on the 9th.
    assert asked.new() == [
        "action_item.chase action:AI-1 at Mon 09 Mar 13:00",
        "message.post dm:U02BOB action_item/assigned",
    ]
    assert told(incident)[-1] == "Alice: changed AI-1: rotate all keys (owner Bob, due 2026-03-10)"
    clock.advance(days=8)
    assert fire_chases() == 1, "the reminder for Alice was overtaken"
    assert asked.new()[0] == "message.post dm:U02BOB action_item/due"


def test_taking_it_over_oneself_or_changing_the_words_disturbs_nobody(
    items: ActionItems, promise: Promise, alice: Person, bob: Person, asked: Asked
) -> None:
    promise()
    items.change(1, "rotate all keys", alice, FRIDAY, bob.as_actor())
    items.change(1, "rotate all keys", bob, FRIDAY, bob.as_actor())
    assert [line.split()[0] for line in asked.new()] == ["action_item.chase"] * 2


def test_an_item_without_an_owner_is_changed_to_one_and_back(
    items: ActionItems, promise: Promise, bob: Person, alice: Person, asked: Asked
) -> None:
    promise()
    assert items.change(1, "x", None, FRIDAY, alice.as_actor()).owner is None
    assert asked.new() == []
    items.change(1, "x", bob, FRIDAY, alice.as_actor())
    assert asked.new() == [
        "action_item.chase action:AI-1 at Thu 05 Mar 14:00",
        "message.post dm:U02BOB action_item/assigned",
    ]


def test_an_overdue_item_can_be_reworded_but_not_moved_into_the_past(
    items: ActionItems, promise: Promise, alice: Person, clock: FakeClock
) -> None:
    promise()
    clock.advance(days=30)
    assert items.change(1, "rotate all keys", alice, FRIDAY, alice.as_actor()).due == FRIDAY
    with pytest.raises(InvalidInput, match="2026-03-05 is over"):
        items.change(1, "x", alice, date(2026, 3, 5), alice.as_actor())
    with pytest.raises(InvalidInput, match=r"Write what is promised\."):
        items.change(1, " ", alice, FRIDAY, alice.as_actor())


def test_an_item_that_is_not_there_is_said(items: ActionItems, alice: Person) -> None:
    with pytest.raises(NotFound, match=r"There is no AI-9\."):
        items.keep(9, alice.as_actor())


def test_what_somebody_owes_is_listed_with_the_most_pressing_first(
    items: ActionItems, promise: Promise, alice: Person, bob: Person
) -> None:
    promise("later", due=date(2026, 3, 20))
    promise("sooner", due=date(2026, 3, 5))
    promise("Bob's", owner=bob)
    done = promise("done")
    items.keep(done.id, alice.as_actor())
    assert [item.text for item in items.owed_by(alice.id, 9)] == ["sooner", "later"]
    assert [item.text for item in items.owed_by(alice.id, 1)] == ["sooner"]


def test_the_same_request_promises_once(
    items: ActionItems, incident: Incident, alice: Person, store: Store, clock: FakeClock
) -> None:
    by = because(alice, arrived(store, clock, "trigger:1"))
    items.promise(incident.id, "x", None, None, by)
    with pytest.raises(AlreadyActed):
        items.promise(incident.id, "x", None, None, by)
    assert count(store, "action_item") == 1
