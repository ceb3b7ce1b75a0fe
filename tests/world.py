"""A small world for stories about the store and the services: a clock that stands still, and people.

The services are the real ones, on a real database (tests/stores.py); only time is ours. `asked.new()` tells the work
rows that were asked for since it was last called, one line each, so that a story compares the whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Actor, Cause, Person
from incidentbot.domain.priority import (
    Classification,
    Condition,
    Customers,
    Environment,
    ImpactFacts,
    Urgency,
    classify,
)
from incidentbot.domain.process import PRIORITY_RULES, Paging, Process, Service
from incidentbot.domain.ticket import Declaration, Ticket
from incidentbot.services.action_item import ActionItems
from incidentbot.services.chat_fact import ChatFacts
from incidentbot.services.home import Home
from incidentbot.services.inbox import Inbox
from incidentbot.services.incident import Declared, Incidents
from incidentbot.services.people import People
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.ticket import Tickets
from incidentbot.services.timeline import Timeline
from incidentbot.services.trouble import Troubles
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words import Words
from tests.written import Asked

# What `from tests.world import *` in a conftest brings: the fixtures.
__all__ = (
    "alice",
    "asked",
    "bob",
    "chat_facts",
    "clock",
    "declare",
    "guest",
    "home",
    "inbox",
    "incident",
    "incidents",
    "items",
    "people",
    "postmortems",
    "process",
    "queue",
    "regrades",
    "reports",
    "robot",
    "ticket",
    "tickets",
    "timeline",
    "told",
    "troubles",
    "updates",
    "words",
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PRODUCTION = Environment("production")


class FakeClock:
    """Stands still until a story moves it."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **parts: float) -> datetime:
        self._now += timedelta(**parts)
        return self._now


# -- the services -----------------------------------------------------------------------------------------------------


@dataclass
class InForce:
    """The process that holds; a test may put another one into force."""

    process: Process


def in_force(process: Process) -> InForce:
    return InForce(process)


def open_missing(postmortems: Postmortems) -> int:
    """What the job asks for and the worker then does; how many were opened."""
    return sum(postmortems.open(incident_id) for incident_id in postmortems.missing())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


CHECKOUT = Service(
    "checkout",
    team="payments",
    runbook="https://runbooks.acme.example/checkout",
    dashboards=("https://grafana.acme.example/d/checkout",),
)


# Pages have a world of their own, in tests/pager_world.py; here what they ask for would stand in every list.
NOBODY_IS_PAGED = {priority: replace(line, page=Paging.NEVER) for priority, line in PRIORITY_RULES.items()}


@pytest.fixture
def asked(store: Store) -> Asked:
    return Asked(store)


@pytest.fixture
def process() -> Process:
    return Process(organisation="Acme", services={"checkout": CHECKOUT}, version="v1", priorities=NOBODY_IS_PAGED)


@pytest.fixture
def people(store: Store, clock: FakeClock) -> People:
    return People(store, clock)


@pytest.fixture
def incidents(store: Store, clock: FakeClock, process: Process) -> Incidents:
    return Incidents(store, clock, in_force(process))


@pytest.fixture
def tickets(store: Store, clock: FakeClock, process: Process) -> Tickets:
    return Tickets(store, clock, in_force(process))


@pytest.fixture
def queue(store: Store, clock: FakeClock, process: Process) -> Queue:
    return Queue(store, clock, in_force(process))


@pytest.fixture
def reports(store: Store, clock: FakeClock, process: Process) -> Reports:
    return Reports(store, clock, in_force(process))


@pytest.fixture
def regrades(store: Store, clock: FakeClock, process: Process) -> Regrades:
    return Regrades(store, clock, in_force(process))


@pytest.fixture
def timeline(store: Store, clock: FakeClock) -> Timeline:
    return Timeline(store, clock)


@pytest.fixture
def updates(store: Store, clock: FakeClock, process: Process) -> StatusUpdates:
    return StatusUpdates(store, clock, in_force(process))


@pytest.fixture
def items(store: Store, clock: FakeClock) -> ActionItems:
    return ActionItems(store, clock)


@pytest.fixture(scope="session")
def words() -> Words:
    """The real templates, compiled once."""
    return Words()


