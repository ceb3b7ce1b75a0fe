"""A status update promises the next one. The reminder looks at the state when it fires: what is closed never nags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import BOT, Actor, Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import PriorityRule, Process
from incidentbot.domain.work import Work
from incidentbot.errors import AlreadyActed, Fenced, InvalidInput, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.status_update import REMIND, StatusUpdates
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import P1, P2, FakeClock, arrived, because, in_force, said
from tests.written import Asked, count

Told = Callable[[object], list[str]]

POSTED = [
    "message.post channel:INC-1 status_update/posted",
    "card.refresh channel:INC-1",
    "channel.topic channel:INC-1",
    "announcement.refresh announcements",
]
SHOWN = POSTED[1:]


@pytest.fixture
def fire(store: Store, clock: FakeClock, updates: StatusUpdates) -> Callable[[], int]:
    """The worker's part: performs the reminders that are due; how many there were."""

    def fire() -> int:
        with store.begin() as tx:
            claimed = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
        reminders = [work for work in claimed if work.kind == REMIND]
        for work in reminders:
            updates.remind(work.payload["incident_id"], BOT.because_of(work.cause))
        return len(reminders)

    return fire


Fire = Callable[[], int]


# -- telling and promising --------------------------------------------------------------------------------------------


def test_an_update_is_told_and_promises_the_next_one(
    updates: StatusUpdates, incident: Incident, alice: Person, asked: Asked, told: Told, clock: FakeClock
) -> None:
    clock.advance(minutes=12)
    posted = updates.post(incident.id, " Payments fail for some.\n", alice.as_actor())
    assert posted.next_update_due == clock.now() + timedelta(minutes=30)
    assert asked.new() == ["status_update.remind update:INC-1 at Mon 02 Mar 09:42", *POSTED]
    assert asked.last("message.post").payload["data"]["text"] == "Payments fail for some."
    assert told(incident)[-1] == "Alice: Payments fail for some."
    [kept] = updates.latest(incident.id, 9)
    assert (kept.text, kept.by, kept.at, kept.next_due) == (
        "Payments fail for some.",
        "Alice",
        clock.now(),
        posted.next_update_due,
    )


def test_a_p2_promises_the_next_word_within_the_hour(
    updates: StatusUpdates, declare: Callable[..., Incident], alice: Person, clock: FakeClock
) -> None:
    incident = declare("slow", P2)
    assert updates.post(incident.id, "x", alice.as_actor()).next_update_due == clock.now() + timedelta(hours=1)


def test_whoever_tells_may_promise_another_moment(
    updates: StatusUpdates, incident: Incident, alice: Person, clock: FakeClock, asked: Asked
) -> None:
    posted = updates.post(incident.id, "x", alice.as_actor(), timedelta(hours=2))
    assert posted.next_update_due == clock.now() + timedelta(hours=2)
    assert asked.new()[0] == "status_update.remind update:INC-1 at Mon 02 Mar 11:00"


def test_the_latest_update_comes_first(
    updates: StatusUpdates, incident: Incident, alice: Person, clock: FakeClock
) -> None:
    for text in ("one", "two", "three"):
        updates.post(incident.id, text, alice.as_actor())
    assert [update.text for update in updates.latest(incident.id, 2)] == ["three", "two"]


