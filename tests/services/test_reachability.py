"""Who could not be woken is told before the night: once a week to each team, on its own Monday morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.calendar import Calendar
from incidentbot.domain.catalog import CatalogPerson, Team
from incidentbot.domain.escalation import Policy, Step, Target, TargetKind
from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import Person
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Layer, Schedule
from incidentbot.services.home import Home
from incidentbot.services.reachability import Reachability, asked_of, everybody_asked
from incidentbot.store.store import Store
from tests.world import FakeClock, InForce, in_force
from tests.written import Asked

PEOPLE = {key: CatalogPerson(key, slack=f"U0{key.upper()}") for key in ("alice", "bob", "carol", "dan", "eve")}
TEAM = Team("payments", "Payments", ("bob",), "#team-payments", "alice", "payments", Calendar("Europe/Prague"))
POLICY = Policy(
    "payments",
    (Step((Target(TargetKind.SCHEDULE, "night"), Target(TargetKind.PERSON, "dan"))),),
    last_resort=(Target(TargetKind.PERSON, "eve"), Target(TargetKind.CHANNEL, "#incidents")),
)
PROCESS = Process(
    people=PEOPLE,
    teams={"payments": TEAM, "quiet": Team("quiet")},
    schedules={"night": Schedule("night", "UTC", (Layer("all", ("carol", "bob")),))},
    escalations={"payments": POLICY},
)
MONDAY_AT_NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # in Prague


@pytest.fixture
def running() -> InForce:
    return in_force(PROCESS)


@pytest.fixture
def reachability(store: Store, clock: FakeClock, running: InForce) -> Reachability:
    return Reachability(store, clock, running)


def has_telephone(store: Store, person: str, now: datetime) -> None:
    with store.begin() as tx:
        for kind in (MethodKind.SMS, MethodKind.VOICE):
            tx.add_contact_method(
                person=person, kind=kind, address="x", address_hash=person, shown="…", added_at=now, verified_at=now
            )


def test_everybody_whom_a_page_may_ask_counts() -> None:
    assert asked_of(PROCESS, TEAM) == ["alice", "bob", "carol", "dan", "eve"]
    assert everybody_asked(replace(PROCESS, teams={})) == []


def test_the_team_hears_on_monday_morning_once_a_week(
    reachability: Reachability, clock: FakeClock, asked: Asked, store: Store
) -> None:
    for key in ("alice", "bob", "carol", "dan"):
        has_telephone(store, key, clock.now())
    clock.advance(seconds=(MONDAY_AT_NINE - clock.now()).total_seconds() - 1)
    assert reachability.tell_teams() == 0
    clock.advance(seconds=1)
    assert [reachability.tell_teams(), reachability.tell_teams()] == [1, 0]
    told = asked.last("message.post").payload
    assert (told["where"], told["template"]) == ("#team-payments", "me/team")
    missing = ["no verified telephone", "no rule for P1 reaches a telephone or push"]
    assert told["data"] == {
        "team": "Payments",
        "people": [{"slack_id": "U0EVE", "name": "eve", "missing": missing}],
    }
    clock.advance(days=1)
    assert reachability.tell_teams() == 0
    clock.advance(days=6)
    assert reachability.tell_teams() == 1


def test_a_team_that_can_be_reached_hears_nothing(
    reachability: Reachability, clock: FakeClock, asked: Asked, store: Store
) -> None:
    for key in PEOPLE:
        has_telephone(store, key, clock.now())
    clock.advance(seconds=(MONDAY_AT_NINE + timedelta(days=7) - clock.now()).total_seconds())
    assert reachability.tell_teams() == 0
    assert asked.new() == []


def test_app_home_tells_those_whom_a_page_asks_and_nobody_else(
    store: Store, clock: FakeClock, running: InForce, alice: Person, bob: Person
) -> None:
    running.process = replace(
        PROCESS, people={"alice": CatalogPerson("alice", "U01ALICE")}, schedules={}, escalations={}
    )
    home = Home(store, clock, running)
    assert home.of(alice)["unreachable"] == ["no verified telephone", "no rule for P1 reaches a telephone or push"]
    assert home.of(bob)["unreachable"] == []