@pytest.fixture
def postmortems(store: Store, clock: FakeClock, words: Words) -> Postmortems:
    return Postmortems(store, clock, words)


@pytest.fixture
def chat_facts(store: Store, clock: FakeClock) -> ChatFacts:
    return ChatFacts(store, clock)


@pytest.fixture
def troubles(store: Store, clock: FakeClock) -> Troubles:
    return Troubles(store, clock)


@pytest.fixture
def home(store: Store, clock: FakeClock, process: Process) -> Home:
    return Home(store, clock, in_force(process))


@pytest.fixture
def inbox(store: Store, clock: FakeClock) -> Iterator[Inbox]:
    inbox = Inbox(store, clock)
    inbox.start()
    yield inbox
    inbox.stop()


# -- people and what they do ------------------------------------------------------------------------------------------


@pytest.fixture
def alice(people: People) -> Person:
    return people.meet("U01ALICE", "Alice", "Europe/Prague", is_guest=False, is_bot=False, is_deleted=False)


@pytest.fixture
def bob(people: People) -> Person:
    return people.meet("U02BOB", "Bob", "America/New_York", is_guest=False, is_bot=False, is_deleted=False)


@pytest.fixture
def guest(people: People) -> Person:
    return people.meet("U03GUEST", "Gina", "UTC", is_guest=True, is_bot=False, is_deleted=False)


@pytest.fixture
def robot(people: People) -> Person:
    return people.meet("U04ROBOT", "Robot", "UTC", is_guest=False, is_bot=True, is_deleted=False)


def judged(facts: ImpactFacts, urgency: Urgency = Urgency.NOW, now: datetime = MONDAY) -> Classification:
    return classify(facts, urgency, PRODUCTION, now)


P1 = judged(ImpactFacts(customers=Customers.MANY))
P2 = judged(ImpactFacts(customers=Customers.SOME, condition=Condition.DEGRADED))
P3 = judged(ImpactFacts())
P4 = judged(ImpactFacts(), Urgency.PLANNED)


def said(title: str = "checkout is down", classification: Classification = P1, **more: Any) -> Declaration:
    return Declaration(title, more.pop("service", None), more.pop("environment", "production"), classification, **more)


def a_ticket(tx: Transaction, now: datetime = MONDAY, **more: Any) -> Ticket:
    """A P3 ticket as the store writes it, by the bot, for stories that need only that there is one."""
    usual = {"title": "t", "description": "", "service": None, "environment": "production", "judged": P3, "by": BOT}
    return tx.open_ticket(**(usual | {"now": now, "process_version": "v1"} | more))


@pytest.fixture
def declare(incidents: Incidents, alice: Person) -> Callable[..., Incident]:
    """`declare("checkout is down", P1)`: Alice declares an incident."""

    def declare(title: str = "checkout is down", classification: Classification = P1, **more: Any) -> Incident:
        declared: Declared = incidents.declare(said(title, classification, **more), alice.as_actor())
        assert declared.incident
        return declared.incident

    return declare


@pytest.fixture
def ticket(incidents: Incidents, alice: Person) -> Ticket:
    """A P3 ticket that Alice reported."""
    return incidents.declare(said("logs are noisy", P3), alice.as_actor()).ticket


@pytest.fixture
def incident(declare: Callable[..., Incident], asked: Asked) -> Incident:
    """INC-1, a P1 that Alice declared at nine on a Monday; what that asked for is not the story."""
    incident = declare()
    asked.forget()
    return incident


@pytest.fixture
def told(store: Store) -> Callable[[Incident | Ticket], list[str]]:
    """The timeline as it was written, `actor: text` a line."""

    def told(of: Incident | Ticket) -> list[str]:
        ticket_id = of.ticket_id if isinstance(of, Incident) else of.id
        with store.read() as tx:
            return [f"{event.actor}: {event.text}" for event in tx.timeline(ticket_id)]

    return told


def arrived(store: Store, clock: FakeClock, key: str) -> Cause:
    """A request that has been written down and has not acted yet."""
    with store.begin() as tx:
        tx.receive([key], clock.now())
    return Cause("request", key)


def because(person: Person, cause: Cause) -> Actor:
    return person.as_actor(cause)