def test_an_update_of_nothing_is_refused(
    updates: StatusUpdates, incident: Incident, alice: Person, asked: Asked
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        updates.post(incident.id, " \n", alice.as_actor())
    assert wrong.value.fields == {"text": "Write what stakeholders should know now."}
    assert asked.new() == []


def test_a_last_word_on_a_closed_incident_promises_nothing(
    updates: StatusUpdates, incidents: Incidents, incident: Incident, alice: Person, asked: Asked
) -> None:
    incidents.resolve(incident.id, "x", None, alice.as_actor())
    asked.forget()
    posted = updates.post(incident.id, "All refunds are out.", alice.as_actor())
    assert posted.next_update_due is None
    assert asked.new() == POSTED


# -- reminding --------------------------------------------------------------------------------------------------------


def test_the_commander_is_reminded_when_the_update_is_due_and_not_before(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    incidents.take_command(incident.id, bob.as_actor())
    asked.forget()
    clock.advance(minutes=30, seconds=-1)
    assert (fire(), asked.new()) == (0, [])
    clock.advance(seconds=1)
    assert fire() == 1
    assert asked.new() == [
        "message.post dm:U02BOB status_update/due",
        "status_update.remind update:INC-1 at Mon 02 Mar 10:00",
    ]


def test_without_a_commander_whoever_declared_is_reminded(
    incident: Incident, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    clock.advance(minutes=30)
    fire()
    assert asked.new()[0] == "message.post dm:U01ALICE status_update/due"


def test_where_nobody_is_known_the_channel_is_reminded(
    incidents: Incidents, clock: FakeClock, asked: Asked, fire: Fire
) -> None:
    incidents.declare(said(), Actor("A monitor"))
    asked.forget()
    clock.advance(minutes=30)
    fire()
    assert asked.new()[0] == "message.post channel:INC-1 status_update/due"


def test_whoever_commands_when_it_fires_is_reminded(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    incidents.take_command(incident.id, alice.as_actor())
    clock.advance(minutes=29)
    incidents.name_commander(incident.id, bob, alice.as_actor())
    asked.forget()
    clock.advance(minutes=1)
    fire()
    assert asked.new()[0] == "message.post dm:U02BOB status_update/due"


def test_nobody_answers_and_the_nudge_comes_again_each_half_hour(
    incident: Incident, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    nudges = []
    for _ in range(3):
        clock.advance(minutes=30)
        assert fire() == 1
        nudges += [line for line in asked.new() if "status_update/due" in line]
    assert nudges == ["message.post dm:U01ALICE status_update/due"] * 3


def test_an_update_in_time_overtakes_the_reminder(
    updates: StatusUpdates, incident: Incident, alice: Person, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    clock.advance(minutes=20)
    updates.post(incident.id, "x", alice.as_actor())
    asked.forget()
    clock.advance(minutes=10)
    assert (fire(), asked.new()) == (0, []), "the old promise is kept"
    clock.advance(minutes=20)
    assert fire() == 1
    assert asked.new()[0] == "message.post dm:U01ALICE status_update/due"


@pytest.mark.parametrize("how", ["resolved", "cancelled"])
def test_a_closed_incident_never_nags(
    incidents: Incidents, incident: Incident, alice: Person, asked: Asked, clock: FakeClock, fire: Fire, how: str
) -> None:
    if how == "resolved":
        incidents.resolve(incident.id, "x", None, alice.as_actor())
    else:
        incidents.change_status(incident.id, Status.CANCELLED, alice.as_actor())
    asked.forget()
    clock.advance(minutes=30)
    assert fire() == 1
    assert asked.new() == []
    clock.advance(days=1)
    assert (fire(), asked.new()) == (0, []), "and never again"


def test_reopened_it_reminds_by_its_new_promise_alone(
    incidents: Incidents, incident: Incident, alice: Person, asked: Asked, clock: FakeClock, fire: Fire
) -> None:
    clock.advance(minutes=10)
    incidents.resolve(incident.id, "x", None, alice.as_actor())
    clock.advance(minutes=10)
    incidents.reopen(incident.id, "still failing", alice.as_actor())
    asked.forget()
    clock.advance(minutes=10)
    assert (fire(), asked.new()) == (0, [])
    clock.advance(minutes=20)
    assert fire() == 1
    assert asked.new()[0] == "message.post dm:U01ALICE status_update/due"


def test_a_reminder_and_the_end_of_its_row_are_one_transaction(
    updates: StatusUpdates, incident: Incident, store: Store, clock: FakeClock, asked: Asked
) -> None:
    """Performed twice, also by two replicas at once, it reminds once."""
    clock.advance(minutes=30)
    with store.begin() as tx:
        claimed = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
    [work] = [work for work in claimed if work.kind == REMIND]

    def remind(work: Work = work) -> None:
        updates.remind(incident.id, BOT.because_of(work.cause))

    with slow_commits():
        results = at_once(remind, remind)
    assert sorted(type(result).__name__ for result in results) == ["Fenced", "NoneType"]
    with pytest.raises(Fenced):
        remind()
    assert [line for line in asked.new() if "due" in line] == ["message.post dm:U01ALICE status_update/due"]


# -- postponing -------------------------------------------------------------------------------------------------------


def test_postponing_moves_the_promise_by_fifteen_minutes(
    updates: StatusUpdates, incident: Incident, alice: Person, asked: Asked, told: Told, clock: FakeClock, fire: Fire
) -> None:
    clock.advance(minutes=31)
    fire()
    asked.forget()
    postponed = updates.postpone(incident.id, alice.as_actor())
    assert postponed.next_update_due == clock.now() + timedelta(minutes=15)
    assert asked.new() == ["status_update.remind update:INC-1 at Mon 02 Mar 09:46", *SHOWN]
    assert told(incident)[-1] == "Alice: postponed the next status update by 15 minutes"
    clock.advance(minutes=14)
    assert (fire(), asked.new()) == (0, [])
    clock.advance(minutes=1)
    assert fire() == 1
    assert asked.new()[0] == "message.post dm:U01ALICE status_update/due"
    clock.advance(minutes=14)
    assert (fire(), asked.new()) == (0, []), "the reminder from before was overtaken"


def test_a_button_from_yesterday_does_not_bring_the_promise_nearer(
    updates: StatusUpdates, incident: Incident, alice: Person, asked: Asked, clock: FakeClock
) -> None:
    clock.advance(minutes=30)
    updates.post(incident.id, "x", alice.as_actor(), timedelta(hours=1))
    asked.forget()
    with pytest.raises(NotPossible, match=r"The next update of INC-1 is owed only in 60 minutes\."):
        updates.postpone(incident.id, alice.as_actor())
    assert asked.new() == []


def test_a_closed_incident_owes_nothing_that_could_be_postponed(
    updates: StatusUpdates, incidents: Incidents, incident: Incident, alice: Person, asked: Asked
) -> None:
    incidents.resolve(incident.id, "x", None, alice.as_actor())
    asked.forget()
    with pytest.raises(NotPossible, match=r"INC-1 is resolved; no update is owed\."):
        updates.postpone(incident.id, alice.as_actor())
    assert asked.new() == []


def test_the_same_request_posts_once(
    updates: StatusUpdates, incident: Incident, alice: Person, store: Store, clock: FakeClock
) -> None:
    by = because(alice, arrived(store, clock, "view:V1:h"))
    with slow_commits():
        results = at_once(*[lambda: updates.post(incident.id, "once", by)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyActed", "Incident"]
    with pytest.raises(AlreadyActed):
        updates.post(incident.id, "once", by)
    assert count(store, "status_update") == 1


def test_a_process_may_promise_nothing_for_a_priority(
    store: Store, clock: FakeClock, alice: Person, asked: Asked
) -> None:
    quiet = Process(priorities=dict.fromkeys(Priority, PriorityRule()))
    incident = Incidents(store, clock, in_force(quiet)).declare(said("x", P1), alice.as_actor()).incident
    assert incident
    assert incident.next_update_due is None
    assert not [line for line in asked.new() if REMIND in line]
