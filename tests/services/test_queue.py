"""Working through the queue: one owner, one resolution, and what waits comes back by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Person
from incidentbot.domain.process import Process
from incidentbot.domain.queue import Only, Wanted
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.queue import COME_BACK, Queue
from incidentbot.services.ticket import Tickets
from incidentbot.store.store import Store
from tests.at_once import at_once
from tests.world import P3, P4, FakeClock, InForce, arrived, because, said
from tests.written import Asked

Told = Callable[[Incident | Ticket], list[str]]
HOUR = timedelta(hours=1)


@pytest.fixture
def wake(store: Store, clock: FakeClock, queue: Queue) -> Callable[[], int]:
    """The worker's part: performs what is due; how many tickets it looked at."""

    def wake() -> int:
        now = clock.now()
        with store.begin() as tx:
            claimed = tx.claim_work(now, "me", now + HOUR, now, 50, [])
        due = [work for work in claimed if work.kind == COME_BACK]
        for work in due:
            queue.wake(work.payload["ticket_id"], BOT.because_of(work.cause))
        return len(due)

    return wake


def test_whoever_takes_a_ticket_owns_it(queue: Queue, ticket: Ticket, alice: Person, told: Told) -> None:
    taken = queue.take(alice.as_actor(), ticket.number)
    assert (taken.owner, taken.state) == (alice, TicketState.IN_PROGRESS)
    assert told(ticket)[-1] == "Alice: took it"


def test_the_second_hears_who_has_it(queue: Queue, ticket: Ticket, alice: Person, bob: Person) -> None:
    queue.take(alice.as_actor(), 1)
    with pytest.raises(NotPossible, match=r"Alice has T-1\. To take it over: `/incident T-1 assign @you`"):
        queue.take(bob.as_actor(), 1)
    with pytest.raises(NotPossible, match="T-1 is yours already"):
        queue.take(alice.as_actor(), 1)


