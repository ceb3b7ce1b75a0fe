"""A code shows whose a telephone is: nobody can be pestered or tricked by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import BOT, Person
from incidentbot.errors import InvalidInput, NeedsPerson, NotFound, NotPossible, TryAgain, VendorError
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_sending import ContactSending
from incidentbot.store.store import Store
from incidentbot.verifier import Verifier
from tests.contact_world import *  # noqa: F403
from tests.contact_world import NUMBER, SHOWN, code_on, reached
from tests.telephones import Mood, Telephones
from tests.world import FakeClock, InForce
from tests.written import Asked


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


def test_codes_of_long_ago_do_not_count(contacts: Contacts, alice: Person, clock: FakeClock) -> None:
    method = contacts.add("mobile", NUMBER, alice.as_actor())
    for _ in range(6):
        clock.advance(days=30)
        contacts.send_again(method, alice.as_actor())
    clock.advance(minutes=1)
    contacts.send_again(method, alice.as_actor())


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
