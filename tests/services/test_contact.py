"""Adding a telephone: a code shows whose it is, nothing is kept in clear, and nobody can be pestered or tricked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.contact_rules import read, sentence
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind, plan
from incidentbot.domain.people import BOT, Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import InvalidInput, NeedsPerson, NotFound, NotPossible, TryAgain, VendorError
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_code import TEST, VERIFY
from incidentbot.services.contact_keeping import ContactKeeping
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.queue import Queue
from incidentbot.services.recipient import recipients_of
from incidentbot.services.sealing import KeyMissing, Seal
from incidentbot.store import tables
from incidentbot.store.store import Store
from incidentbot.verifier import Verifier
from tests.telephones import Mood, Telephones
from tests.world import FakeClock, InForce, in_force
from tests.written import Asked, rows_of

SECRET = "a-secret-key-of-some-length-0123456789"
NUMBER, SHOWN = "+420601234123", "+420 ••• ••• 123"
P1, P2 = Priority.P1, Priority.P2


def code_on(phones: Telephones) -> str:
    """The one that arrived last."""
    return phones.rang[-1][1].title.removeprefix("Your Incidentbot code is ").replace(" ", "")


PEOPLE = {
    "alice": CatalogPerson("alice", slack="U01ALICE", email="alice@acme.example"),
    "bob": CatalogPerson("bob", slack="U02BOB"),
}


@pytest.fixture
def running() -> InForce:
    return in_force(Process(organisation="Acme", people=PEOPLE, teams={"payments": Team("payments")}, version="v1"))


@pytest.fixture
def seal() -> Seal:
    return Seal([SECRET])


@pytest.fixture
def sms() -> Telephones:
    return Telephones(MethodKind.SMS, "recording")


@pytest.fixture
def voice() -> Telephones:
    return Telephones(MethodKind.VOICE, "recording")


WAYS = [(MethodKind.SMS, "recording"), (MethodKind.VOICE, "recording"), (MethodKind.PUSH, "ntfy")]


@pytest.fixture
def contacts(store: Store, clock: FakeClock, running: InForce, seal: Seal) -> Contacts:
    return Contacts(store, clock, running, seal, WAYS)


@pytest.fixture
def sending(store: Store, clock: FakeClock, running: InForce, seal: Seal) -> ContactSending:
    return ContactSending(store, clock, running, seal)


@pytest.fixture
def verifier(sending: ContactSending, sms: Telephones, voice: Telephones) -> Verifier:
    return Verifier(sending, {MethodKind.SMS: [sms], MethodKind.VOICE: [voice]})


@pytest.fixture
def deliver(store: Store, clock: FakeClock, verifier: Verifier) -> Callable[[], None]:
    """The worker's part."""

    def deliver() -> None:
        with store.begin() as tx:
            claimed = tx.claim_work(clock.now(), "me", clock.now(), clock.now(), 50, [])
        for work in claimed:
            if work.kind in (VERIFY, TEST):
                verifier.perform(work, BOT.because_of(work.cause))

    return deliver


@pytest.fixture
def verified(contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], clock: FakeClock) -> int:
    """Alice's telephone."""
    method = contacts.add("mobile", "+420 601 234 123", alice.as_actor())
    deliver()
    contacts.confirm(method, code_on(sms), alice.as_actor())
    clock.advance(minutes=5)
    return method


def reached(store: Store, running: InForce, key: str = "alice") -> list[str]:
    with store.read() as tx:
        found = plan(recipients_of(tx, running.process, [key])[key], P1, FakeClock().now())
    return [one.kind.value for one in found.planned]


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


# -- codes ------------------------------------------------------------------------------------------------------------


def test_a_wrong_code_is_counted_and_the_sixth_try_is_not_looked_at(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None]
) -> None:
    method = contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    wrong = f"{(int(code_on(sms)) + 1) % 1_000_000:06}"
    for left in ("4 more tries", "3 more tries", "2 more tries", "1 more try", "ask for another one"):
        with pytest.raises(InvalidInput) as refused:
            contacts.confirm(method, wrong, alice.as_actor())
        assert left in refused.value.fields["code"]
    with pytest.raises(InvalidInput, match="too often"):
        contacts.confirm(method, code_on(sms), alice.as_actor())


