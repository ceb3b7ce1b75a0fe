"""What the rooms of the store find again: requests, people, tickets, incidents, messages, slots."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from incidentbot.domain.incident import Status
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.priority import Environment, ImpactFacts, Override, Priority, Urgency, classify
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import NotFound
from incidentbot.store import tables
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.stores import url_of
from tests.world import P1, P2, P3, a_ticket
from tests.written import count, rows_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE = Actor("Alice")


# -- requests ---------------------------------------------------------------------------------------------------------


def test_a_request_is_new_once(store: Store, replica: Store) -> None:
    with store.begin() as tx:
        assert tx.receive(["a", "b", "a"], NOW) == {"a", "b"}
    with replica.begin() as tx:
        assert tx.receive(["b", "c"], NOW) == {"c"}
        assert tx.receive([], NOW) == set()


def test_the_same_request_at_two_replicas_at_once_is_new_at_one(store: Store, replica: Store) -> None:
    def receive(on: Store) -> set[str]:
        with on.begin() as tx:
            return tx.receive(["a"], NOW)

    with slow_commits():
        found = at_once(lambda: receive(store), lambda: receive(replica))
    assert sorted(map(len, found)) == [0, 1]


def test_a_request_has_acted_or_not_or_never_arrived(store: Store) -> None:
    with store.begin() as tx:
        tx.receive(["a"], NOW)
        assert (tx.has_acted("a"), tx.has_acted("z")) == (False, None)
        tx.seal_request("a")
        assert tx.has_acted("a") is True


def test_old_requests_are_forgotten_a_bite_at_a_time(store: Store) -> None:
    with store.begin() as tx:
        tx.receive(["a", "b", "c"], NOW)
        tx.receive(["d"], NOW + timedelta(hours=1))
        assert tx.forget_requests(NOW, 10) == 0
        assert tx.forget_requests(NOW + timedelta(minutes=1), 2) == 2
        assert tx.forget_requests(NOW + timedelta(minutes=1), 2) == 1
    assert [row["key"] for row in rows_of(store, tables.inbox)] == ["d"]


# -- people -----------------------------------------------------------------------------------------------------------


def profile(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "tz": "UTC", "is_guest": False, "is_bot": False, "is_deleted": False, **more}


def test_somebody_is_met_once_and_their_profile_follows_them(store: Store) -> None:
    with store.begin() as tx:
        first = tx.meet("U1", NOW, **profile("Al"))
        tx.remember_dm("U1", "D1")
        again = tx.meet("U1", NOW + timedelta(days=1), **profile("Alice", is_guest=True))
    assert again == Person(first.id, "U1", "Alice", "UTC", is_guest=True, dm_channel="D1")
    with store.read() as tx:
        assert tx.person_by_slack_id("U1") == (again, NOW + timedelta(days=1))
        assert tx.person(first.id) == again
        assert tx.person_by_slack_id("U2") is None
    assert count(store, "person") == 1


# -- tickets ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_ticket(store: Store) -> Callable[..., Ticket]:
    def open_ticket(title: str = "t", judged: object = P3, by: Actor = ALICE) -> Ticket:
        with store.begin() as tx:
            return a_ticket(tx, NOW, title=title, service="checkout", judged=judged, by=by)

    return open_ticket


def test_every_judgement_stays_with_its_facts_its_reasons_who_and_when(
    store: Store, open_ticket: Callable[..., Ticket]
) -> None:
    ticket = open_ticket()
    chosen = Override(Priority.P1, "the board is watching")
    worse = classify(ImpactFacts(security=True, growing=True), Urgency.HOURS, Environment("production"), NOW, chosen)
    with store.begin() as tx:
        tx.reclassify(ticket.id, worse, Actor("Bob"), NOW + timedelta(minutes=5), "v2")
        assert tx.ticket(ticket.id).classification == worse
        assert tx.classifications(ticket.id) == [P3, worse]
    first, second = rows_of(store, tables.classification)
    assert (first["by"], first["at"], first["process_version"]) == ("Alice", NOW, "v1")
    assert (second["by"], second["at"], second["process_version"]) == ("Bob", NOW + timedelta(minutes=5), "v2")
    assert (second["computed"], second["priority"], second["override_reason"]) == ("P2", "P1", "the board is watching")
    assert second["facts"]["security"] is True
    assert (second["urgency"], second["severity"]) == ("hours", "SEV1")
    assert second["reasons"] == ["security or privacy risk", "can wait for working hours"]


def test_a_ticket_is_found_by_its_number_and_what_is_not_there_is_said(
    store: Store, open_ticket: Callable[..., Ticket]
) -> None:
    ticket = open_ticket("logs are noisy")
    with store.read() as tx:
        assert tx.ticket_by_number(1) == tx.ticket(ticket.id) == ticket
        with pytest.raises(NotFound, match=r"There is no T-2\."):
            tx.ticket_by_number(2)
        with pytest.raises(NotFound, match="That ticket does not exist"):
            tx.ticket(999)


def test_the_open_tickets_of_a_person_are_those_that_are_not_incidents(
    store: Store, open_ticket: Callable[..., Ticket]
) -> None:
    with store.begin() as tx:
        alice = tx.meet("U1", NOW, **profile("Alice"))
    mine = [open_ticket(title, by=alice.as_actor()) for title in ("one", "two", "three", "four")]
    open_ticket("somebody else's")
    with store.begin() as tx:
        tx.open_incident(mine[1].id, alice.id, NOW, NOW)
        tx.change_ticket(mine[2].id, state="resolved")
    with store.read() as tx:
        assert [ticket.title for ticket in tx.open_tickets_of(alice.id, 9)] == ["four", "one"]
        assert [ticket.title for ticket in tx.open_tickets_of(alice.id, 1)] == ["four"]


# -- incidents --------------------------------------------------------------------------------------------------------


def test_open_incidents_are_listed_newest_first_page_by_page(store: Store, open_ticket: Callable[..., Ticket]) -> None:
    for _ in range(5):
        ticket = open_ticket(judged=P2)
        with store.begin() as tx:
            tx.open_incident(ticket.id, None, NOW, NOW)
    with store.begin() as tx:
        tx.change_incident(2, status=Status.RESOLVED)
        tx.change_incident(3, status=Status.CANCELLED)
    with store.read() as tx:
        assert [one.number for one in tx.open_incidents(2)] == [5, 4]
        assert [one.number for one in tx.open_incidents(2, skip_after=4)] == [1]
        assert [one.number for one in tx.recently_closed_incidents(9)] == [3, 2]


def test_an_incident_is_found_by_number_channel_and_ticket(store: Store, open_ticket: Callable[..., Ticket]) -> None:
    ticket = open_ticket("checkout is down", P1)
    with store.begin() as tx:
        opened = tx.open_incident(ticket.id, None, NOW, NOW - timedelta(minutes=5))
        tx.change_incident(opened.id, channel_id="C1", channel_name="inc-1")
    with store.read() as tx:
        found = tx.incident(opened.id)
        assert tx.incident_by_number(1) == tx.incident_of_channel("C1") == tx.incident_of_ticket(ticket.id) == found
        assert (found.title, found.service, found.environment) == ("checkout is down", "checkout", "production")
        assert (found.priority, found.severity, found.reasons) == (P1.priority, P1.severity, P1.reasons)
        assert (found.started_at, found.declared_at) == (NOW - timedelta(minutes=5), NOW)
        assert tx.incident_of_channel("C2") is None
        assert tx.incident_of_ticket(999) is None
        with pytest.raises(NotFound, match=r"There is no INC-2\."):
            tx.incident_by_number(2)
        with pytest.raises(NotFound, match="That incident does not exist"):
            tx.incident(999)


def test_two_incidents_cannot_share_a_ticket_or_a_channel(store: Store, open_ticket: Callable[..., Ticket]) -> None:
    tickets = [open_ticket(judged=P1) for _ in range(2)]
    with store.begin() as tx:
        first = tx.open_incident(tickets[0].id, None, NOW, NOW)
        second = tx.open_incident(tickets[1].id, None, NOW, NOW)
        tx.change_incident(first.id, channel_id="C1")
    with pytest.raises(Exception, match=r"(?i)unique"), store.begin() as tx:
        tx.change_incident(second.id, channel_id="C1")
    with pytest.raises(Exception, match=r"(?i)unique"), store.begin() as tx:
        tx.open_incident(tickets[0].id, None, NOW, NOW)


# -- messages, slots, keepsakes ---------------------------------------------------------------------------------------


def test_a_message_is_known_by_its_name_and_the_latest_one_counts(store: Store) -> None:
    with store.begin() as tx:
        assert tx.message_named("card:INC-1") is None
        tx.remember_message("card:INC-1", "C1", "1.000100", NOW)
        tx.remember_message("card:INC-1", "C2", "2.000200", NOW)
        assert tx.message_named("card:INC-1") == ("C2", "2.000200")
        tx.forget_message("card:INC-1")
        assert tx.message_named("card:INC-1") is None


def test_one_replica_takes_a_slot_and_the_other_does_not(store: Store, replica: Store) -> None:
    def take(on: Store) -> bool:
        with on.begin() as tx:
            return tx.take_slot("postmortems", NOW)

    with slow_commits():
        assert sorted(at_once(lambda: take(store), lambda: take(replica))) == [False, True]
    with store.begin() as tx:
        assert tx.take_slot("housekeeping", NOW) is True
        assert tx.take_slot("postmortems", NOW + timedelta(seconds=5)) is True
        assert tx.forget_slots(NOW + timedelta(seconds=1)) == 2


def test_the_first_value_is_kept_whoever_comes_later(store: Store, replica: Store) -> None:
    def keep(on: Store, value: str) -> str:
        with on.begin() as tx:
            return tx.keep("secret_key", value)

    with slow_commits():
        kept = at_once(lambda: keep(store, "mine"), lambda: keep(replica, "theirs"))
    assert kept[0] == kept[1]
    assert keep(store, "a third") == kept[0]


def test_somebody_speaks_of_a_ticket_while_it_is_being_judged_anew(
    postgres_store: Store, replica_engines: dict[str, Engine]
) -> None:
    """Whoever acknowledges writes an event of the ticket; if they waited for one another's locks, one would fail."""
    url = url_of(postgres_store)
    other = Store(replica_engines.setdefault(url, open_engine(url)))
    with postgres_store.begin() as tx:
        ticket = a_ticket(tx, NOW, by=ALICE)
    spoke = threading.Event()

    def speak() -> None:
        with other.begin() as tx:
            tx.record(ticket.id, NOW, ALICE, EventKind.NOTE, "I have it")
        spoke.set()

    with postgres_store.begin() as tx:
        tx.ticket(ticket.id)
        threading.Thread(target=speak, daemon=True).start()
        assert spoke.wait(3), "it waits for the one who judges"
