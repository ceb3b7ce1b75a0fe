"""How long Slack waits, in real seconds: three for an acknowledgement and for a trigger, two for a clock."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from websockets.sync.client import connect

from tests.sandbox.links import Link
from tests.sandbox.pieces import modal, section
from tests.sandbox.town import ALICE, BOB, INCIDENTS, Town

pytestmark = pytest.mark.slow


def test_three_seconds_of_silence(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    town.says(BOB, INCIDENTS, "hello")
    event = app.receive()
    began = time.monotonic()
    refused = town.act(ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    assert 2.9 < time.monotonic() - began < 4

    # The person reads an error, and a late answer changes nothing any more.
    assert refused["error"] == "operation_timeout"
    shown = town.messages(INCIDENTS)[-1]
    assert shown["is_ephemeral"]
    assert "did not respond" in shown["text"]
    command = app.receive()
    app.ack(command, {"text": "too late"})
    assert "too late" not in town.texts(INCIDENTS)

    # Neither can a form be opened any more; that, too, is not a violation of its own.
    late = town.api("views.open", trigger_id=command["payload"]["trigger_id"], view=modal(section("x")))
    assert late["error"] == "expired_trigger_id"
    assert town.violations() == ["not_acknowledged"]

    # The event comes again, the command does not.
    again = app.receive()
    app.ack(again)
    assert again["payload"]["event_id"] == event["payload"]["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "http_timeout")
    town.advance(3600)
    assert app.nothing()


def test_a_follower_that_does_not_answer_is_waited_for_two_seconds(town: Town) -> None:
    address = town.sandbox.url.replace("http://", "ws://") + "/sandbox/clock/follow"
    with connect(address, proxy=None, close_timeout=1):
        began = time.monotonic()
        town.advance(1)
        assert 1.9 < time.monotonic() - began < 3