@pytest.mark.parametrize("typed", ["", "000", "abcdef", "🔥" * 6, "\ud800", "x" * 10_000, "' OR 1=1"])
def test_nonsense_is_a_wrong_code(typed: str, contacts: Contacts, alice: Person, deliver: Callable[[], None]) -> None:
    method = contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    with pytest.raises(InvalidInput, match="not the code"):
        contacts.confirm(method, typed, alice.as_actor())


def test_a_code_lasts_ten_minutes(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], clock: FakeClock
) -> None:
    method = contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    clock.advance(minutes=10, seconds=1)
    with pytest.raises(InvalidInput, match="too old"):
        contacts.confirm(method, code_on(sms), alice.as_actor())


def test_another_code_makes_the_one_before_void_and_comes_not_too_soon(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], clock: FakeClock
) -> None:
    method = contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    first = code_on(sms)
    with pytest.raises(NotPossible, match="Ask again in 1 min"):
        contacts.send_again(method, alice.as_actor())
    for _ in range(4):
        clock.advance(minutes=1)
        contacts.send_again(method, alice.as_actor())
        deliver()
    clock.advance(minutes=1)
    with pytest.raises(NotPossible, match="Enough codes"):
        contacts.send_again(method, alice.as_actor())
    assert len(sms.rang) == 5
    if first != code_on(sms):
        with pytest.raises(InvalidInput):
            contacts.confirm(method, first, alice.as_actor())
    contacts.confirm(method, code_on(sms), alice.as_actor())


def test_removing_and_adding_again_is_no_way_around_the_limit(
    contacts: Contacts, alice: Person, bob: Person, clock: FakeClock
) -> None:
    for person in (alice, bob, alice, bob, alice):
        contacts.remove(contacts.add("mobile", NUMBER, person.as_actor()), person.as_actor())
        clock.advance(minutes=1)
    with pytest.raises(InvalidInput, match="Enough codes"):
        contacts.add("mobile", NUMBER, bob.as_actor())


def test_two_people_cannot_verify_with_each_others_code(
    contacts: Contacts,
    alice: Person,
    bob: Person,
    sms: Telephones,
    deliver: Callable[[], None],
    clock: FakeClock,
) -> None:
    of_alice = contacts.add("mobile", NUMBER, alice.as_actor())
    deliver()
    code = code_on(sms)
    clock.advance(minutes=1)
    of_bob = contacts.add("mobile", NUMBER, bob.as_actor())
    with pytest.raises(InvalidInput):
        contacts.confirm(of_bob, code, bob.as_actor())
    for act in (contacts.remove, contacts.send_again):
        with pytest.raises(NotFound):
            act(of_alice, bob.as_actor())
    with pytest.raises(NotFound):
        contacts.confirm(of_alice, code, bob.as_actor())
    contacts.confirm(of_alice, code, alice.as_actor())
    assert not contacts.of("U02BOB").addresses[0].is_verified


def test_a_code_that_comes_too_late_is_not_sent(
    contacts: Contacts, alice: Person, sms: Telephones, deliver: Callable[[], None], clock: FakeClock
) -> None:
    contacts.add("mobile", NUMBER, alice.as_actor())
    clock.advance(minutes=11)
    deliver()
    assert sms.rang == []


def test_a_number_that_is_refused_is_told_and_counts_no_more(
    contacts: Contacts,
    alice: Person,
    sms: Telephones,
    deliver: Callable[[], None],
    asked: Asked,
    verified: int,
    store: Store,
    running: InForce,
) -> None:
    sms.mood = Mood.REFUSES
    contacts.test_page(alice.as_actor())
    deliver()
    told = asked.last("message.post").payload
    assert told["template"] == "me/refused"
    assert told["data"] == {"shown": SHOWN, "kind": "SMS", "why": f"recording does not take {SHOWN}"}
    assert contacts.of("U01ALICE").addresses[0].refused == f"recording does not take {SHOWN}"
    assert reached(store, running) == ["slack", "voice"]


@pytest.mark.parametrize(("mood", "trouble"), [(Mood.DOWN, TryAgain), (Mood.UNPAID, NeedsPerson)])
def test_what_may_work_later_is_tried_later(
    mood: Mood,
    trouble: type[VendorError],
    contacts: Contacts,
    alice: Person,
    sms: Telephones,
    deliver: Callable[[], None],
) -> None:
    contacts.add("mobile", NUMBER, alice.as_actor())
    sms.mood = mood
    with pytest.raises(trouble, match="recording"):
        deliver()


