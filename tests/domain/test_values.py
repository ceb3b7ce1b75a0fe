"""People, promises of the next word, milestones, and the process that holds without a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import BOT, Cause, Person
from incidentbot.domain.postmortem import milestones
from incidentbot.domain.priority import Priority, Severity
from incidentbot.domain.process import Process, Service
from incidentbot.domain.status_update import next_reminder, update_is_owed

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE = Person(1, "U01ALICE", "Alice", "Pacific/Auckland")
INCIDENT = Incident(
    id=1,
    number=7,
    ticket_id=1,
    title="checkout is down",
    status=Status.INVESTIGATING,
    priority=Priority.P1,
    severity=Severity.SEV1,
    reasons=("broad customer impact",),
    service=None,
    environment="production",
    declared_at=NINE + timedelta(minutes=5),
    declared_by=ALICE,
    commander=None,
    channel_id=None,
    channel_name=None,
    is_channel_archived=False,
    started_at=NINE,
    mitigated_at=None,
    resolved_at=None,
    summary="",
    next_update_due=NINE + timedelta(minutes=30),
)


# -- people -----------------------------------------------------------------------------------------------------------


def test_today_is_the_date_on_the_persons_own_wall() -> None:
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert ALICE.today(evening) == date(2026, 3, 3)
    assert replace(ALICE, tz="Pacific/Honolulu").today(evening) == date(2026, 3, 2)


@pytest.mark.parametrize(("what", "able"), [("is_guest", True), ("is_bot", False), ("is_deleted", False)])
def test_bots_and_people_who_left_are_given_nothing_to_do(what: str, able: bool) -> None:
    assert replace(ALICE, **{what: True}).is_assignable is able


def test_an_actor_carries_who_and_why() -> None:
    cause = Cause("request", "trigger:1")
    actor = ALICE.as_actor(cause)
    assert (actor.name, actor.person_id, actor.slack_id, actor.cause) == ("Alice", 1, "U01ALICE", cause)
    assert BOT.because_of(cause).cause == cause
    assert BOT.cause is None


# -- status updates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_an_update_is_owed_from_its_moment_on_while_the_incident_is_open(status: Status) -> None:
    incident = replace(INCIDENT, status=status)
    due = incident.next_update_due
    assert due is not None
    assert not update_is_owed(incident, due - timedelta(microseconds=1))
    assert update_is_owed(incident, due) is status.is_open
    assert not update_is_owed(replace(incident, next_update_due=None), due)


def test_the_next_reminder_comes_a_whole_interval_later() -> None:
    assert next_reminder(timedelta(minutes=30), NINE) == NINE + timedelta(minutes=30)


# -- postmortem -------------------------------------------------------------------------------------------------------


def test_milestones_are_measured_from_the_start_of_the_impact() -> None:
    resolved = replace(
        INCIDENT,
        mitigated_at=NINE + timedelta(minutes=40),
        resolved_at=NINE + timedelta(hours=2),
        status=Status.RESOLVED,
    )
    assert [(one.name, one.after) for one in milestones(resolved)] == [
        ("Impact started", timedelta(0)),
        ("Declared", timedelta(minutes=5)),
        ("Mitigated", timedelta(minutes=40)),
        ("Resolved", timedelta(hours=2)),
    ]


def test_a_milestone_that_nobody_noted_has_no_time() -> None:
    assert [(one.name, one.at, one.after) for one in milestones(INCIDENT)][2:] == [
        ("Mitigated", None, None),
        ("Resolved", None, None),
    ]


# -- the process without a file ---------------------------------------------------------------------------------------


def test_an_empty_process_is_a_working_one() -> None:
    process = Process()
    assert process.default_environment.key == "production"
    assert process.announcements == "#incidents"
    assert process.service("checkout") is None
    assert process.service(None) is None


def test_p1_promises_an_update_every_half_hour_p2_every_hour_and_tickets_none() -> None:
    promised = {priority.value: Process().update_every(priority) for priority in Priority}
    assert promised == {"P1": timedelta(minutes=30), "P2": timedelta(hours=1), "P3": None, "P4": None}


def test_outside_production_p3_is_the_most_and_an_unknown_place_is_treated_like_production() -> None:
    caps = {key: Process().environment(key).at_most for key in ("production", "staging", "development", "mars")}
    assert caps == {"production": None, "staging": Priority.P3, "development": Priority.P3, "mars": None}


def test_a_service_is_found_by_its_key() -> None:
    checkout = Service("checkout")
    assert Process(services={"checkout": checkout}).service("checkout") is checkout
