"""Somebody reports a problem: which ticket it becomes or joins, who is answered, and who hears of the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.domain.catalog import CatalogPerson, Service, Team
from incidentbot.domain.incident import Status
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.priority import Customers, Priority
from incidentbot.domain.process import Process
from incidentbot.domain.report import Origin, ReportFacts
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound
from incidentbot.services.incident import Incidents
from incidentbot.services.report import MOST_CUSTOMERS, Reports
from incidentbot.services.reporting import tell_reporters
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import CHECKOUT, FakeClock, arrived, because, in_force, said
from tests.written import Asked, count, rows_of

Told = Callable[[object], list[str]]
Resolve = Callable[[Ticket], None]
HERE = Origin("C04SUPPORT", "1772442000.000100", "1772442000.000100")


@pytest.fixture
def process() -> Process:
    lights = Service("lights", team="building", environment="staging")
    return Process(
        services={"checkout": CHECKOUT, "lights": lights},
        people={"alice": CatalogPerson("alice", slack="U01ALICE"), "bob": CatalogPerson("bob", slack="U02BOB")},
        teams={
            "payments": Team("payments", name="Payments", members=("bob", "alice"), owner="bob"),
            "building": Team("building", members=("alice",)),
        },
        triage="building",
        version="v1",
    )


@pytest.fixture
def resolve(store: Store, clock: FakeClock) -> Resolve:
    """Whatever resolves a ticket does this in its transaction."""

    def resolve(ticket: Ticket) -> None:
        with store.begin() as tx:
            tx.change_ticket(ticket.id, state=TicketState.RESOLVED, closed_at=clock.now(), closed_reason="fixed")
            tell_reporters(tx, tx.ticket(ticket.id), clock.now(), "fixed")

    return resolve


# -- a ticket ---------------------------------------------------------------------------------------------------------


def test_words_become_a_p3_that_somebody_owns(
    reports: Reports, alice: Person, asked: Asked, told: Told, store: Store
) -> None:
    reported = reports.report(alice.as_actor(), ReportFacts("Nobody can log in\nsince nine"))
    ticket = reported.ticket
    assert (ticket.label, ticket.title, ticket.description) == (
        "T-1",
        "Nobody can log in",
        "Nobody can log in\nsince nine",
    )
    assert (ticket.classification.priority, ticket.team, ticket.environment) == (Priority.P3, "building", "production")
    assert told(ticket) == [
        "Alice: reported: Nobody can log in",
        "Alice: classified as SEV4, P3: no current customer impact, can wait for working hours",
    ]
    assert asked.new() == ["message.post dm:U01ALICE report/noted"]
    assert [row["text"] for row in rows_of(store, tables.report)] == ["Nobody can log in\nsince nine"]


def test_a_service_brings_its_team_and_its_place(reports: Reports, alice: Person) -> None:
    by = alice.as_actor()
    assert reports.report(by, ReportFacts("slow", "checkout")).ticket.team == "payments"
    dark = reports.report(by, ReportFacts("dark", "lights", customers=Customers.MANY)).ticket
    assert (dark.team, dark.environment, dark.classification.priority) == ("building", "staging", Priority.P3)
    assert "staging is at most P3" in dark.classification.reasons


def test_what_hits_many_customers_is_an_incident_at_once(reports: Reports, alice: Person, asked: Asked) -> None:
    reported = reports.report(alice.as_actor(), ReportFacts("down", "checkout", customers=Customers.MANY))
    assert reported.incident
    assert (reported.incident.label, reported.incident.priority) == ("INC-1", Priority.P1)
    assert "channel.invite channel:INC-1 U01ALICE+U02BOB" in asked.new()


def test_a_guest_may_report_it_but_is_not_invited(reports: Reports, guest: Person, asked: Asked) -> None:
    reported = reports.report(guest.as_actor(), ReportFacts("down", "checkout", customers=Customers.MANY))
    assert reported.incident
    lines = asked.new()
    assert "channel.invite channel:INC-1 U02BOB+U01ALICE" in lines
    assert asked.last("message.post").payload["data"]["sees_queue"] is False


def test_the_customer_and_the_conversation_are_kept(reports: Reports, alice: Person, told: Told, store: Store) -> None:
    facts = ReportFacts("slow", customer="Acme  Ltd", customer_count=12, conversation="https://help.example/7")
    ticket = reports.report(alice.as_actor(), facts).ticket
    assert told(ticket)[0] == "Alice: reported for Acme Ltd, 12 customers: slow"
    (row,) = rows_of(store, tables.report)
    assert (row["customer"], row["customers"], row["conversation"]) == ("Acme Ltd", 12, "https://help.example/7")
    with store.read() as tx:
        assert [link.url for link in tx.links_of(ticket.id)] == ["https://help.example/7"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ReportFacts(""), "text"),
        (ReportFacts(" \n\u200b\x00 "), "text"),
        (ReportFacts("x", "nowhere"), "service"),
        (ReportFacts("x", conversation="javascript:alert(1)"), "conversation"),
        (ReportFacts("x", conversation="https://[broken"), "conversation"),
        (ReportFacts("x", conversation="https://a.example/\n"), "conversation"),
        (ReportFacts("x", customer_count=-1), "customer"),
        (ReportFacts("x", customer_count=MOST_CUSTOMERS + 1), "customer"),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_is_written(
    reports: Reports, alice: Person, store: Store, facts: ReportFacts, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        reports.report(alice.as_actor(), facts)
    assert list(refused.value.fields) == [field]
    assert count(store, "ticket") == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 3000, "x" * 3000),
        ("🔥" * 3000, "🔥" * 3000),
        ("{{ 7 * 7 }} {% raw %} <!channel>", "{{ 7 * 7 }} {% raw %} <!channel>"),
        ("a\x00b\ud800c", "abc"),
        ("a\u202egnp.exe", "agnp.exe"),
    ],
)
def test_any_words_are_kept(reports: Reports, alice: Person, text: str, kept: str) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts(text)).ticket
    assert ticket.description == kept
    assert ticket.title == kept or (len(ticket.title) <= 150 and kept.startswith(ticket.title.rstrip("…")))


def test_a_request_that_comes_twice_reports_once(
    reports: Reports, alice: Person, store: Store, clock: FakeClock
) -> None:
    by = because(alice, arrived(store, clock, "view:1"))
    reports.report(by, ReportFacts("slow"))
    with pytest.raises(AlreadyActed):
        reports.report(by, ReportFacts("slow"))
    assert count(store, "report") == 1


def test_somebody_whom_the_chat_does_not_know_may_report(reports: Reports, asked: Asked, told: Told) -> None:
    ticket = reports.report(Actor("helpdesk"), ReportFacts("slow")).ticket
    assert told(ticket)[0] == "helpdesk: reported: slow"
    assert asked.new() == []


# -- joining ----------------------------------------------------------------------------------------------------------


def test_a_second_reporter_joins_the_ticket_that_they_name(
    reports: Reports, alice: Person, bob: Person, asked: Asked, told: Told, store: Store
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow", "checkout")).ticket
    asked.forget()
    joined = reports.report(bob.as_actor(), ReportFacts("here too", customer="Acme", joins=1))
    assert (joined.ticket.id, joined.joined) == (ticket.id, True)
    assert told(ticket)[-1] == "Bob: reported it too for Acme: here too"
    assert asked.new() == ["message.post dm:U02BOB report/noted"]
    assert count(store, "ticket") == 1
    with pytest.raises(NotFound, match="There is no T-7"):
        reports.report(bob.as_actor(), ReportFacts("x", joins=7))


def test_an_incidents_channel_hears_of_another_report(
    reports: Reports, incidents: Incidents, alice: Person, bob: Person, asked: Asked
) -> None:
    ticket = incidents.declare(said(), alice.as_actor()).ticket
    asked.forget()
    joined = reports.report(bob.as_actor(), ReportFacts("here too", joins=ticket.number))
    assert joined.incident
    assert "message.post channel:INC-1 report/joined" in asked.new()


def test_a_worse_report_makes_the_ticket_an_incident_once(reports: Reports, alice: Person, bob: Person) -> None:
    reports.report(alice.as_actor(), ReportFacts("slow", "checkout"))
    for _ in range(2):
        worse = reports.report(bob.as_actor(), ReportFacts("everybody!", customers=Customers.MANY, joins=1))
        assert worse.incident
        assert (worse.incident.label, worse.ticket.classification.priority) == ("INC-1", Priority.P1)
    milder = reports.report(bob.as_actor(), ReportFacts("one more", joins=1))
    assert milder.ticket.classification.priority == Priority.P1, "a mild report makes nothing better"


def test_a_report_opens_a_resolved_ticket_again(
    reports: Reports, alice: Person, resolve: Resolve, clock: FakeClock, told: Told
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow")).ticket
    resolve(ticket)
    clock.advance(days=40)
    again = reports.report(alice.as_actor(), ReportFacts("slow again", joins=1)).ticket
    assert (again.id, again.state, again.closed_at) == (ticket.id, TicketState.OPEN, None)
    assert again.due_at
    assert again.due_at > clock.now()
    assert "Alice: reopened: it was reported again" in told(again)


def test_after_a_closed_incident_it_is_a_ticket_of_its_own(
    reports: Reports, incidents: Incidents, alice: Person, told: Told
) -> None:
    first = reports.report(alice.as_actor(), ReportFacts("down", "checkout", customers=Customers.MANY))
    assert first.incident
    incidents.resolve(first.incident.id, "rolled back", None, alice.as_actor())
    again = reports.report(alice.as_actor(), ReportFacts("still slow", joins=1))
    assert (again.ticket.label, again.joined, again.ticket.service) == ("T-2", False, "checkout")
    assert told(again.ticket)[0] == "Alice: reported: still slow (after T-1, INC-1, was closed)"
    assert incidents.incident(first.incident.id).status == Status.RESOLVED


def test_a_guest_joins_only_what_they_have_reported(
    reports: Reports, alice: Person, guest: Person, told: Told, store: Store
) -> None:
    hidden = reports.report(alice.as_actor(), ReportFacts("the board has left")).ticket
    mine = reports.report(guest.as_actor(), ReportFacts("I cannot pay")).ticket
    for number in (hidden.number, 77):
        with pytest.raises(NotFound, match=f"You have not reported T-{number}"):
            reports.report(guest.as_actor(), ReportFacts("tell me", joins=number))
        with pytest.raises(NotFound):
            reports.joinable(None, number, guest)
    assert reports.report(guest.as_actor(), ReportFacts("since noon", joins=mine.number)).joined
    assert len(told(hidden)) == 2


def test_the_form_offers_the_open_tickets_of_the_service(
    reports: Reports, alice: Person, guest: Person, resolve: Resolve
) -> None:
    by = alice.as_actor()
    for text, service in (("a", "checkout"), ("b", "checkout"), ("c", "lights"), ("d", "checkout")):
        reports.report(by, ReportFacts(text, service))
    resolve(reports.joinable("checkout", None, alice)[1])
    assert [ticket.title for ticket in reports.joinable("checkout", None, alice)] == ["d", "a"]
    assert [ticket.title for ticket in reports.joinable("checkout", 3, alice)] == ["c", "d", "a"]
    assert [ticket.title for ticket in reports.joinable("checkout", 1, alice)] == ["a", "d"]
    assert reports.joinable(None, None, alice) == []
    assert reports.joinable("checkout", None, guest) == []


# -- a message --------------------------------------------------------------------------------------------------------


def test_one_message_is_one_ticket_and_is_answered_once(
    reports: Reports, alice: Person, bob: Person, asked: Asked, store: Store
) -> None:
    answered = f"message.post thread:C04SUPPORT:{HERE.thread} report/thread in thread {HERE.thread}"
    reports.report(alice.as_actor(), ReportFacts("I cannot pay", origin=HERE))
    assert asked.new() == ["message.post dm:U01ALICE report/noted", answered]
    second = reports.report(bob.as_actor(), ReportFacts("I cannot pay", origin=HERE))
    assert second.joined
    assert asked.new() == ["message.post dm:U02BOB report/noted"]
    assert count(store, "ticket") == 1


def test_two_people_report_one_message_at_the_same_time(
    reports: Reports, replica: Store, clock: FakeClock, process: Process, alice: Person, bob: Person, store: Store
) -> None:
    reports.report(alice.as_actor(), ReportFacts("another one"))
    there = Reports(replica, clock, in_force(process))
    facts = ReportFacts("I cannot pay", origin=HERE)
    with slow_commits():
        at_once(lambda: reports.report(alice.as_actor(), facts), lambda: there.report(bob.as_actor(), facts))
    assert count(store, "ticket") == 2
    assert count(store, "report") == 3


def test_a_message_whose_ticket_is_resolved_opens_another(reports: Reports, alice: Person, resolve: Resolve) -> None:
    first = reports.report(alice.as_actor(), ReportFacts("I cannot pay", origin=HERE)).ticket
    resolve(first)
    assert reports.report(alice.as_actor(), ReportFacts("again", origin=HERE)).ticket.id != first.id


# -- the end ----------------------------------------------------------------------------------------------------------


def test_everybody_who_reported_hears_once_that_it_is_resolved(
    reports: Reports, alice: Person, bob: Person, guest: Person, asked: Asked, resolve: Resolve
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow", origin=HERE)).ticket
    for person in (bob, bob, alice):
        reports.report(person.as_actor(), ReportFacts("too", joins=1))
    reports.report(guest.as_actor(), ReportFacts("I cannot pay", origin=HERE))
    reports.report(Actor("helpdesk"), ReportFacts("too", joins=1))
    asked.forget()
    resolve(ticket)
    assert asked.new() == [
        "message.post dm:U01ALICE report/resolved",
        "message.post dm:U02BOB report/resolved",
        "message.post dm:U03GUEST report/resolved",
        f"message.post thread:C04SUPPORT:{HERE.thread} report/thread_resolved in thread {HERE.thread}",
    ]
    resolve(ticket)
    assert asked.new() == []


def test_whoever_reports_it_again_hears_again(
    reports: Reports, alice: Person, bob: Person, asked: Asked, resolve: Resolve
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow")).ticket
    resolve(ticket)
    reports.report(bob.as_actor(), ReportFacts("slow again", joins=1))
    asked.forget()
    resolve(ticket)
    assert asked.new() == ["message.post dm:U02BOB report/resolved"]


def test_more_reporters_than_a_page_shows_all_hear(
    reports: Reports, alice: Person, store: Store, clock: FakeClock, asked: Asked, resolve: Resolve
) -> None:
    ticket = reports.report(alice.as_actor(), ReportFacts("slow")).ticket
    with store.begin() as tx:
        for number in range(300):
            profile = {"name": f"p{number}", "tz": "UTC", "is_guest": False, "is_bot": False, "is_deleted": False}
            met = tx.meet(f"U9{number:04}", clock.now(), **profile)
            tx.add_report(ticket.id, ReportFacts("too"), clock.now(), met.as_actor())
    asked.forget()
    resolve(ticket)
    assert len(asked.new()) == 301


@pytest.mark.parametrize("cancelled", [False, True])
def test_the_end_of_an_incident_is_told_to_its_reporters(
    reports: Reports, incidents: Incidents, alice: Person, bob: Person, asked: Asked, cancelled: bool
) -> None:
    reported = reports.report(bob.as_actor(), ReportFacts("down", "checkout", customers=Customers.MANY))
    assert reported.incident
    asked.forget()
    if cancelled:
        incidents.change_status(reported.incident.id, Status.CANCELLED, alice.as_actor(), "a test that ran wild")
    else:
        incidents.resolve(reported.incident.id, "rolled back", None, alice.as_actor())
    assert "message.post dm:U02BOB report/resolved" in asked.new()
    told = [row.payload for row in asked.rows() if row.payload.get("template") == "report/resolved"]
    assert [payload["data"]["reason"] for payload in told] == ["a test that ran wild" if cancelled else "rolled back"]
    incidents.reopen(reported.incident.id, "not yet", alice.as_actor())
    asked.forget()
    incidents.resolve(reported.incident.id, "now", None, alice.as_actor())
    assert "message.post dm:U02BOB report/resolved" not in asked.new()