def test_of_two_at_once_one_has_it(
    store: Store, replica: Store, clock: FakeClock, process: Process, ticket: Ticket, alice: Person, bob: Person
) -> None:
    queues = [Queue(one, clock, InForce(process)) for one in (store, replica)]
    outcomes = at_once(
        lambda: queues[0].take(alice.as_actor(), 1).owner, lambda: queues[1].take(bob.as_actor(), 1).owner
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["NotPossible", "Person"]


def test_the_same_press_twice_acts_once(
    queue: Queue, store: Store, clock: FakeClock, ticket: Ticket, alice: Person, told: Told
) -> None:
    cause = arrived(store, clock, "trigger:1")
    queue.done(because(alice, cause), 1)
    with pytest.raises(AlreadyActed):
        queue.done(because(alice, cause), 1)
    assert told(ticket).count("Alice: resolved") == 1


def test_giving_it_to_somebody_tells_them(
    queue: Queue, ticket: Ticket, alice: Person, bob: Person, robot: Person, asked: Asked, told: Told
) -> None:
    asked.forget()
    assert queue.assign(alice.as_actor(), 1, bob).owner == bob
    assert asked.new() == ["message.post dm:U02BOB ticket/assigned"]
    queue.assign(alice.as_actor(), 1, alice)
    assert asked.new() == [], "who takes it over knows"
    assert told(ticket)[-2:] == ["Alice: gave it to Bob", "Alice: took it (it was Bob's)"]
    with pytest.raises(NotPossible, match="cannot own a ticket"):
        queue.assign(alice.as_actor(), 1, robot)


def test_done_resolves_it_once_with_its_reason(queue: Queue, ticket: Ticket, alice: Person, told: Told) -> None:
    done = queue.done(alice.as_actor(), 1, "  a wrong\n threshold ")
    assert (done.state, done.closed_reason) == (TicketState.RESOLVED, "a wrong threshold")
    assert told(ticket)[-1] == "Alice: resolved: a wrong threshold"
    for act in (
        lambda: queue.done(alice.as_actor(), 1),
        lambda: queue.take(alice.as_actor(), 1),
    ):
        with pytest.raises(NotPossible, match="T-1 is resolved already: a wrong threshold"):
            act()
    assert queue.page(Wanted(), 5).tickets == ()


def test_an_incident_is_worked_on_in_its_channel(queue: Queue, incident: Incident, alice: Person) -> None:
    with pytest.raises(NotPossible, match="T-1 is INC-1: people work on it in its channel"):
        queue.done(alice.as_actor(), 1)


def test_a_number_that_there_is_not(queue: Queue, alice: Person) -> None:
    with pytest.raises(NotFound, match="There is no T-99"):
        queue.take(alice.as_actor(), 99)


# -- waiting ----------------------------------------------------------------------------------------------------------


def test_what_waits_is_out_of_sight_and_comes_back(
    queue: Queue, ticket: Ticket, alice: Person, clock: FakeClock, wake: Callable[[], int], asked: Asked, told: Told
) -> None:
    queue.take(alice.as_actor(), 1)
    until = clock.now() + 2 * HOUR
    waiting = queue.snooze(alice.as_actor(), 1, until)
    assert (waiting.state, waiting.snoozed_until) == (TicketState.WAITING, until)
    assert queue.page(Wanted(), 5).tickets == ()
    clock.advance(minutes=119)
    assert wake() == 0
    asked.forget()
    clock.advance(minutes=1)
    assert wake() == 1
    (back,) = queue.page(Wanted(), 5).tickets
    assert (back.state, back.snoozed_until) == (TicketState.IN_PROGRESS, None)
    assert asked.new() == ["message.post dm:U01ALICE ticket/back"]
    assert told(ticket)[-2:] == ["Alice: lets it wait until 2026-03-02 11:00 UTC", "Incidentbot: is back in the queue"]


def test_a_later_snooze_overtakes_the_earlier(
    queue: Queue, ticket: Ticket, alice: Person, clock: FakeClock, wake: Callable[[], int]
) -> None:
    queue.snooze(alice.as_actor(), 1, clock.now() + HOUR)
    queue.snooze(alice.as_actor(), 1, clock.now() + 3 * HOUR)
    clock.advance(hours=2)
    assert wake() == 0
    assert queue.page(Wanted(), 5).tickets == ()
    clock.advance(hours=1)
    assert wake() == 1
    assert len(queue.page(Wanted(), 5).tickets) == 1


@pytest.mark.parametrize("act", ["take", "done"])
def test_whoever_acts_meanwhile_ends_the_waiting(
    queue: Queue,
    ticket: Ticket,
    alice: Person,
    clock: FakeClock,
    wake: Callable[[], int],
    told: Told,
    act: str,
) -> None:
    queue.snooze(alice.as_actor(), 1, clock.now() + HOUR)
    acted: Ticket = getattr(queue, act)(alice.as_actor(), 1)
    assert acted.snoozed_until is None
    clock.advance(hours=2)
    assert wake() == 0
    assert "Incidentbot: is back in the queue" not in told(ticket)


@pytest.mark.parametrize("wait", [timedelta(0), -HOUR, timedelta(days=367)])
def test_only_a_moment_to_come_within_a_year(
    queue: Queue, ticket: Ticket, alice: Person, clock: FakeClock, wait: timedelta
) -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        queue.snooze(alice.as_actor(), 1, clock.now() + wait)


# -- looking ----------------------------------------------------------------------------------------------------------


def test_without_a_team_it_is_the_queue_of_ones_own_teams(
    store: Store, clock: FakeClock, process: Process, alice: Person, bob: Person
) -> None:
    people = {"alice": CatalogPerson("alice", "U01ALICE")}
    teams = {"payments": Team("payments", members=("alice",)), "storefront": Team("storefront")}
    queue = Queue(store, clock, InForce(replace(process, people=people, teams=teams)))
    assert queue.wanted_by(alice, Only.ALL) == Wanted(Only.ALL, ("payments",))
    assert queue.wanted_by(bob, Only.OVERDUE) == Wanted(Only.OVERDUE, ())
    assert queue.wanted_by(alice, Only.UNOWNED, "storefront") == Wanted(Only.UNOWNED, ("storefront",))
    assert queue.wanted_by(alice, Only.MINE) == Wanted(Only.MINE, (), alice.id, with_waiting=True)
    assert queue.wanted_by(alice, Only.ALL, everybody=True) == Wanted(Only.ALL)
    with pytest.raises(NotPossible, match=r"There is no team elsewhere\. There are payments, storefront"):
        queue.wanted_by(alice, Only.ALL, "elsewhere")


def test_pages_follow_one_another_in_working_order(queue: Queue, incidents: Incidents, alice: Person) -> None:
    for number, judged in enumerate([P4, P3, P3, P4, P3]):
        incidents.declare(said(f"t{number}", judged), alice.as_actor())
    first = queue.page(Wanted(), 3)
    rest = queue.page(Wanted(), 3, first.next_after)
    assert [ticket.title for ticket in (*first.tickets, *rest.tickets)] == ["t1", "t2", "t4", "t0", "t3"]
    assert rest.next_after is None


def test_a_ticket_keeps_what_was_said_of_it(
    queue: Queue, tickets: Tickets, ticket: Ticket, alice: Person, bob: Person
) -> None:
    queue.take(alice.as_actor(), 1)
    tickets.comment(bob.as_actor(), 1, "seen before, see the wiki")
    tickets.link(bob.as_actor(), 1, "https://wiki.acme.example/noise", "Wiki")
    whole = tickets.whole(1)
    assert [entry.text for entry in whole.entries][-2:] == ["seen before, see the wiki", "added a link: Wiki"]
    assert [(row.label, row.url) for row in whole.links] == [("Wiki", "https://wiki.acme.example/noise")]
