"""Command: one person has it, everybody knows who, and handing over names both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Person
from incidentbot.errors import NotFound, NotPossible
from incidentbot.services.incident import Incidents
from tests.at_once import at_once, slow_commits
from tests.written import Asked

Told = Callable[[object], list[str]]


def commanded_by(person: Person) -> list[str]:
    """All that a new commander asks the chat to do."""
    return [
        f"channel.invite channel:INC-1 {person.slack_id}",
        "message.post channel:INC-1 incident/commander",
        "card.refresh channel:INC-1",
        "channel.topic channel:INC-1",
        "announcement.refresh announcements",
    ]


def test_whoever_presses_take_command_has_it(
    incidents: Incidents, incident: Incident, bob: Person, asked: Asked, told: Told
) -> None:
    taken = incidents.take_command(incident.id, bob.as_actor())
    assert taken.commander == bob
    assert asked.new() == commanded_by(bob)
    assert asked.last("message.post").payload["data"]["told"] == "took command"
    assert told(incident)[-1] == "Bob: took command"


def test_the_next_one_is_told_who_has_it_and_what_they_can_do(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    incidents.take_command(incident.id, bob.as_actor())
    asked.forget()
    before = told(incident)
    with pytest.raises(NotPossible) as refused:
        incidents.take_command(incident.id, alice.as_actor())
    assert str(refused.value) == (
        "Bob commands INC-1. To take over, ask for `/incident commander @you` in the channel."
    )
    with pytest.raises(NotPossible, match=r"You are the commander of INC-1 already\."):
        incidents.take_command(incident.id, bob.as_actor())
    assert (asked.new(), told(incident)) == ([], before)


def test_two_press_at_once_and_one_has_it_and_the_other_is_told_who(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    with slow_commits():
        results = at_once(
            lambda: incidents.take_command(incident.id, alice.as_actor()),
            lambda: incidents.take_command(incident.id, bob.as_actor()),
        )
    [winner] = [result.commander for result in results if isinstance(result, Incident)]
    [refused] = [result for result in results if isinstance(result, NotPossible)]
    assert str(refused).startswith(f"{winner.name} commands INC-1.")
    assert incidents.incident(incident.id).commander == winner
    assert asked.new() == commanded_by(winner)
    assert [line for line in told(incident) if "command" in line] == [f"{winner.name}: took command"]


def test_handing_over_names_both(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked, told: Told
) -> None:
    incidents.name_commander(incident.id, alice, alice.as_actor())
    asked.forget()
    handed = incidents.name_commander(incident.id, bob, alice.as_actor())
    assert handed.commander == bob
    assert asked.new() == commanded_by(bob)
    assert asked.last("message.post").payload["data"]["told"] == "handed command from Alice to Bob"
    assert told(incident)[-2:] == ["Alice: took command", "Alice: handed command from Alice to Bob"]


def test_naming_whoever_has_it_changes_nothing(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, asked: Asked
) -> None:
    incidents.name_commander(incident.id, bob, alice.as_actor())
    asked.forget()
    with pytest.raises(NotPossible, match=r"Bob is the commander of INC-1 already\."):
        incidents.name_commander(incident.id, bob, alice.as_actor())
    assert asked.new() == []


def test_a_bot_or_somebody_who_left_cannot_be_commander(
    incidents: Incidents, incident: Incident, alice: Person, bob: Person, robot: Person, asked: Asked
) -> None:
    for person in (robot, replace(bob, is_deleted=True)):
        with pytest.raises(NotPossible, match="cannot be commander: that is a bot or a deactivated account"):
            incidents.name_commander(incident.id, person, alice.as_actor())
    assert (incidents.incident(incident.id).commander, asked.new()) == (None, [])


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CANCELLED])
def test_nobody_takes_command_of_what_is_over(
    incidents: Incidents, incident: Incident, alice: Person, asked: Asked, status: Status
) -> None:
    if status == Status.RESOLVED:
        incidents.resolve(incident.id, "rolled back", None, alice.as_actor())
    else:
        incidents.change_status(incident.id, status, alice.as_actor())
    asked.forget()
    for act in (
        lambda: incidents.take_command(incident.id, alice.as_actor()),
        lambda: incidents.name_commander(incident.id, alice, alice.as_actor()),
    ):
        with pytest.raises(NotPossible, match=f"INC-1 is {status}. Reopen it first: `/incident reopen <why>`"):
            act()
    assert asked.new() == []


def test_an_incident_that_is_not_there_is_said(incidents: Incidents, alice: Person) -> None:
    with pytest.raises(NotFound, match="That incident does not exist"):
        incidents.take_command(999, alice.as_actor())
