"""Virtual time: real time plus an offset, followed by whoever wants to keep step."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.sandbox.town import ALICE, INCIDENTS, Town, until


@pytest.fixture
def follower(town: Town) -> Iterator[ClientConnection]:
    address = town.sandbox.url.replace("http://", "ws://") + "/sandbox/clock/follow"
    with connect(address, proxy=None, close_timeout=1) as socket:
        yield socket


def said(follower: ClientConnection) -> dict[str, float]:
    found: dict[str, float] = json.loads(follower.recv(timeout=10))
    return found


def now(town: Town) -> datetime:
    return datetime.fromisoformat(town.get("/sandbox/clock")["now"])


def test_time_goes_on_and_can_be_pushed(town: Town) -> None:
    before = now(town)
    moved = town.post("/sandbox/clock", advance_seconds=300)
    assert timedelta(seconds=300) <= now(town) - before < timedelta(seconds=305)
    assert moved["offset_seconds"] == town.state()["offset_seconds"]
    assert (now(town) - datetime.now(UTC)).total_seconds() == pytest.approx(moved["offset_seconds"], abs=1)


def test_time_never_goes_back(town: Town) -> None:
    for wanted in ({"advance_seconds": -1}, {"advance_seconds": "soon"}, {}):
        assert town.http.post("/sandbox/clock", json=wanted).status_code == 400


def test_messages_are_named_by_virtual_time(town: Town) -> None:
    first = town.says(ALICE, INCIDENTS, "now")
    town.advance(3600)
    later = town.says(ALICE, INCIDENTS, "an hour later")
    assert 3600 <= float(later) - float(first) < 3605


def test_a_follower_is_told_at_once_and_on_each_change(town: Town, follower: ClientConnection) -> None:
    first = said(follower)
    assert first["offset_seconds"] == town.get("/sandbox/clock")["offset_seconds"]
    answered = Thread(target=town.advance, args=(60,))
    answered.start()
    second = said(follower)
    assert second["offset_seconds"] == first["offset_seconds"] + 60
    assert second["id"] > first["id"]
    answered.join(0.1)
    assert answered.is_alive()  # it waits for us
    follower.send(json.dumps({"applied": second["id"]}))
    answered.join(10)
    assert not answered.is_alive()


def test_jumping_to_the_next_event(town: Town, follower: ClientConnection) -> None:
    said(follower)
    nothing = town.http.post("/sandbox/clock", json={"next_event": True})
    assert nothing.status_code == 409
    assert nothing.json()["message"]
    due = now(town) + timedelta(minutes=30)
    follower.send(json.dumps({"next_due": due.isoformat()}))
    until(lambda: town.get("/sandbox/clock")["next_due"])
    assert datetime.fromisoformat(town.state()["next_due"]) == due
    jumping = Thread(target=town.post, args=("/sandbox/clock",), kwargs={"next_event": True})
    jumping.start()
    follower.send(json.dumps({"applied": said(follower)["id"]}))
    jumping.join(10)
    assert due <= now(town) < due + timedelta(seconds=5)
    follower.send(json.dumps({"next_due": None}))


def test_a_due_time_that_has_passed_moves_nothing(town: Town, follower: ClientConnection) -> None:
    said(follower)
    before = town.get("/sandbox/clock")["offset_seconds"]
    follower.send(json.dumps({"next_due": (now(town) - timedelta(seconds=5)).isoformat()}))
    jumping = Thread(target=town.post, args=("/sandbox/clock",), kwargs={"next_event": True})
    until(lambda: town.get("/sandbox/clock")["next_due"])
    jumping.start()
    follower.send(json.dumps({"applied": said(follower)["id"]}))
    jumping.join(10)
    assert town.get("/sandbox/clock")["offset_seconds"] == before


@pytest.mark.parametrize("nonsense", ["x", "7", "[1]", "null", '{"applied": "now"}', '{"next_due": "soon"}'])
def test_a_follower_that_talks_nonsense_is_sent_away(town: Town, follower: ClientConnection, nonsense: str) -> None:
    said(follower)
    follower.send(nonsense)
    with pytest.raises(ConnectionClosed):
        follower.recv(timeout=10)
    began = time.monotonic()
    town.advance(1)
    assert time.monotonic() - began < 1.5


def test_whoever_leaves_is_not_waited_for(town: Town) -> None:
    address = town.sandbox.url.replace("http://", "ws://") + "/sandbox/clock/follow"
    with connect(address, proxy=None, close_timeout=1) as socket:
        said(socket)
        socket.send(json.dumps({"next_due": (now(town) + timedelta(hours=1)).isoformat()}))
    began = time.monotonic()
    town.advance(1)
    assert time.monotonic() - began < 1
    assert town.get("/sandbox/clock")["next_due"] is None
