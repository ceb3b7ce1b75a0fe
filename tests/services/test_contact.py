"""Adding a telephone, own rules and quiet hours, and how somebody can be reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from incidentbot.domain.contact_rules import read, sentence
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind
from incidentbot.domain.people import Person
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import NotPossible
from incidentbot.services.contact import Contacts
from incidentbot.services.queue import Queue
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.contact_world import *  # noqa: F403
from tests.contact_world import NUMBER, P1, P2, SHOWN, code_on, reached
from tests.telephones import Telephones
from tests.world import FakeClock, InForce
from tests.written import Asked, rows_of

# -- adding -----------------------------------------------------------------------------------------------------------


def test_a_number_counts_once_its_code_was_typed_in(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], store: Store, running: InForce
) -> None:
    method = contacts.add("mobile", "+420 601 234 123", alice.as_actor())
    [address] = contacts.of("U01ALICE").addresses
    assert (address.shown, address.kinds, address.is_verified) == (SHOWN, (MethodKind.SMS, MethodKind.VOICE), False)
    assert reached(store, running) == ["slack"]
    deliver()
    [(sent_to, message)] = sms.rang
    assert sent_to == NUMBER
    assert message.title.startswith("Your Incidentbot code is ")
    assert "at Acme" in message.body
    assert contacts.confirm(method, f" {code_on(sms)[:3]} {code_on(sms)[3:]} ", alice.as_actor()) == SHOWN
    assert contacts.of("U01ALICE").addresses[0].is_verified
    assert reached(store, running) == ["slack", "sms", "voice"]


def test_a_telephone_that_only_rings_hears_its_code_digit_by_digit(
    contacts: Contacts, alice: Person, voice: Telephones, deliver: Callable[[], None]
) -> None:
    method = contacts.add("landline", NUMBER, alice.as_actor())
    deliver()
    assert " ".join(code_on(voice)) in voice.rang[0][1].title
    contacts.confirm(method, code_on(voice), alice.as_actor())
    assert contacts.of("U01ALICE").addresses[0].kinds == (MethodKind.VOICE,)


def test_what_no_provider_brings_is_not_offered(contacts: Contacts, alice: Person) -> None:
    assert [offer.key for offer in contacts.of("U01ALICE").offers] == ["mobile", "landline", "ntfy"]
    with pytest.raises(NotPossible, match="no provider"):
        contacts.add("email", "alice@acme.example", alice.as_actor())
    with pytest.raises(NotPossible, match="no provider"):
        contacts.add("carrier pigeon", "coo", alice.as_actor())


def test_nothing_in_the_database_is_in_clear(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], store: Store
) -> None:
    contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    everything = "\n".join(str(rows_of(store, table)) for table in tables.metadata.sorted_tables)
    assert SHOWN in everything
    assert NUMBER not in everything
    assert NUMBER[4:] not in everything
    assert code_on(sms) not in everything
    if not store.is_postgres:
        path = Path(str(store.engine.url.database))
        raw = b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
        assert NUMBER[4:].encode() not in raw
        assert code_on(sms).encode() not in raw.replace(b"\x00", b"")


# -- rules, quiet hours, tests ----------------------------------------------------------------------------------------


def test_own_rules_hold_for_their_priority_and_the_usual_ones_can_come_back(
    contacts: Contacts, alice: Person, verified: int, store: Store, running: InForce
) -> None:
    contacts.set_rules(P1, read("call at once, call after 2", P1), alice.as_actor())
    mine = contacts.of("U01ALICE")
    assert sentence(mine.rules, P1) == "call at once, call after 2 min"
    assert sentence(mine.rules, P2) == sentence(DEFAULT_RULES, P2)
    assert reached(store, running) == ["voice", "voice"]
    contacts.set_rules(P1, (), alice.as_actor())
    assert sentence(contacts.of("U01ALICE").rules, P1) == "nothing"
    contacts.usual_rules(alice.as_actor())
    assert not contacts.of("U01ALICE").has_own_rules


def test_quiet_hours_are_on_the_persons_own_wall(contacts: Contacts, alice: Person) -> None:
    contacts.set_quiet((time(22), time(7)), alice.tz, alice.as_actor())
    assert contacts.of("U01ALICE").quiet == (time(22), time(7), "Europe/Prague")
    contacts.set_rules(P1, (), alice.as_actor())
    assert contacts.of("U01ALICE").quiet is not None
    contacts.set_quiet(None, alice.tz, alice.as_actor())
    assert contacts.of("U01ALICE").quiet is None


def test_what_is_below_p2_waits_for_the_end_of_quiet_hours_and_holds_nothing_up(
    contacts: Contacts, queue: Queue, ticket: Ticket, alice: Person, bob: Person, asked: Asked, clock: FakeClock
) -> None:
    contacts.set_quiet((time(9), time(12)), alice.tz, alice.as_actor())  # it is ten o'clock in Prague
    queue.assign(bob.as_actor(), ticket.number, alice)
    waits = asked.last("message.post")
    assert (waits.payload["template"], waits.lane) == ("ticket/assigned", "quiet:U01ALICE")
    assert (waits.due_at - clock.now()) == timedelta(hours=2)
    contacts.test_page(alice.as_actor())
    at_once = asked.last("message.post")
    assert (at_once.payload["template"], at_once.lane, at_once.due_at) == ("me/test", "dm:U01ALICE", clock.now())
    clock.advance(hours=2)
    queue.assign(alice.as_actor(), ticket.number, bob)
    queue.assign(bob.as_actor(), ticket.number, alice)
    assert asked.last("message.post").lane == "dm:U01ALICE", "the quiet hours are over"


def test_a_test_page_goes_by_everything_once_in_two_minutes(
    contacts: Contacts,
    alice: Person,
    sms: Telephones,
    voice: Telephones,
    deliver: Callable[[], None],
    clock: FakeClock,
    asked: Asked,
    verified: int,
) -> None:
    assert contacts.test_page(alice.as_actor()) == ["Slack", f"SMS {SHOWN}", f"call {SHOWN}"]
    assert asked.last("message.post").payload["template"] == "me/test"
    deliver()
    assert [brought[-1][1].is_test for brought in (sms.rang, voice.rang)] == [True, True]
    with pytest.raises(NotPossible, match="two minutes"):
        contacts.test_page(alice.as_actor())
    clock.advance(minutes=2)
    contacts.test_page(alice.as_actor())


def test_why_somebody_cannot_be_reached_is_known_before_the_night(contacts: Contacts, verified: int) -> None:
    assert contacts.of("U01ALICE").missing == ()
    assert contacts.of("U02BOB").missing == ("no verified telephone", "no rule for P1 reaches a telephone or push")
