"""response_url: five words within half an hour."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.links import Link
from tests.sandbox.pieces import section
from tests.sandbox.town import ALICE, BOB, GENERAL, INCIDENTS, Town


@pytest.fixture
def url(town: Town, link: Callable[[], Link]) -> str:
    """From a command in a channel in which the app is not: it may answer there all the same."""
    app = link()
    asking = town.soon(town.act, ALICE, "command", channel=GENERAL, command="/incident", text="")
    envelope = app.receive()
    app.ack(envelope)
    asking.result()
    found: str = envelope["payload"]["response_url"]
    return found


def test_five_answers_and_no_sixth(town: Town, url: str) -> None:
    town.post("/sandbox/limits", tiers=False)
    codes = [town.http.post(url, json={"text": str(n)}).status_code for n in range(6)]
    assert codes == [200] * 5 + [404]
    assert town.texts(GENERAL) == ["0", "1", "2", "3", "4"]
    assert town.texts(GENERAL, BOB) == []
    assert town.violations() == ["used_url"]


def test_about_one_a_second(town: Town, url: str) -> None:
    answers = [town.http.post(url, json={"text": str(n)}) for n in range(5)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[4].status_code == 429
    assert answers[4].headers["Retry-After"] == "1"


def test_half_an_hour_of_virtual_time(town: Town, url: str) -> None:
    town.advance(29 * 60)
    assert town.http.post(url, json={"text": "in time"}).status_code == 200
    town.advance(2 * 60)
    late = town.http.post(url, json={"text": "late"})
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")
    assert town.violations() == []


def test_an_answer_for_the_whole_channel(town: Town, url: str) -> None:
    town.http.post(url, json={"text": "for all", "response_type": "in_channel"})
    assert town.texts(GENERAL, BOB) == ["for all"]


def test_an_answer_in_a_thread(town: Town, url: str) -> None:
    parent = town.says(ALICE, GENERAL, "first")
    town.http.post(url, json={"text": "below", "response_type": "in_channel", "thread_ts": parent})
    assert [m["text"] for m in town.messages(GENERAL, thread_ts=parent)] == ["first", "below"]


def test_what_slack_refuses_is_refused_here_too(town: Town, url: str) -> None:
    assert town.http.post(url, json={"text": "x", "blocks": [section("")]}).json()["error"] == "invalid_blocks"
    assert town.http.post(url, json={}).json()["error"] == "no_text"
    assert town.http.post(url, json={"text": "x", "loud": True}).status_code == 200
    assert town.http.post(f"{town.sandbox.url}/response/made-up", json={"text": "x"}).status_code == 404
    assert town.violations() == ["invalid_blocks", "no_text", "unknown_argument"]


def test_it_is_in_the_list_of_calls(town: Town, url: str) -> None:
    town.http.post(url, json={"text": "x"})
    assert town.calls()[-1]["method"] == "response_url"
    assert town.texts(INCIDENTS) == []
