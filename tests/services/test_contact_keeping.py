"""What people entered stays theirs: STOP and START, another name, another key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incidentbot.domain.catalog import CatalogPerson
from incidentbot.domain.contact_rules import read
from incidentbot.domain.notification import plan
from incidentbot.domain.people import BOT, Person
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_keeping import ContactKeeping
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.recipient import recipients_of
from incidentbot.services.sealing import KeyMissing, Seal
from incidentbot.store.store import Store
from tests.contact_world import *  # noqa: F403
from tests.contact_world import NUMBER, P1, PEOPLE, SECRET, SHOWN, reached
from tests.world import FakeClock, InForce
from tests.written import Asked

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


def test_a_number_whose_key_is_lost_is_told_of_until_the_key_is_back(
    verified: int, store: Store, running: InForce, clock: FakeClock, seal: Seal, contacts: Contacts
) -> None:
    def told() -> list[str]:
        return [address.refused for address in contacts.of("U01ALICE").addresses]

    other = Seal(["a-new-secret-key-0123456789-0123456789"])
    assert told() == [""]
    assert ContactKeeping(store, clock, running, other).seal_anew() == 0
    assert told() == ["was encrypted with another INCIDENTBOT_SECRET_KEY"]
    assert any("another INCIDENTBOT_SECRET_KEY" in why for why in contacts.of("U01ALICE").missing)
    ContactKeeping(store, clock, running, seal).seal_anew()
    assert told() == [""]
