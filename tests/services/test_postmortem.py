"""A resolved incident gets its postmortem, once, with everything filled in that is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from incidentbot.domain.incident import Incident, Status
from incidentbot.domain.people import Person
from incidentbot.errors import NotFound
from incidentbot.services.action_item import ActionItems
from incidentbot.services.incident import Incidents
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.timeline import Quoted, Timeline
from incidentbot.store.store import Store
from incidentbot.words import Words
from tests.at_once import at_once, slow_commits
from tests.world import P1, P2, FakeClock, a_ticket, open_missing
from tests.written import Asked, count

Told = Callable[[object], list[str]]

OPENED = ["message.post channel:INC-1 postmortem/opened"]


@pytest.fixture
def resolved(incidents: Incidents, incident: Incident, bob: Person, clock: FakeClock, asked: Asked) -> Incident:
    clock.advance(hours=1)
    resolved = incidents.resolve(incident.id, "A deploy was rolled back.", None, bob.as_actor())
    asked.forget()
    return resolved


def test_it_is_opened_after_the_resolution_and_told_in_the_channel(
    postmortems: Postmortems, resolved: Incident, asked: Asked, told: Told, clock: FakeClock
) -> None:
    assert open_missing(postmortems) == 1
    assert asked.new() == OPENED
    assert told(resolved)[-1] == "Incidentbot: opened the postmortem"
    opened = postmortems.of(1)
    assert (opened.incident_number, opened.title, opened.opened_at) == (1, "checkout is down", clock.now())


def test_it_is_opened_once_however_often_the_job_runs(
    postmortems: Postmortems, resolved: Incident, asked: Asked, store: Store, clock: FakeClock
) -> None:
    open_missing(postmortems)
    asked.forget()
    for _ in range(3):
        clock.advance(seconds=5)
        assert open_missing(postmortems) == 0
    assert (asked.new(), count(store, "postmortem")) == ([], 1)


def test_two_replicas_race_and_it_is_opened_once(
    postmortems: Postmortems,
    resolved: Incident,
    replica: Store,
    clock: FakeClock,
    words: Words,
    asked: Asked,
    told: Told,
) -> None:
    other = Postmortems(replica, clock, words)
    with slow_commits():
        assert sorted(at_once(lambda: open_missing(postmortems), lambda: open_missing(other))) == [0, 1]
    assert asked.new() == OPENED
    assert len([line for line in told(resolved) if "postmortem" in line]) == 1


def test_an_open_incident_and_a_false_alarm_have_none(
    postmortems: Postmortems, incidents: Incidents, declare: Callable[..., Incident], bob: Person, asked: Asked
) -> None:
    declare("still open")
    incidents.change_status(declare("a false alarm").id, Status.CANCELLED, bob.as_actor())
    asked.forget()
    assert (open_missing(postmortems), asked.new()) == (0, [])
    with pytest.raises(NotFound, match="INC-1 has no postmortem yet; it is opened when the incident is resolved"):
        postmortems.of(1)


def test_reopened_before_the_job_came_it_has_none_yet(
    postmortems: Postmortems, incidents: Incidents, resolved: Incident, bob: Person, asked: Asked
) -> None:
    incidents.reopen(resolved.id, "still down", bob.as_actor())
    asked.forget()
    assert postmortems.open(resolved.id) is False
    assert (open_missing(postmortems), asked.new()) == (0, [])


def test_reopened_and_resolved_again_it_is_opened_anew_with_what_happened_since(
    postmortems: Postmortems,
    incidents: Incidents,
    resolved: Incident,
    bob: Person,
    asked: Asked,
    clock: FakeClock,
    store: Store,
) -> None:
    open_missing(postmortems)
    clock.advance(minutes=10)
    incidents.reopen(resolved.id, "errors are back", bob.as_actor())
    assert open_missing(postmortems) == 0
    clock.advance(minutes=10)
    incidents.resolve(resolved.id, "The pool was made larger.", None, bob.as_actor())
    asked.forget()
    assert open_missing(postmortems) == 1
    assert (asked.new(), count(store, "postmortem")) == (OPENED, 1)
    body = postmortems.of(1).body
    assert "The pool was made larger." in body
    assert "reopened: errors are back" in body
    assert open_missing(postmortems) == 0


def test_many_at_once_are_all_opened_in_the_end(postmortems: Postmortems, store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        for _ in range(23):
            ticket = a_ticket(tx, clock.now(), judged=P1)
            incident = tx.open_incident(ticket.id, None, clock.now(), clock.now())
            tx.change_incident(incident.id, status=Status.RESOLVED, resolved_at=clock.now())
    assert [open_missing(postmortems) for _ in range(3)] == [20, 3, 0]


def test_it_tells_impact_people_milestones_timeline_updates_and_action_items(
    postmortems: Postmortems,
    incidents: Incidents,
    timeline: Timeline,
    updates: StatusUpdates,
    items: ActionItems,
    declare: Callable[..., Incident],
    alice: Person,
    bob: Person,
    clock: FakeClock,
) -> None:
    incident = declare("checkout is down", P1, service="checkout")
    incidents.take_command(incident.id, bob.as_actor())
    clock.advance(minutes=10)
    timeline.note(incident.id, "pool is exhausted", alice.as_actor())
    message = Quoted("C1", "1.1", "I see 500s", "Carol", clock.now(), link="https://chat.example/p1")
    timeline.add_message(incident.id, message, bob.as_actor())
    timeline.add_message(incident.id, Quoted("C1", "1.2", "wrong channel, sorry", "Dave", clock.now()), bob.as_actor())
    timeline.withdraw_message(incident.id, "C1:1.2", bob.as_actor())
    updates.post(incident.id, "Payments fail for some.", bob.as_actor())
    items.promise(incident.id, "alert on pool size", alice, date(2026, 3, 20), bob.as_actor())
    clock.advance(minutes=50)
    mitigated_at = clock.now() - timedelta(minutes=20)
    incidents.resolve(incident.id, "A deploy was rolled back.", mitigated_at, bob.as_actor())
    open_missing(postmortems)
    body = postmortems.of(1).body
    for part in (
        "# INC-1: checkout is down",
        "P1 · SEV1 · production · checkout",
        "A deploy was rolled back.",
        "Customers affected: many",
        "Declared by Alice",
        "Incident commander: Bob",
        "| Mitigated |",
        "40 min",
        "pool is exhausted",
        "Carol wrote: I see 500s",
        "Payments fail for some.",
        "AI-1: alert on pool size",
        "## Contributing factors",
    ):
        assert part in body, part
    assert "wrong channel" not in body, "what was withdrawn is not told"


def test_hostile_text_stays_text_in_the_document(
    postmortems: Postmortems, incidents: Incidents, timeline: Timeline, declare: Callable[..., Incident], bob: Person
) -> None:
    incident = declare("# not a heading <script>alert(1)</script>", P2)
    timeline.note(incident.id, "| a | b |\n# heading\n[link](javascript:alert(1))", bob.as_actor())
    incidents.resolve(incident.id, "<img src=x onerror=alert(1)>", None, bob.as_actor())
    open_missing(postmortems)
    body = postmortems.of(1).body
    assert "<script>" not in body
    assert "<img" not in body
    assert "\n# heading" not in body


def test_each_missing_postmortem_is_a_row_of_its_own_asked_for_once(
    postmortems: Postmortems, incidents: Incidents, declare: Callable[..., Incident], bob: Person, asked: Asked
) -> None:
    """So one that cannot be written is dead and seen, and keeps no other from being opened."""
    for title in ("first", "second"):
        incidents.resolve(declare(title).id, "Over.", None, bob.as_actor())
    asked.forget()
    for _ in range(3):
        postmortems.ask_for_missing()
    assert [row.payload["incident_id"] for row in asked.rows() if row.kind == "postmortem.open"] == [1, 2]
