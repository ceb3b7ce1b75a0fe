"""Somebody declares. What is written down, and the whole list of what the chat is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from incidentbot.domain.incident import Status
from incidentbot.domain.people import Person
from incidentbot.domain.priority import Environment, ImpactFacts, Override, Priority, Urgency, classify
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.errors import AlreadyActed, InvalidInput, NotFound, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.ticket import Tickets
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import P1, P2, P3, P4, FakeClock, arrived, because, said
from tests.written import Asked, count, rows_of

Told = Callable[[object], list[str]]

# What opening a channel consists of, in its order.
CHANNEL = [
    "channel.open channel:INC-1",
    "channel.invite channel:INC-1 U01ALICE",
    "card.post channel:INC-1",
    "card.pin channel:INC-1",
    "channel.topic channel:INC-1",
    "channel.purpose channel:INC-1",
]
ANNOUNCED = ["announcement.post announcements"]


def chosen(priority: Priority, reason: str) -> object:
    return classify(
        ImpactFacts(),
        Urgency.PLANNED,
        Environment("production"),
        datetime(2026, 3, 2, tzinfo=UTC),
        Override(priority, reason),
    )


# -- P1 and P2 --------------------------------------------------------------------------------------------------------


def test_a_p1_becomes_an_incident_with_its_ticket(
    incidents: Incidents, alice: Person, asked: Asked, clock: FakeClock
) -> None:
    declared = incidents.declare(said("checkout is down", P1), alice.as_actor())
    incident = declared.incident
    assert incident
    assert (incident.label, declared.ticket.label) == ("INC-1", "T-1")
    assert (incident.title, incident.status, incident.priority) == (
        "checkout is down",
        Status.INVESTIGATING,
        Priority.P1,
    )
    assert (incident.declared_by, incident.commander) == (alice, None)
    assert incident.started_at == incident.declared_at == clock.now()
    assert asked.new() == ["status_update.remind update:INC-1 at Mon 02 Mar 09:30", *CHANNEL, *ANNOUNCED]


def test_a_p2_promises_an_update_within_the_hour(incidents: Incidents, alice: Person, asked: Asked) -> None:
    incident = incidents.declare(said("checkout is slow", P2), alice.as_actor()).incident
    assert incident
    assert f"{incident.next_update_due:%H:%M}" == "10:00"
    assert asked.new() == ["status_update.remind update:INC-1 at Mon 02 Mar 10:00", *CHANNEL, *ANNOUNCED]


def test_the_channel_gets_the_runbook_and_the_dashboards_of_the_service(
    incidents: Incidents, alice: Person, asked: Asked
) -> None:
    incidents.declare(said("checkout is down", P1, service="checkout"), alice.as_actor())
    bookmarks = [
        "channel.bookmark channel:INC-1 https://runbooks.acme.example/checkout",
        "channel.bookmark channel:INC-1 https://grafana.acme.example/d/checkout",
    ]
    remind = "status_update.remind update:INC-1 at Mon 02 Mar 09:30"
    assert asked.new() == [remind, *CHANNEL, *bookmarks, *ANNOUNCED]
    titles = [row.payload["title"] for row in asked.rows() if row.kind == "channel.bookmark"]
    assert titles == ["Runbook", "Dashboard"]


def test_the_announcement_waits_a_moment_for_its_channel(
    incidents: Incidents, alice: Person, asked: Asked, clock: FakeClock
) -> None:
    incidents.declare(said(), alice.as_actor())
    assert (asked.last("announcement.post").due_at - clock.now()).total_seconds() == 5


def test_the_timeline_begins_with_what_was_said_and_how_it_was_judged(
    incidents: Incidents, alice: Person, told: Told
) -> None:
    ticket = incidents.declare(said("checkout is down", P1), alice.as_actor()).ticket
    assert told(ticket) == [
        "Alice: declared: checkout is down",
        "Alice: classified as SEV1, P1: broad customer impact, must be acted on now",
        "Alice: opened INC-1, status investigating",
    ]


def test_another_priority_needs_a_reason_and_both_are_noted(
    incidents: Incidents, alice: Person, told: Told, asked: Asked, store: Store
) -> None:
    for reason in ("", "  \n"):
        with pytest.raises(InvalidInput) as wrong:
            incidents.declare(said("tidy up", chosen(Priority.P1, reason)), alice.as_actor())
        assert wrong.value.fields == {"why": "Say why you choose P1 instead of P4."}
    assert (asked.new(), count(store, "ticket")) == ([], 0)

    declared = incidents.declare(said("tidy up", chosen(Priority.P1, "the board is watching")), alice.as_actor())
    assert declared.incident
    assert declared.incident.priority == Priority.P1
    assert told(declared.ticket)[1] == (
        "Alice: classified as SEV4, P4: no current customer impact, can be planned; "
        "Alice chose P1: the board is watching"
    )


# -- P3 and P4 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("judged", [P3, P4], ids=["P3", "P4"])
def test_a_p3_or_p4_is_a_ticket_and_only_its_reporter_hears_of_it(
    incidents: Incidents, alice: Person, asked: Asked, store: Store, judged: object
) -> None:
    declared = incidents.declare(said("logs are noisy", judged), alice.as_actor())
    assert (declared.incident, declared.ticket.label, declared.ticket.state) == (None, "T-1", TicketState.OPEN)
    assert asked.new() == ["message.post dm:U01ALICE ticket/opened"]
    assert asked.last("message.post").payload["data"]["ticket"]["label"] == "T-1"
    assert count(store, "incident") == 0


def test_a_ticket_that_got_worse_becomes_an_incident_with_its_history(
    incidents: Incidents, ticket: Ticket, bob: Person, asked: Asked, told: Told, clock: FakeClock, tickets: Tickets
) -> None:
    asked.forget()
    clock.advance(hours=2)
    declared = incidents.got_worse(ticket.id, P1, bob.as_actor())
    incident = declared.incident
    assert incident
    assert (incident.label, incident.ticket_id, incident.priority) == ("INC-1", ticket.id, Priority.P1)
    assert incident.started_at == ticket.opened_at, "it began when it was reported"
    assert incident.declared_at == clock.now()
    assert tickets.numbered(1).incident_number == 1
    bobs = [line.replace("U01ALICE", "U02BOB") for line in CHANNEL]
    assert asked.new() == ["status_update.remind update:INC-1 at Mon 02 Mar 11:30", *bobs, *ANNOUNCED]
    assert told(ticket) == [
        "Alice: declared: logs are noisy",
        "Alice: classified as SEV4, P3: no current customer impact, must be acted on now",
        "Bob: classified as SEV1, P1: broad customer impact, must be acted on now",
        "Bob: opened INC-1, status investigating",
    ]


def test_a_ticket_that_got_only_a_little_worse_stays_a_ticket(
    incidents: Incidents, ticket: Ticket, bob: Person, asked: Asked, store: Store
) -> None:
    asked.forget()
    declared = incidents.got_worse(ticket.id, P4, bob.as_actor())
    assert (declared.incident, declared.ticket.classification.priority) == (None, Priority.P4)
    assert asked.new() == []
    assert count(store, "classification") == 2


def test_what_is_an_incident_already_does_not_become_another(
    incidents: Incidents, ticket: Ticket, bob: Person, asked: Asked, store: Store
) -> None:
    incidents.got_worse(ticket.id, P1, bob.as_actor())
    asked.forget()
    with pytest.raises(NotPossible, match=r"T-1 is an incident already: INC-1\."):
        incidents.got_worse(ticket.id, P2, bob.as_actor())
    assert (asked.new(), count(store, "incident"), count(store, "classification")) == ([], 1, 2)


def test_two_people_see_it_get_worse_at_once_and_it_is_one_incident(
    incidents: Incidents, ticket: Ticket, alice: Person, bob: Person, asked: Asked, store: Store
) -> None:
    asked.forget()
    with slow_commits():
        results = at_once(
            lambda: incidents.got_worse(ticket.id, P1, alice.as_actor()),
            lambda: incidents.got_worse(ticket.id, P1, bob.as_actor()),
        )
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert str(refused) == "T-1 is an incident already: INC-1."
    assert len(asked.new()) == 1 + len(CHANNEL) + len(ANNOUNCED)
    assert (count(store, "incident"), count(store, "classification")) == (1, 2)


def test_a_resolved_ticket_does_not_get_worse(
    incidents: Incidents, ticket: Ticket, alice: Person, store: Store
) -> None:
    with store.begin() as tx:
        tx.change_ticket(ticket.id, state=TicketState.RESOLVED)
    with pytest.raises(NotPossible, match=r"T-1 is resolved. Declare a new incident and name T-1 in it\."):
        incidents.got_worse(ticket.id, P1, alice.as_actor())


def test_getting_worse_by_choice_needs_a_reason_too(incidents: Incidents, ticket: Ticket, alice: Person) -> None:
    with pytest.raises(InvalidInput, match="Say why you choose P1 instead of P4"):
        incidents.got_worse(ticket.id, chosen(Priority.P1, " "), alice.as_actor())  # type: ignore[arg-type]


def test_a_ticket_that_is_not_there_is_said(tickets: Tickets, incidents: Incidents, alice: Person) -> None:
    with pytest.raises(NotFound, match=r"There is no T-9\."):
        tickets.numbered(9)
    with pytest.raises(NotFound, match="That ticket does not exist"):
        tickets.ticket(9)
    with pytest.raises(NotFound, match="That ticket does not exist"):
        incidents.got_worse(9, P1, alice.as_actor())


# -- titles from outside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["", "   \n\t ", "\x00", "\u200b\u200d", "\u202e"])
def test_a_title_in_which_there_is_nothing_to_see_is_refused_before_anything_is_written(
    incidents: Incidents, alice: Person, store: Store, title: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        incidents.declare(said(title), alice.as_actor())
    assert wrong.value.fields == {"title": "Say in a few words what is wrong."}
    assert count(store, "ticket") == 0


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("🔥" * 3000, "🔥" * 3000),
        ("チェックアウトが落ちている", "チェックアウトが落ちている"),
        ("<!channel> & <@U1>", "<!channel> & <@U1>"),
        ("  two\nlines\t and   spaces ", "two lines and spaces"),
        ("a\x00b\ud800c", "abc"),
        ("👩‍🚒 is here", "👩‍🚒 is here"),
    ],
)
def test_whatever_the_title_says_is_kept_as_text(
    incidents: Incidents, alice: Person, tickets: Tickets, title: str, kept: str
) -> None:
    ticket = incidents.declare(said(title), alice.as_actor()).ticket
    assert tickets.ticket(ticket.id).title == kept


# -- once, and without gaps -------------------------------------------------------------------------------------------


def test_the_same_request_declares_once(
    incidents: Incidents, alice: Person, store: Store, clock: FakeClock, asked: Asked
) -> None:
    by = because(alice, arrived(store, clock, "view:V1:hash"))
    incidents.declare(said(), by)
    asked.forget()
    with pytest.raises(AlreadyActed):
        incidents.declare(said(), by)
    assert (asked.new(), count(store, "incident")) == ([], 1)


def test_the_same_request_in_two_threads_declares_once(
    incidents: Incidents, alice: Person, store: Store, clock: FakeClock
) -> None:
    by = because(alice, arrived(store, clock, "view:V1:hash"))
    with slow_commits():
        results = at_once(*[lambda: incidents.declare(said(), by)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyActed", "Declared"]
    assert (count(store, "incident"), count(store, "ticket"), count(store, "work WHERE kind = 'channel.open'")) == (
        1,
        1,
        1,
    )


def test_a_refused_declaration_leaves_its_request_and_its_number_free(
    incidents: Incidents, alice: Person, store: Store, clock: FakeClock
) -> None:
    """The form came back with an error; mended, it acts."""
    by = because(alice, arrived(store, clock, "view:V1:hash"))
    with pytest.raises(InvalidInput):
        incidents.declare(said(""), by)
    declared = incidents.declare(said("checkout is down"), by)
    assert (declared.ticket.number, declared.incident and declared.incident.number) == (1, 1)


def test_numbers_have_no_gap_when_many_declare_at_once_and_tickets_are_among_them(
    incidents: Incidents, alice: Person, store: Store
) -> None:
    acts = [lambda judged=judged: incidents.declare(said("x", judged), alice.as_actor()) for judged in [P1, P3] * 5]
    results = at_once(*acts)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(row["number"] for row in rows_of(store, tables.ticket)) == list(range(1, 11))
    assert sorted(row["number"] for row in rows_of(store, tables.incident)) == list(range(1, 6))
