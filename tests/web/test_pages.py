"""Pages for people: read by whoever was given the link, and by nobody else; hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product

import pytest
from fastapi.testclient import TestClient

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.domain.process import Process
from incidentbot.services.action_item import ActionItems
from incidentbot.services.incident import Incidents
from incidentbot.services.link import Links
from incidentbot.services.postmortem import Postmortems
from incidentbot.services.status_update import StatusUpdates
from incidentbot.services.timeline import Quoted, Timeline
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from incidentbot.web import pages
from incidentbot.words import Words
from tests.web.asking import client, elements
from tests.world import FakeClock, in_force, open_missing

OURS = '<script src="/static/local_time.js" defer>'
HOSTILE = '<script>alert(1)</script> & "quotes" <!channel> {{ 7 * 7 }}'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def links() -> Links:
    return Links("http://testserver", "a-secret-key-of-some-length-0123456789")


@pytest.fixture
def reading(
    words: Words,
    links: Links,
    incidents: Incidents,
    timeline: Timeline,
    updates: StatusUpdates,
    items: ActionItems,
    postmortems: Postmortems,
) -> TestClient:
    return client(pages.routes(words, links, incidents, timeline, updates, items, postmortems))


def test_an_incident_is_told_on_one_page(
    reading: TestClient,
    links: Links,
    incident: Incident,
    timeline: Timeline,
    updates: StatusUpdates,
    items: ActionItems,
    incidents: Incidents,
    alice: Person,
    bob: Person,
) -> None:
    incidents.take_command(incident.id, bob.as_actor())
    timeline.note(incident.id, "rolled bakc", alice.as_actor())
    note = timeline.told(incident)[-1]
    timeline.correct(incident.id, note.event.id, "rolled back", note.happened_at, bob.as_actor())
    message = Quoted("C1", "1.1", "graph", "Carol", note.happened_at, "https://chat.example/p1", ("graph.png",))
    timeline.add_message(incident.id, message, bob.as_actor())
    timeline.withdraw_message(incident.id, "C1:1.1", alice.as_actor())
    updates.post(incident.id, "Payments fail for some.", bob.as_actor())
    items.promise(incident.id, "alert on pool size", alice, date(2026, 3, 20), bob.as_actor())
    answer = reading.get(links.incident(1))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for part in (
        "<title>INC-1: checkout is down</title>",
        "broad customer impact",
        "Bob",
        "rolled back",
        "“rolled bakc”",
        "withdrawn by Alice",
        'href="https://chat.example/p1"',
        "graph.png",
        "Payments fail for some.",
        "AI-1 alert on pool size",
    ):
        assert part in answer.text, part


def test_a_wrong_key_and_a_page_that_is_not_there_look_the_same(reading: TestClient, incident: Incident) -> None:
    keys = [
        "",
        "?key=",
        "?key=x",
        f"?key={'0' * 32}",
        "?key=%C3%A9",
        "?key=%00",
        "?key=%ED%A0%80",
        f"?key={'x' * 5000}",
    ]
    answers = [
        reading.get(f"/{page}/{number}{key}")
        for page, number, key in product(("incidents", "postmortems"), ("1", "2", "9" * 21), keys)
    ]
    assert {answer.status_code for answer in answers} == {404}
    [text] = {answer.text for answer in answers}
    assert "There is no such page, or the link to it is not complete." in text


def test_the_key_of_one_page_opens_no_other(reading: TestClient, links: Links, incident: Incident) -> None:
    key = links.incident(1).partition("?")[2]
    assert reading.get(f"/incidents/1?{key}").status_code == 200
    assert reading.get(f"/postmortems/1?{key}").status_code == 404
    assert reading.get(f"/incidents/2?{key}").status_code == 404


@pytest.mark.parametrize("number", ["abc", "1.5", "-", "%00"])
def test_a_number_that_is_none_is_a_wrong_request_and_no_500(reading: TestClient, number: str) -> None:
    assert reading.get(f"/incidents/{number}").status_code in (404, 422)


def test_a_postmortem_is_read_when_it_is_there(
    reading: TestClient,
    links: Links,
    incident: Incident,
    incidents: Incidents,
    postmortems: Postmortems,
    bob: Person,
) -> None:
    answer = reading.get(links.postmortem(1))
    assert answer.status_code == 404
    assert "INC-1 has no postmortem yet; it is opened when the incident is resolved." in answer.text
    incidents.resolve(incident.id, "A deploy was rolled back.", None, bob.as_actor())
    open_missing(postmortems)
    answer = reading.get(links.postmortem(1))
    assert answer.status_code == 200
    assert "<h2>Impact</h2>" in answer.text
    assert "<table>" in answer.text
    assert links.incident(1) in answer.text


def test_a_page_keeps_its_key_to_itself_and_runs_only_our_script(
    reading: TestClient, links: Links, incident: Incident
) -> None:
    for answer in (reading.get(links.incident(1)), reading.get("/incidents/1?key=wrong")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "script-src 'self';" in policy
        assert re.findall("<script[^>]*>", answer.text) == [OURS]


def test_hostile_text_in_every_field_is_text_on_both_pages(
    reading: TestClient,
    links: Links,
    declare: Callable[..., Incident],
    timeline: Timeline,
    updates: StatusUpdates,
    items: ActionItems,
    incidents: Incidents,
    postmortems: Postmortems,
    bob: Person,
) -> None:
    incident = declare(HOSTILE, environment=HOSTILE)
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    timeline.note(incident.id, HOSTILE, bob.as_actor())
    message = Quoted("C1", "1.1", HOSTILE, HOSTILE, now, "javascript:alert(1)", (HOSTILE,))
    timeline.add_message(incident.id, message, bob.as_actor())
    updates.post(incident.id, HOSTILE, bob.as_actor())
    item = items.promise(incident.id, HOSTILE, bob, None, bob.as_actor())
    assert item
    items.drop(item.id, HOSTILE, bob.as_actor())
    incidents.resolve(incident.id, HOSTILE, None, bob.as_actor())
    open_missing(postmortems)
    for address in (links.incident(1), links.postmortem(1)):
        answer = reading.get(address)
        assert answer.status_code == 200
        found = elements(answer.text)
        assert not {tag for tag, _ in found} & {"img", "iframe", "style", "object"}
        assert [given for tag, given in found if tag == "script"] == [{"src": "/static/local_time.js", "defer": None}]
        assert not [value for _, given in found for value in given.values() if "javascript" in str(value)]
        assert "{{ 7 * 7 }}" in answer.text
        assert ESCAPED in answer.text


def test_a_page_without_a_database_says_when_to_come_again(
    words: Words, links: Links, clock: FakeClock, process: Process
) -> None:
    gone = Store(open_engine("postgresql+psycopg://x@127.0.0.1:1/x"))
    incidents = Incidents(gone, clock, in_force(process))
    parts = (Timeline(gone, clock), StatusUpdates(gone, clock, in_force(process)), ActionItems(gone, clock))
    routes = pages.routes(words, links, incidents, *parts, Postmortems(gone, clock, words))
    answer = client(routes).get(links.incident(1))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.text.startswith("The database did not answer: ")
