"""Calendars and the contact card over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.vcard import contact_card
from incidentbot.services.calendar import Calendars
from incidentbot.services.link import Links
from incidentbot.web.app import app
from incidentbot.web.calendar import routes
from tests.oncall_world import ACTORS, OncallWorld, world
from tests.world import FakeClock

__all__ = ["world"]

CARD = contact_card("Acme; Incidentbot", ["+15005550006", "+447700900001"], "incidents@acme.example")


@pytest.fixture
def calendars(world: OncallWorld, clock: FakeClock) -> Calendars:
    return Calendars(world.store, clock, world.running, Links("", "a-secret-of-the-tests"))


@pytest.fixture
def client(calendars: Calendars) -> Iterator[TestClient]:
    with TestClient(app([routes(calendars, CARD)]), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def address(calendars: Calendars) -> str:
    return calendars.address_of("person", "bob", ACTORS["bob"])


def test_it_is_served_as_a_calendar_and_not_again_while_it_is_the_same(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    tag = answer.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        assert client.get(address, headers={"If-None-Match": sent}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(address).headers["etag"] == tag


def test_it_changes_when_shifts_do(client: TestClient, address: str, world: OncallWorld) -> None:
    before = client.get(address).headers["etag"]
    start = world.oncall.shifts_of("bob", world.clock.now(), world.clock.now().replace(month=6))[0].shift.start
    world.covers.cover(["payments-primary"], "dan", "bob", start, start.replace(hour=12), "", ACTORS["bob"])
    assert client.get(address, headers={"If-None-Match": before}).status_code == 200


def test_an_alarm(client: TestClient, address: str) -> None:
    assert "TRIGGER:-PT30M" in client.get(f"{address}?alarm=30").text
    assert [client.get(f"{address}?alarm={wrong}").status_code for wrong in ("0", "-5", "99999", "soon")] == [422] * 4


def test_a_wrong_address_and_a_revoked_one_look_the_same(
    client: TestClient, address: str, calendars: Calendars
) -> None:
    wrong = client.get("/calendar/0123456789abcdef0123456789abcdef.ics")
    calendars.revoke("person", "bob")
    revoked = client.get(address)
    assert (wrong.status_code, wrong.text) == (revoked.status_code, revoked.text) == (404, wrong.text)
    assert client.get("/calendar/%00%ff.ics").status_code == 404


def test_the_contact_card_can_be_saved_by_a_telephone(client: TestClient) -> None:
    answer = client.get("/contact.vcf")
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    lines = answer.text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert "FN:Acme\\; Incidentbot" in lines
    assert [line for line in lines if line.startswith("TEL")] == [
        "TEL;TYPE=WORK,VOICE,MSG:+15005550006",
        "TEL;TYPE=WORK,VOICE,MSG:+447700900001",
    ]
    assert lines[-2:] == ["END:VCARD", ""]
