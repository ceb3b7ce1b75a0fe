"""What one person has in front of them, who they are, and the link that only they were given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Person
from incidentbot.services.action_item import ActionItems
from incidentbot.services.home import MOST, Home
from incidentbot.services.incident import Incidents
from incidentbot.services.link import Links
from incidentbot.services.people import People
from incidentbot.store.store import Store
from tests.world import P3, FakeClock, arrived, because, said
from tests.written import Asked


def test_an_empty_home(home: Home, alice: Person) -> None:
    assert home.of(alice) == {
        "unreachable": [],
        "pages": [],
        "incidents": [],
        "more_incidents": False,
        "owed_updates": [],
        "coming_updates": [],
        "items": [],
        "more_items": False,
        "queue": [],
        "queue_of": [],
        "more_queue": False,
        "owned": [],
        "more_owned": False,
        "tickets": [],
        "more_tickets": False,
    }


def test_open_incidents_are_everybodys_and_tickets_are_ones_own(
    home: Home, incidents: Incidents, declare: Callable[..., Incident], alice: Person, bob: Person
) -> None:
    declare("one")
    incidents.resolve(declare("two").id, "x", None, bob.as_actor())
    incidents.declare(said("noisy logs", P3), alice.as_actor())
    for person, tickets in ((alice, ["noisy logs"]), (bob, [])):
        seen = home.of(person)
        assert [incident["title"] for incident in seen["incidents"]] == ["one"]
        assert [ticket["title"] for ticket in seen["tickets"]] == tickets


def test_what_a_commander_owes_and_what_is_coming(
    home: Home, incidents: Incidents, declare: Callable[..., Incident], alice: Person, bob: Person, clock: FakeClock
) -> None:
    incidents.take_command(declare("early").id, bob.as_actor())
    clock.advance(minutes=20)
    incidents.take_command(declare("late").id, bob.as_actor())
    clock.advance(minutes=10)
    seen = home.of(bob)
    assert [incident["title"] for incident in seen["owed_updates"]] == ["early"]
    assert [incident["title"] for incident in seen["coming_updates"]] == ["late"]
    assert home.of(alice)["owed_updates"] == home.of(alice)["coming_updates"] == []


def test_a_commander_owes_also_what_is_far_down_the_list(
    home: Home, incidents: Incidents, declare: Callable[..., Incident], bob: Person, clock: FakeClock
) -> None:
    incidents.take_command(declare("the oldest").id, bob.as_actor())
    for number in range(MOST + 5):
        declare(f"newer {number}")
    clock.advance(hours=1)
    seen = home.of(bob)
    assert [incident["title"] for incident in seen["owed_updates"]] == ["the oldest"]
    assert (len(seen["incidents"]), seen["more_incidents"]) == (MOST, True)


def test_more_than_fits_is_said(
    home: Home, items: ActionItems, incidents: Incidents, incident: Incident, alice: Person
) -> None:
    for number in range(MOST + 1):
        items.promise(incident.id, f"item {number}", None, None, alice.as_actor())
        incidents.declare(said(f"ticket {number}", P3), alice.as_actor())
    seen = home.of(alice)
    assert (len(seen["items"]), seen["more_items"]) == (MOST, True)
    assert (len(seen["tickets"]), seen["more_tickets"]) == (MOST, True)


def test_an_item_is_overdue_by_the_readers_calendar(
    home: Home, items: ActionItems, people: People, incident: Incident, clock: FakeClock
) -> None:
    """At 05:00 UTC on Tuesday it is Monday evening in Honolulu: due today, and not overdue."""
    kai = people.meet("U9", "Kai", "Pacific/Honolulu", False, False, False)
    items.promise(incident.id, "x", kai, date(2026, 3, 2), kai.as_actor())
    clock.advance(hours=20)
    assert [item["overdue"] for item in home.of(kai)["items"]] == [False]
    clock.advance(hours=6)
    assert [item["overdue"] for item in home.of(kai)["items"]] == [True]


def test_whoever_speaks_to_the_bot_is_answered_in_the_thread_once(
    home: Home, alice: Person, asked: Asked, store: Store, clock: FakeClock
) -> None:
    home.greet("C1", "1.1", because(alice, arrived(store, clock, "event:1")))
    assert asked.new() == ["message.post channel:C1 home/mentioned in thread 1.1"]


# -- people -----------------------------------------------------------------------------------------------------------


def test_a_stranger_is_not_known_and_a_profile_is_fresh_for_a_day(people: People, clock: FakeClock) -> None:
    assert people.known("U1") == (None, False)
    met = people.meet("U1", "Alice", "Europe/Prague", False, False, False)
    clock.advance(hours=24, microseconds=-1)
    assert people.known("U1") == (met, True)
    clock.advance(microseconds=1)
    assert people.known("U1") == (met, False)
    people.meet("U1", "Alice", "Europe/Prague", False, False, False)
    assert people.known("U1") == (met, True)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "\x00", "Europe", "x" * 500])
def test_a_zone_that_nobody_knows_counts_as_utc(people: People, zone: str) -> None:
    """Otherwise everything that is reckoned on this person's wall would fail."""
    assert people.meet("U1", "Alice", zone, False, False, False).tz == "UTC"


# -- links ------------------------------------------------------------------------------------------------------------


LINKS = Links("https://bot.example/", "a-secret-key-of-some-length-0123456789")


def key_of(address: str) -> str:
    return address.partition("?key=")[2]


def test_a_link_opens_its_own_page_and_no_other() -> None:
    address = LINKS.incident(7)
    assert address.startswith("https://bot.example/incidents/7?key=")
    key = key_of(address)
    assert LINKS.is_right("incidents", 7, key)
    assert not LINKS.is_right("incidents", 8, key)
    assert not LINKS.is_right("postmortems", 7, key)
    assert not LINKS.is_right("incidents", 77, key)
    assert key_of(LINKS.postmortem(7)) != key


def test_another_secret_makes_other_keys() -> None:
    assert not Links("https://bot.example", "another-secret").is_right("incidents", 7, key_of(LINKS.incident(7)))


@pytest.mark.parametrize("key", ["", "x", "é", "🔥" * 32, "\ud800", "\x00" * 32, "0" * 32, "0" * 99_999])
def test_a_wrong_key_is_wrong_whatever_it_is_made_of(key: str) -> None:
    assert LINKS.is_right("incidents", 7, key) is False


def test_a_key_is_long_enough_not_to_be_guessed() -> None:
    key = key_of(LINKS.incident(7))
    assert len(key) == 32
    assert int(key, 16) >= 0
    assert not LINKS.is_right("incidents", 7, key[:-1])
    assert not LINKS.is_right("incidents", 7, key.upper() if key != key.upper() else key + "0")


def test_the_same_page_has_the_same_link_after_a_restart() -> None:
    again = Links("https://bot.example", "a-secret-key-of-some-length-0123456789")
    assert again.incident(7) == LINKS.incident(7)
