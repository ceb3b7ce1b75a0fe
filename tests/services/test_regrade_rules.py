"""Rules of the process file raise a priority, once per crossing, and never over the head of a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.catalog import CatalogPerson, Service, Team
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Person
from incidentbot.domain.priority import Priority
from incidentbot.domain.process import Process
from incidentbot.domain.routing_rules import RaiseRule
from incidentbot.domain.ticket import Ticket, TicketState
from incidentbot.services.digest import Digest
from incidentbot.services.incident import Incidents
from incidentbot.services.intake import Arrived, Intake
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.store.store import Store
from tests.world import P3, P4, FakeClock, InForce, said
from tests.written import Asked

Told = Callable[[Incident | Ticket], list[str]]
ONE, TWO, THREE, FOUR = Priority
HOUR = timedelta(hours=1)


LONG = RaiseRule(to=TWO, of=THREE, unresolved_for=4 * HOUR)
MANY = RaiseRule(to=TWO, alerts=3, within=HOUR / 6)
GROWING = RaiseRule(to=ONE, growing=True)


@pytest.fixture
def shop() -> InForce:
    people = {"bob": CatalogPerson("bob", "U02BOB")}
    services = {"checkout": Service("checkout", team="payments")}
    teams = {"payments": Team("payments", members=("bob",))}
    return InForce(Process(people=people, services=services, teams=teams, raises=(LONG, MANY, GROWING)))


@pytest.fixture
def rules(store: Store, clock: FakeClock, shop: InForce) -> Regrades:
    return Regrades(store, clock, shop)


def priorities(store: Store) -> list[str]:
    with store.read() as tx:
        rows = tx.connection.exec_driver_sql("SELECT priority FROM ticket ORDER BY id")
        return [str(row.priority) for row in rows]


def test_what_stays_unresolved_is_raised_once(
    rules: Regrades, ticket: Ticket, clock: FakeClock, store: Store, alice: Person, told: Told
) -> None:
    clock.advance(hours=3, minutes=59)
    assert rules.apply_raises() == 0
    clock.advance(minutes=1)
    assert rules.apply_raises() == 1
    assert priorities(store) == ["P2"]
    assert any("unresolved for 4 h → P2" in line and line.startswith("Incidentbot") for line in told(ticket))
    rules.regrade(alice.as_actor(), 1, THREE, "no, it can wait")
    clock.advance(hours=10)
    assert rules.apply_raises() == 0, "the person has decided, and nothing new has happened"
    assert priorities(store) == ["P3"]


def test_a_rule_looks_only_at_its_priority(
    rules: Regrades, incidents: Incidents, alice: Person, clock: FakeClock, store: Store
) -> None:
    incidents.declare(said("clean up", P4), alice.as_actor())
    clock.advance(days=9)
    assert rules.apply_raises() == 0
    assert priorities(store) == ["P4"]


def test_what_was_reopened_is_unresolved_since_then(
    rules: Regrades, ticket: Ticket, clock: FakeClock, store: Store, queue: Queue, alice: Person
) -> None:
    queue.done(alice.as_actor(), 1)
    now = clock.advance(hours=9)
    with store.begin() as tx:
        tx.change_ticket(ticket.id, state=TicketState.OPEN, closed_at=None, reopened_at=now)
    assert rules.apply_raises() == 0
    clock.advance(hours=4)
    assert rules.apply_raises() == 1


def test_staging_is_never_raised_above_its_cap(
    rules: Regrades, incidents: Incidents, alice: Person, clock: FakeClock, store: Store
) -> None:
    incidents.declare(said("slow", P3, environment="staging"), alice.as_actor())
    clock.advance(hours=5)
    assert [rules.apply_raises() for _ in range(3)] == [0, 0, 0]
    assert priorities(store) == ["P3"]


Monitor = Callable[[str, int], None]


@pytest.fixture
def monitor(store: Store, clock: FakeClock, shop: InForce) -> Monitor:
    """So many alerts of checkout, which are not bad in themselves, begin with this name."""

    def fires(name: str, many: int) -> None:
        labels = {"service": "checkout", "environment": "production"}
        alerts = [
            Alert(f"{name}{number}", AlertState.FIRING, f"{name} {number}", severity="info", labels=labels)
            for number in range(many)
        ]
        Intake(store, clock)._write_down([Arrived("prometheus", "alertmanager", tuple(alerts))])
        Digest(store, clock, shop).digest(BOT)

    return fires


def test_many_alerts_in_a_short_time_raise_their_ticket(
    rules: Regrades, monitor: Monitor, clock: FakeClock, store: Store, asked: Asked
) -> None:
    monitor("a", 3)
    assert rules.apply_raises() == 0
    clock.advance(minutes=5)
    monitor("b", 1)
    assert rules.apply_raises() == 1
    assert priorities(store) == ["P2"]
    assert "channel.invite channel:INC-1 U02BOB" in asked.new(), "the team that owns it comes along"


def test_slowly_they_do_not_and_a_second_burst_raises_anew(
    rules: Regrades, monitor: Monitor, clock: FakeClock, store: Store, alice: Person
) -> None:
    for number in range(6):
        monitor(f"slow{number}", 1)
        clock.advance(minutes=4)
        assert rules.apply_raises() == 0
    monitor("burst", 3)
    assert rules.apply_raises() == 1
    rules.regrade(alice.as_actor(), 1, THREE, "it is over")
    assert rules.apply_raises() == 0
    clock.advance(minutes=11)
    assert rules.apply_raises() == 0, "it has ceased to hold"
    monitor("again", 4)
    assert rules.apply_raises() == 1, "and holds again"
    assert priorities(store) == ["P2"]


def test_growing_impact_raises(rules: Regrades, incidents: Incidents, alice: Person, store: Store) -> None:
    growing = replace(P3, facts=replace(P3.facts, growing=True))
    incidents.declare(said("slow", growing), alice.as_actor())
    assert rules.apply_raises() == 1
    assert priorities(store) == ["P1"]


# -- alerts after a person has decided --------------------------------------------------------------------------------


def test_a_ticket_resolved_by_hand_stays_so_when_its_alerts_resolve(
    store: Store, clock: FakeClock, shop: InForce, monitor: Monitor, queue: Queue, alice: Person, asked: Asked
) -> None:
    monitor("a", 2)
    queue.done(alice.as_actor(), 1, "a wrong threshold")
    asked.forget()
    labels = {"service": "checkout", "environment": "production"}
    gone = [Alert(f"a{n}", AlertState.RESOLVED, f"a {n}", severity="info", labels=labels) for n in range(2)]
    Intake(store, clock)._write_down([Arrived("prometheus", "alertmanager", tuple(gone))])
    Digest(store, clock, shop).digest(BOT)
    with store.read() as tx:
        ticket = tx.ticket_by_number(1)
        lines = [event.text for event in tx.timeline(ticket.id)]
    assert (ticket.state, ticket.alerts_open, ticket.closed_reason) == (TicketState.RESOLVED, 0, "a wrong threshold")
    assert "2 of its alerts had not resolved at the source" in lines
    assert [line for line in asked.new() if "message" in line] == [], "nobody is told what they know"


def test_a_downgraded_incident_is_resolved_by_the_end_of_its_alerts(
    store: Store, clock: FakeClock, shop: InForce, monitor: Monitor, regrades: Regrades, alice: Person
) -> None:
    monitor("a", 1)
    regrades.regrade(alice.as_actor(), 1, ONE, "x")
    regrades.regrade(alice.as_actor(), 1, THREE, "y")
    labels = {"service": "checkout", "environment": "production"}
    gone = Alert("a0", AlertState.RESOLVED, "a 0", severity="info", labels=labels)
    Intake(store, clock)._write_down([Arrived("prometheus", "alertmanager", (gone,))])
    Digest(store, clock, shop).digest(BOT)
    with store.read() as tx:
        assert tx.ticket_by_number(1).state == TicketState.RESOLVED
