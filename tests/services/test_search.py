"""Looking for words: best first, a page at a time, with what became of an event since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.services.incident import Incidents
from incidentbot.services.search import MOST, Found, Hit, Search
from incidentbot.services.timeline import Quoted, Timeline
from incidentbot.store.store import Store
from tests.world import MONDAY, P3, FakeClock, said


@pytest.fixture
def search(store: Store) -> Search:
    return Search(store)


@pytest.fixture
def find(search: Search, alice: Person) -> Callable[..., list[Hit]]:
    def find(query: str) -> list[Hit]:
        return list(search.find(query, alice, most=MOST).hits)

    return find


Find = Callable[[str], list[Hit]]
Declare = Callable[..., Incident]


def line(hit: Hit) -> str:
    """`timeline INC-1 [redis] pool`: what was found in brackets."""
    shown = " ".join(f"[{part.text}]" if part.is_found else part.text for part in hit.snippet)
    title = " ".join(f"[{part.text}]" if part.is_found else part.text for part in hit.title)
    return f"{hit.kind} {hit.label} {title} | {shown}"


def test_best_first(find: Find, declare: Declare, timeline: Timeline, ticket: Ticket, alice: Person) -> None:
    incident = declare("checkout is down")
    timeline.note(incident.id, "the Redis pool is full", alice.as_actor())
    declare("redis is gone")
    assert [line(hit) for hit in find("redis")] == [
        "incident INC-2 [redis] is gone | ",
        "timeline INC-1 checkout is down | the [Redis] pool is full",
    ]


def test_what_a_hit_tells(find: Find, declare: Declare, timeline: Timeline, alice: Person, clock: FakeClock) -> None:
    incident = declare("checkout is down", description="seen by three shops")
    clock.advance(minutes=5)
    message = Quoted("C1", "1.2", "Redis again", "bob", MONDAY + timedelta(minutes=3), link="https://x.example/p12")
    timeline.add_message(incident.id, message, alice.as_actor())
    [event] = find("redis")
    assert (event.said_by, event.link, event.at) == ("bob", "https://x.example/p12", MONDAY + timedelta(minutes=3))
    assert (event.state, event.priority, event.environment, event.channel_id) == (
        "investigating",
        "P1",
        "production",
        None,
    )
    [whole] = find("shops")
    assert line(whole) == "incident INC-1 checkout is down | seen by three [shops]"
    assert whole.at == MONDAY


def test_a_ticket_is_found_by_its_number_and_says_its_state(find: Find, ticket: Ticket) -> None:
    [hit] = find("T-1")
    assert (hit.label, hit.state, hit.priority) == ("T-1", "open", "P3")


def test_the_summary_of_a_resolved_incident(find: Find, declare: Declare, incidents: Incidents, alice: Person) -> None:
    incident = declare("checkout is down")
    incidents.resolve(incident.id, "a certificate had expired", None, alice.as_actor())
    hits = [hit for hit in find("certificate") if hit.kind == "incident"]
    assert [line(hit) for hit in hits] == ["incident INC-1 checkout is down | a [certificate] had expired"]
    assert hits[0].state == "resolved"


def test_what_was_corrected_or_withdrawn_says_so(
    find: Find, incident: Incident, timeline: Timeline, alice: Person, bob: Person
) -> None:
    message = Quoted("C1", "1.2", "the disk is full", "bob", MONDAY)
    timeline.add_message(incident.id, message, alice.as_actor())
    [event] = [entry.event for entry in timeline.told(incident) if entry.event.author]
    assert [hit.later for hit in find("disk")] == [""]
    timeline.correct(incident.id, event.id, "the pool is full", MONDAY, alice.as_actor())
    assert [hit.later for hit in find("disk")] == ["corrected since"]
    assert [hit.later for hit in find("pool")] == [""], "the correction holds"
    timeline.withdraw_message(incident.id, message.source, bob.as_actor())
    assert [hit.later for hit in find("disk")] == ["corrected since, withdrawn by Bob"]
    assert [hit.later for hit in find("pool")] == ["withdrawn by Bob"]
    timeline.add_message(incident.id, message, alice.as_actor())
    assert [hit.later for hit in find("pool")] == [""]


def test_pages_go_through_all_places_and_miss_and_repeat_nothing(
    search: Search, declare: Declare, timeline: Timeline, alice: Person
) -> None:
    for number in range(5):
        incident = declare(f"redis {number}" if number % 2 else "odd", description="redis" * (number == 2))
        timeline.note(incident.id, f"redis said {number}", alice.as_actor())
    whole = search.find("redis", alice, most=MOST)
    assert whole.next is None
    for size in (1, 2, 3, 7):
        seen: list[Hit] = []
        page = Found((), "")
        while page.next is not None:
            page = search.find("redis", alice, after=page.next, most=size)
            assert 0 < len(page.hits) <= size
            seen += page.hits
        assert seen == list(whole.hits)


@pytest.mark.parametrize("cursor", ["", "x", "0.1", "4.1", "1.", "9" * 40, "1.99999999999999999999", "1.-1", "١.١"])
def test_a_cursor_that_nobody_gave_out_is_the_beginning(
    cursor: str, search: Search, alice: Person, incident: Incident
) -> None:
    assert search.find("checkout", alice, after=cursor) == search.find("checkout", alice)


@pytest.mark.parametrize("query", ["", "   ", "***", '""', "—", "\x00"])
def test_nothing_to_look_for_is_said(query: str, search: Search, alice: Person) -> None:
    with pytest.raises(InvalidInput, match="Say what to look for"):
        search.find(query, alice)


def test_guests_see_only_part_of_the_workspace_and_cannot_search(
    search: Search, guest: Person, incident: Incident
) -> None:
    with pytest.raises(NotPossible, match="Guests cannot search"):
        search.find("checkout", guest)
    assert search.find("checkout", None).hits, "a key of the API may read everything"


def test_the_page_has_a_most(search: Search, incidents: Incidents, alice: Person) -> None:
    for _ in range(MOST + 2):
        incidents.declare(said("redis", P3), alice.as_actor())
    assert len(search.find("redis", alice, most=10_000).hits) == MOST
    assert len(search.find("redis", alice, most=-1).hits) == 1