def test_the_second_provider_brings_what_the_first_does_not_take(
    contacts: Contacts, alice: Person, store: Store, clock: FakeClock, sending: ContactSending, sms: Telephones
) -> None:
    broken = Telephones(MethodKind.SMS, "broken", mood=Mood.DOWN)
    contacts.add("mobile", NUMBER, alice.as_actor())
    with store.begin() as tx:
        [work] = tx.claim_work(clock.now(), "me", clock.now(), clock.now(), 50, [])
    assert Verifier(sending, {MethodKind.SMS: [broken, sms]}).perform(work, BOT.because_of(work.cause))
    assert len(sms.rang) == 1


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


# -- STOP and START ---------------------------------------------------------------------------------------------------


def test_stop_is_honoured_until_start(
    contacts: Contacts, sending: ContactSending, verified: int, store: Store, running: InForce, asked: Asked
) -> None:
    assert sending.owners(NUMBER) == ["alice"]
    assert sending.stop(NUMBER, "twilio_sms", BOT) == ["alice"]
    assert asked.last("message.post").payload["data"] == {"shown": SHOWN}
    assert reached(store, running) == ["slack", "voice"], "who wrote STOP is not texted; a call is no text"
    with store.read() as tx:
        assert tx.contact_address(verified) is None
    assert sending.stop(NUMBER, "twilio_sms", BOT) == ["alice"]
    assert sending.start(NUMBER, BOT) == ["alice"]
    assert reached(store, running) == ["slack", "sms", "voice"]
    assert sending.stop("+420700000000", "twilio_sms", BOT) == []


# -- keeping ----------------------------------------------------------------------------------------------------------


def test_the_email_address_of_the_process_file_counts_as_verified(
    contacts: Contacts, alice: Person, store: Store, running: InForce
) -> None:
    contacts.set_rules(P1, read("e-mail", P1), alice.as_actor())
    with store.read() as tx:
        [one] = plan(recipients_of(tx, running.process, ["alice"])["alice"], P1, FakeClock().now()).planned
    assert (one.method_id, one.shown) == (0, "a•••@acme.example")


def test_whoever_is_called_otherwise_takes_the_telephone_along(
    contacts: Contacts, verified: int, store: Store, running: InForce, clock: FakeClock, seal: Seal
) -> None:
    """The new alice of the file is somebody else: she must not get the telephone of the old one."""
    keeping = ContactKeeping(store, clock, running, seal)
    assert keeping.follow_process() == 0
    renamed = {
        "novak": replace(PEOPLE["alice"], key="novak"),
        "alice": CatalogPerson("alice", slack="U09ALICE"),
    }
    running.process = replace(running.process, people=renamed, version="v2")
    assert keeping.follow_process() == 1
    assert reached(store, running, "novak") == ["slack", "sms", "voice"]
    assert reached(store, running, "alice") == ["slack"]
    swapped = {"alice": PEOPLE["alice"], "novak": CatalogPerson("novak", slack="U09ALICE")}
    running.process = replace(running.process, people=swapped, version="v3")
    keeping.follow_process()
    assert reached(store, running, "alice") == ["slack", "sms", "voice"]
    running.process = replace(running.process, people={}, version="v4")
    keeping.follow_process()
    assert reached(store, running, "slack:U01ALICE") == ["slack", "sms", "voice"]


def test_a_key_is_exchanged_without_losing_a_number(
    verified: int, store: Store, running: InForce, clock: FakeClock, seal: Seal, sending: ContactSending
) -> None:
    sending.stop(NUMBER, "twilio_sms", BOT)
    both, new = (
        Seal(["a-new-secret-key-0123456789-0123456789", SECRET]),
        Seal(["a-new-secret-key-0123456789-0123456789"]),
    )
    assert ContactKeeping(store, clock, running, both).seal_anew() == 2
    assert ContactKeeping(store, clock, running, both).seal_anew() == 0
    assert ContactSending(store, clock, running, new).owners(NUMBER) == ["alice"]
    assert reached(store, running) == ["slack", "voice"], "STOP is remembered"
    ContactSending(store, clock, running, new).start(NUMBER, BOT)
    with store.read() as tx:
        kept = tx.contact_address(verified)
    assert kept is not None
    assert new.unseal(kept[0]) == NUMBER
    with pytest.raises(KeyMissing, match="INCIDENTBOT_SECRET_KEY"):
        seal.unseal(kept[0])
