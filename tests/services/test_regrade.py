"""When the risk changes, the priority changes: tickets become incidents, incidents tickets, once per crossing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Person
from incidentbot.domain.priority import Priority, Severity
from incidentbot.domain.process import Process
from incidentbot.domain.queue import Wanted
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.status_update import REMIND, StatusUpdates
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import P2, P4, FakeClock, InForce, said
from tests.written import Asked

Told = Callable[[Incident | Ticket], list[str]]
ONE, TWO, THREE, FOUR = Priority
HOUR = timedelta(hours=1)


def test_a_ticket_becomes_an_incident_with_all_that_belongs_to_it(
    regrades: Regrades, ticket: Ticket, alice: Person, bob: Person, queue: Queue, asked: Asked, told: Told
) -> None:
    queue.assign(alice.as_actor(), 1, bob)
    asked.forget()
    regraded = regrades.regrade(alice.as_actor(), 1, ONE, " customers cannot pay ")
    assert regraded.incident
    assert (regraded.was, regraded.ticket.is_incident, regraded.incident.label) == (THREE, True, "INC-1")
    kinds = asked.new()
    assert kinds[0] == "status_update.remind update:INC-1 at Mon 02 Mar 09:30"
    assert "channel.open channel:INC-1" in kinds
    assert "channel.invite channel:INC-1 U01ALICE+U02BOB" in kinds
    assert "announcement.post announcements" in kinds
    assert told(ticket)[-2:] == [
        "Alice: changed the priority from P3 to P1 (SEV4): Alice chose P1: customers cannot pay, judged as P3 before",
        "Alice: opened INC-1, status investigating",
    ]


def test_an_incident_becomes_a_ticket_again_and_its_channel_hears_what_stops(
    regrades: Regrades, incident: Incident, alice: Person, asked: Asked, told: Told, queue: Queue, store: Store
) -> None:
    regraded = regrades.regrade(alice.as_actor(), 1, THREE, "only our test customer")
    assert (regraded.incident, regraded.was) == (None, ONE)
    assert (regraded.ticket.state, regraded.ticket.is_incident) == (TicketState.OPEN, False)
    with store.read() as tx:
        ended = tx.incident(incident.id)
        assert tx.open_incidents(5) == []
        assert tx.resolved_without_postmortem(5) == [], "nothing is to be learned from it"
    assert (ended.status, ended.next_update_due) == (Status.CANCELLED, None)
    assert ended.summary == "Downgraded to P3: Alice chose P3: only our test customer"
    assert asked.new()[:2] == ["message.post channel:INC-1 regrade/stopped", "card.refresh channel:INC-1"]
    assert [one.number for one in queue.page(Wanted(), 5).tickets] == [1]
    assert told(incident)[-1] == "Alice: INC-1 ended: T-1 is P3 now"


def test_no_update_is_owed_after_a_downgrade(
    regrades: Regrades, updates: StatusUpdates, incident: Incident, alice: Person, store: Store, clock: FakeClock
) -> None:
    regrades.regrade(alice.as_actor(), 1, FOUR, "it was nothing")
    now = clock.advance(hours=5)
    with store.begin() as tx:
        claimed = tx.claim_work(now, "me", now + HOUR, now, 50, [])
    assert [work.kind for work in claimed if work.kind == REMIND] == []


def test_up_again_goes_on_in_the_same_channel(
    regrades: Regrades, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    regrades.regrade(alice.as_actor(), 1, THREE, "only our test customer")
    asked.forget()
    again = regrades.regrade(bob.as_actor(), 1, TWO, "not only")
    assert again.incident
    assert (again.incident.id, again.incident.status, again.incident.summary) == (incident.id, Status.INVESTIGATING, "")
    assert again.incident.next_update_due is not None
    assert asked.new()[:2] == [
        "status_update.remind update:INC-1 at Mon 02 Mar 10:00",
        "message.post channel:INC-1 regrade/again",
    ]
    assert told(incident)[-1] == "Bob: INC-1 goes on, status investigating"


def test_a_downgraded_incident_is_reopened_by_its_priority(
    regrades: Regrades, incidents: Incidents, incident: Incident, alice: Person
) -> None:
    regrades.regrade(alice.as_actor(), 1, THREE, "x")
    with pytest.raises(NotPossible, match="`/incident priority P1 <why>`"):
        incidents.reopen(incident.id, "it is back", alice.as_actor())


def test_between_p1_and_p2_only_the_promise_changes(
    regrades: Regrades, declare: Callable[..., Incident], alice: Person, asked: Asked, clock: FakeClock
) -> None:
    declare("slow", P2)
    asked.forget()
    up = regrades.regrade(alice.as_actor(), 1, ONE, "now everybody").incident
    assert up
    assert up.next_update_due == clock.now() + HOUR / 2
    assert [line.split()[0] for line in asked.new()] == [
        "status_update.remind",
        "message.post",
        "card.refresh",
        "channel.topic",
        "announcement.refresh",
    ]
    down = regrades.regrade(alice.as_actor(), 1, TWO, "half of them").incident
    assert down
    assert down.next_update_due == up.next_update_due, "what was promised is kept"


def test_a_re_grade_is_recorded_with_facts_reason_and_actor(
    regrades: Regrades, ticket: Ticket, bob: Person, store: Store
) -> None:
    regrades.regrade(bob.as_actor(), 1, FOUR, "can be planned")
    with store.read() as tx:
        before, after = tx.classifications(ticket.id)
        (row,) = tx.connection.exec_driver_sql('SELECT "by", process_version FROM classification WHERE id = 2').all()
    assert after.facts == before.facts
    assert after.override
    assert (after.override.priority, after.override.reason) == (FOUR, "can be planned")
    assert tuple(row) == ("Bob", "v1")


def test_what_is_refused(
    regrades: Regrades, queue: Queue, ticket: Ticket, alice: Person, store: Store, incident: Incident
) -> None:
    with pytest.raises(InvalidInput, match="Say why it is P1 now"):
        regrades.regrade(alice.as_actor(), 1, ONE, "  ")
    with pytest.raises(NotPossible, match="T-1 is P3 already"):
        regrades.regrade(alice.as_actor(), 1, THREE, "x")
    queue.done(alice.as_actor(), 1)
    with pytest.raises(NotPossible, match="T-1 is resolved already"):
        regrades.regrade(alice.as_actor(), 1, ONE, "x")
    with store.read() as tx:
        assert len(tx.open_incidents(5)) == 1


def test_what_waited_waits_no_longer_when_it_becomes_an_incident(
    regrades: Regrades, queue: Queue, ticket: Ticket, alice: Person, clock: FakeClock
) -> None:
    queue.snooze(alice.as_actor(), 1, clock.now() + HOUR)
    raised = regrades.regrade(alice.as_actor(), 1, TWO, "x").ticket
    assert (raised.state, raised.snoozed_until) == (TicketState.OPEN, None)


def test_the_due_date_follows(regrades: Regrades, incidents: Incidents, alice: Person) -> None:
    ticket = incidents.declare(said("old", P4), alice.as_actor()).ticket
    sooner = regrades.regrade(alice.as_actor(), 1, THREE, "x").ticket
    assert ticket.due_at
    assert sooner.due_at
    assert sooner.due_at < ticket.due_at
    assert regrades.regrade(alice.as_actor(), 1, FOUR, "x").ticket.due_at == ticket.due_at


def test_a_severity_brings_its_priority(regrades: Regrades, ticket: Ticket, alice: Person) -> None:
    raised = regrades.set_severity(alice.as_actor(), 1, Severity.SEV1, "all of them")
    assert (raised.ticket.classification.severity, raised.ticket.classification.priority) == (Severity.SEV1, ONE)
    assert raised.incident
    with pytest.raises(NotPossible, match="T-1 is SEV1 already"):
        regrades.set_severity(alice.as_actor(), 1, Severity.SEV1)


def test_growing_is_said_once(regrades: Regrades, incidents: Incidents, alice: Person, store: Store) -> None:
    incidents.declare(said("slow", P4), alice.as_actor())
    grown = regrades.mark_growing(alice.as_actor(), 1, "twice as many in an hour")
    assert grown.ticket.classification.facts.growing
    assert (grown.ticket.classification.priority, grown.incident and grown.incident.label) == (TWO, "INC-1")
    with pytest.raises(NotPossible, match="known already"):
        regrades.mark_growing(alice.as_actor(), 1)


def test_of_two_who_raise_it_at_once_one_opens_the_incident(
    store: Store, replica: Store, clock: FakeClock, process: Process, ticket: Ticket, alice: Person, bob: Person
) -> None:
    both = [Regrades(one, clock, InForce(process)) for one in (store, replica)]
    with slow_commits():
        outcomes = at_once(
            lambda: both[0].regrade(alice.as_actor(), 1, ONE, "x"), lambda: both[1].regrade(bob.as_actor(), 1, ONE, "y")
        )
    assert sorted(type(one).__name__ for one in outcomes) == ["NotPossible", "Regraded"]
    with store.read() as tx:
        assert [one.label for one in tx.open_incidents(5)] == ["INC-1"]


def test_resolving_and_downgrading_at_once_come_one_after_the_other(
    store: Store, replica: Store, clock: FakeClock, process: Process, incident: Incident, alice: Person, bob: Person
) -> None:
    incidents, regrades = Incidents(store, clock, InForce(process)), Regrades(replica, clock, InForce(process))
    with slow_commits():
        outcomes = at_once(
            lambda: incidents.resolve(incident.id, "it was nothing", None, alice.as_actor()),
            lambda: regrades.regrade(bob.as_actor(), 1, THREE, "y"),
        )
    assert sum(isinstance(one, NotPossible) for one in outcomes) == 1
    with store.read() as tx:
        assert not tx.incident(incident.id).status.is_open
