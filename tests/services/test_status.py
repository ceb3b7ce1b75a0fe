"""The status moves along its table; resolving works once; closed is closed until somebody says why it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Person
from incidentbot.domain.ticket import TicketState
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.ticket import Tickets
from tests.at_once import at_once, slow_commits
from tests.world import P1, P2, FakeClock
from tests.written import Asked

Told = Callable[[object], list[str]]

MOVED = [
    "message.post channel:INC-1 incident/status_changed",
    "card.refresh channel:INC-1",
    "channel.topic channel:INC-1",
    "announcement.refresh announcements",
]


def test_a_move_is_told_in_the_channel_and_shown_everywhere(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told
) -> None:
    moved = incidents.change_status(incident.id, Status.IDENTIFIED, bob.as_actor(), "a bad deploy")
    assert moved.status == Status.IDENTIFIED
    assert asked.new() == MOVED
    assert asked.last("message.post").payload["data"]["told"] == "set the status to identified: a bad deploy"
    assert told(incident)[-1] == "Bob: set the status to identified: a bad deploy"


def test_a_forbidden_move_names_the_possible_ones_and_changes_nothing(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told
) -> None:
    incidents.change_status(incident.id, Status.MITIGATED, bob.as_actor())
    asked.forget()
    before = told(incident)
    with pytest.raises(NotPossible) as refused:
        incidents.change_status(incident.id, Status.CANCELLED, bob.as_actor())
    assert str(refused.value) == (
        "From mitigated there is no way to cancelled. Possible now: investigating, identified, resolved."
    )
    with pytest.raises(NotPossible, match=r"The status is mitigated already\."):
        incidents.change_status(incident.id, Status.MITIGATED, bob.as_actor())
    assert (asked.new(), told(incident)) == ([], before)


def test_mitigating_notes_when_and_going_on_investigating_takes_it_back(
    incidents: Incidents, incident: Incident, bob: Person, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    assert incidents.change_status(incident.id, Status.MITIGATED, bob.as_actor()).mitigated_at == clock.now()
    assert incidents.change_status(incident.id, Status.INVESTIGATING, bob.as_actor()).mitigated_at is None
    clock.advance(minutes=10)
    resolved = incidents.resolve(incident.id, "rolled back", None, bob.as_actor())
    assert resolved.mitigated_at == clock.now(), "the first mitigation was none"


def test_a_false_alarm_is_closed_without_questions(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told, tickets: Tickets, clock: FakeClock
) -> None:
    cancelled = incidents.change_status(incident.id, Status.CANCELLED, bob.as_actor())
    assert (cancelled.status, cancelled.summary) == (Status.CANCELLED, "False alarm")
    assert (cancelled.next_update_due, cancelled.resolved_at) == (None, clock.now())
    assert tickets.ticket(incident.ticket_id).state == TicketState.RESOLVED
    assert asked.new() == MOVED
    assert told(incident)[-1] == "Bob: cancelled as a false alarm"


def test_resolving_needs_its_own_questions(incidents: Incidents, incident: Incident, bob: Person) -> None:
    with pytest.raises(NotPossible, match="Resolving asks for a summary: use the Resolve button"):
        incidents.change_status(incident.id, Status.RESOLVED, bob.as_actor())


# -- resolving --------------------------------------------------------------------------------------------------------


def test_resolving_says_what_ended_it_and_when_it_was_mitigated(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told, clock: FakeClock, tickets: Tickets
) -> None:
    clock.advance(hours=1)
    mitigated_at = clock.now() - timedelta(minutes=20)
    resolved = incidents.resolve(incident.id, "  A deploy was rolled back.\n", mitigated_at, bob.as_actor())
    assert (resolved.status, resolved.summary) == (Status.RESOLVED, "A deploy was rolled back.")
    assert (resolved.mitigated_at, resolved.resolved_at) == (mitigated_at, clock.now())
    assert resolved.next_update_due is None
    assert tickets.ticket(incident.ticket_id).state == TicketState.RESOLVED
    assert asked.new() == MOVED
    assert told(incident)[-1] == "Bob: resolved: A deploy was rolled back."


def test_without_a_moment_the_noted_mitigation_counts_and_else_now(
    incidents: Incidents, declare: Callable[..., Incident], bob: Person, clock: FakeClock
) -> None:
    first, second = declare("one", P1), declare("two", P2)
    clock.advance(minutes=10)
    noted = clock.now()
    incidents.change_status(first.id, Status.MITIGATED, bob.as_actor())
    clock.advance(minutes=10)
    assert incidents.resolve(first.id, "x", None, bob.as_actor()).mitigated_at == noted
    assert incidents.resolve(second.id, "x", None, bob.as_actor()).mitigated_at == clock.now()


@pytest.mark.parametrize(
    ("summary", "minutes", "wrong"),
    [
        (" ", 0, {"summary": "Say in a sentence or two what happened and what ended it."}),
        ("x", 1, {"mitigated_at": "That moment is still to come."}),
        ("x", -61, {"mitigated_at": "That is before the incident began."}),
        (
            "",
            1,
            {
                "summary": "Say in a sentence or two what happened and what ended it.",
                "mitigated_at": "That moment is still to come.",
            },
        ),
    ],
)
def test_a_form_with_something_wrong_says_where_and_resolves_nothing(
    incidents: Incidents,
    incident: Incident,
    bob: Person,
    asked: Asked,
    clock: FakeClock,
    summary: str,
    minutes: int,
    wrong: dict[str, str],
) -> None:
    clock.advance(hours=1)
    with pytest.raises(InvalidInput) as refused:
        incidents.resolve(incident.id, summary, clock.now() + timedelta(minutes=minutes), bob.as_actor())
    assert refused.value.fields == wrong
    assert (incidents.incident(incident.id).status, asked.new()) == (Status.INVESTIGATING, [])


def test_the_minute_in_which_it_began_is_a_possible_answer(
    incidents: Incidents, declare: Callable[..., Incident], bob: Person, clock: FakeClock
) -> None:
    """People choose whole minutes: 09:00 for an incident that began at 09:00:40 and was over at once."""
    nine = clock.now()
    clock.advance(seconds=40)
    incident = declare()
    clock.advance(seconds=10)
    assert incidents.resolve(incident.id, "x", nine, bob.as_actor()).mitigated_at == incident.started_at


def test_two_press_resolve_and_it_is_resolved_once(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    with slow_commits():
        results = at_once(
            lambda: incidents.resolve(incident.id, "Alice says", None, alice.as_actor()),
            lambda: incidents.resolve(incident.id, "Bob says", None, bob.as_actor()),
        )
    [resolved] = [result for result in results if isinstance(result, Incident)]
    [refused] = [result for result in results if isinstance(result, NotPossible)]
    assert str(refused) == "The status is resolved already."
    assert incidents.incident(incident.id).summary == resolved.summary
    assert asked.new() == MOVED
    assert [line for line in told(incident) if "resolved:" in line] == [
        f"{resolved.summary.split()[0]}: resolved: {resolved.summary}"
    ]


def test_one_resolves_while_another_cancels_and_one_of_them_wins(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked
) -> None:
    with slow_commits():
        results = at_once(
            lambda: incidents.resolve(incident.id, "x", None, alice.as_actor()),
            lambda: incidents.change_status(incident.id, Status.CANCELLED, bob.as_actor()),
        )
    [closed] = [result for result in results if isinstance(result, Incident)]
    [refused] = [result for result in results if isinstance(result, NotPossible)]
    assert closed.status.value in str(refused)
    assert asked.new() == MOVED


# -- closed, and reopened ---------------------------------------------------------------------------------------------


def test_what_is_closed_does_not_move_until_it_is_reopened(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked
) -> None:
    incidents.resolve(incident.id, "x", None, bob.as_actor())
    asked.forget()
    with pytest.raises(NotPossible, match=r"INC-1 is resolved\. Reopen it first"):
        incidents.change_status(incident.id, Status.INVESTIGATING, bob.as_actor())
    with pytest.raises(NotPossible, match=r"The status is resolved already\."):
        incidents.resolve(incident.id, "x", None, bob.as_actor())
    assert asked.new() == []


def test_reopening_asks_why_and_promises_an_update_anew(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told, clock: FakeClock, tickets: Tickets
) -> None:
    clock.advance(minutes=5)
    incidents.resolve(incident.id, "x", None, bob.as_actor())
    asked.forget()
    clock.advance(hours=3)
    with pytest.raises(InvalidInput) as refused:
        incidents.reopen(incident.id, " ", bob.as_actor())
    assert list(refused.value.fields) == ["why"]
    assert asked.new() == []

    reopened = incidents.reopen(incident.id, "errors are back", bob.as_actor())
    assert (reopened.status, reopened.resolved_at, reopened.mitigated_at) == (Status.INVESTIGATING, None, None)
    assert reopened.next_update_due == clock.now() + timedelta(minutes=30)
    assert tickets.ticket(incident.ticket_id).state == TicketState.OPEN
    assert asked.new() == [*MOVED, "status_update.remind update:INC-1 at Mon 02 Mar 12:35"]
    assert told(incident)[-1] == "Bob: reopened: errors are back"


def test_a_false_alarm_can_be_reopened_too(incidents: Incidents, incident: Incident, bob: Person) -> None:
    incidents.change_status(incident.id, Status.CANCELLED, bob.as_actor())
    assert incidents.reopen(incident.id, "it was none", bob.as_actor()).status == Status.INVESTIGATING


def test_what_is_open_cannot_be_reopened(incidents: Incidents, incident: Incident, bob: Person, asked: Asked) -> None:
    with pytest.raises(NotPossible, match=r"INC-1 is open: its status is investigating\."):
        incidents.reopen(incident.id, "why not", bob.as_actor())
    assert asked.new() == []


def test_two_reopen_at_once_and_it_is_reopened_once(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, told: Told
) -> None:
    incidents.resolve(incident.id, "x", None, bob.as_actor())
    with slow_commits():
        results = at_once(
            lambda: incidents.reopen(incident.id, "still down", alice.as_actor()),
            lambda: incidents.reopen(incident.id, "still down", bob.as_actor()),
        )
    assert sorted(type(result).__name__ for result in results) == ["Incident", "NotPossible"]
    assert len([line for line in told(incident) if "reopened" in line]) == 1


# -- looking ----------------------------------------------------------------------------------------------------------


def test_incidents_are_found_and_listed(incidents: Incidents, declare: Callable[..., Incident], bob: Person) -> None:
    one, two = declare("one"), declare("two")
    incidents.resolve(one.id, "x", None, bob.as_actor())
    assert [incident.number for incident in incidents.open(9)] == [2]
    assert incidents.open(9, skip_after=2) == []
    assert incidents.numbered(2) == incidents.incident(two.id) == two
    assert incidents.of_channel("C404") is None
