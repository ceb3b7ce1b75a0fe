"""The page that works without Slack: a look changes nothing, a press acknowledges, and a wrong key sees nothing."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page import PageState
from incidentbot.services.inbox import Inbox
from incidentbot.services.link import Links
from incidentbot.services.sealing import Seal
from incidentbot.store.store import Store
from incidentbot.web import answer
from incidentbot.words import Words
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld
from tests.web.asking import client, elements
from tests.world import P1, FakeClock

KEY = "a-secret-key-of-some-length-0123456789"


@pytest.fixture
def links() -> Links:
    return Links("http://testserver", KEY)


@pytest.fixture
def reading(world: PagerWorld, store: Store, clock: FakeClock, words: Words, links: Links) -> TestClient:
    return client(answer.routes(words, links, world.answers(Inbox(store, clock), Seal([KEY]))))


def asked(world: PagerWorld, title: str = "checkout is down") -> int:
    incident = world.declare(P1, title=title)
    world.advance(seconds=1)
    return world.notified(world.page_of(incident))[0].id


def state(world: PagerWorld) -> PageState:
    return world.pager.open()[0].page.state


def test_a_look_shows_the_page_and_one_button_and_changes_nothing(
    world: PagerWorld, reading: TestClient, links: Links
) -> None:
    number = asked(world)
    for _ in range(2):
        seen = reading.get(links.acknowledge(number))
        assert seen.status_code == 200
        assert reading.head(links.acknowledge(number)).status_code in (200, 405)
    assert state(world) == PageState.OPEN
    assert "alice, Slack: sent" in seen.text
    forms = [attributes for tag, attributes in elements(seen.text) if tag == "form"]
    assert [form["action"] for form in forms] == [links.acknowledge(number), links.escalate(number)]
    assert "form-action 'self'" in seen.headers["content-security-policy"]


def test_a_press_acknowledges_once_and_says_who_has_it(world: PagerWorld, reading: TestClient, links: Links) -> None:
    number = asked(world)
    pressed = reading.post(links.acknowledge(number))
    assert pressed.status_code == 200
    assert "You have T-1, checkout is down." in pressed.text
    assert state(world) == PageState.ACKNOWLEDGED
    again = reading.post(links.acknowledge(number))
    assert (again.status_code, "You have T-1 already. Nobody else is asked." in again.text) == (409, True)
    assert "<button" not in again.text


def test_escalating_asks_the_next_ones(world: PagerWorld, reading: TestClient, links: Links) -> None:
    number = asked(world)
    world.rings()
    assert "The next ones are being asked." in reading.post(links.escalate(number)).text
    world.work()
    assert world.rings() == ["bob by slack"]


@pytest.mark.parametrize("way", ["acknowledge", "escalate"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_key_sees_and_does_nothing(
    world: PagerWorld, reading: TestClient, links: Links, way: str, method: str
) -> None:
    number = asked(world)
    right = {"acknowledge": links.acknowledge, "escalate": links.escalate}[way](number)
    other = {"acknowledge": links.escalate, "escalate": links.acknowledge}[way](number).partition("key=")[2]
    path, _, key = right.partition("?key=")
    for wrong in ("", f"?key={other}", f"?key={key[:-1]}", "?key=é", f"/../{number + 1}?key={key}"):
        refused = reading.request(method, path + wrong)
        assert refused.status_code == 404
        assert "checkout is down" not in refused.text
    assert state(world) == PageState.OPEN


def test_a_hostile_title_stays_text(world: PagerWorld, reading: TestClient, links: Links) -> None:
    number = asked(world, "<script>alert(1)</script> {{ 7 * 7 }}")
    seen = reading.get(links.acknowledge(number)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in seen
    assert seen.count("<script") == 1  # the one for the times


def test_a_resolved_page_has_no_button(world: PagerWorld, reading: TestClient, links: Links) -> None:
    world.give("alice", MethodKind.SMS)
    incident = world.declare(P1)
    world.advance(seconds=1)
    number = world.notified(world.page_of(incident))[0].id
    world.incidents.take_command(incident.id, world.person("alice").as_actor())
    world.incidents.resolve(incident.id, "A deploy was rolled back.", None, world.person("alice").as_actor())
    seen = reading.get(links.acknowledge(number)).text
    assert "It is resolved." in seen
    assert "<button" not in seen
