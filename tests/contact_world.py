"""A small world for stories about contact methods: telephones that ring, codes that arrive, a key that seals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.notification import MethodKind, plan
from incidentbot.domain.people import BOT, Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.services.contact import Contacts
from incidentbot.services.contact_code import TEST, VERIFY
from incidentbot.services.contact_sending import ContactSending
from incidentbot.services.recipient import recipients_of
from incidentbot.services.sealing import Seal
from incidentbot.store.store import Store
from incidentbot.verifier import Verifier
from tests.telephones import Telephones
from tests.world import FakeClock, InForce, in_force

# What `from tests.contact_world import *` brings: the fixtures.
__all__ = (
    "contacts",
    "deliver",
    "running",
    "seal",
    "sending",
    "sms",
    "verified",
    "verifier",
    "voice",
)

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
