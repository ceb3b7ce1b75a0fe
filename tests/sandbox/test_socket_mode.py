"""Socket Mode: addresses, connections, envelopes and their three seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.sandbox.links import Link
from tests.sandbox.robot import Robot
from tests.sandbox.town import ALICE, INCIDENTS, Town, until


def test_a_connection_is_greeted(town: Town, link: Callable[[], Link]) -> None:
    first, second = link().hello, link().hello
    assert first["type"] == "hello"
    assert first["connection_info"] == {"app_id": "A00INCIDENT"}
    assert first["debug_info"]["host"]
    assert [first["num_connections"], second["num_connections"]] == [1, 2]
    assert town.state()["bot"]["connected"]


def test_an_address_works_once(town: Town, link: Callable[[], Link]) -> None:
    used = link().url
    for address in (used, used.replace("ticket=", "ticket=x")):
        with pytest.raises(InvalidStatus) as refused:
            connect(address, proxy=None, legacy=True)
        assert refused.value.response.status_code == 403


def test_a_bot_token_gets_no_address(town: Town) -> None:
    assert town.api("apps.connections.open")["error"] == "not_allowed_token_type"


def test_ten_connections_and_no_eleventh(town: Town, link: Callable[[], Link]) -> None:
    for _ in range(10):
        link()
    late = link()
    assert (late.hello["type"], late.hello["reason"]) == ("disconnect", "too_many_websockets")
    with pytest.raises(ConnectionClosed):
        late.receive()


def test_each_envelope_goes_to_one_connection_in_turn(town: Town, link: Callable[[], Link]) -> None:
    links = [link(), link()]
    for number in range(4):
        town.says(ALICE, INCIDENTS, str(number))
    shares = [sorted(one.event()["text"] for _ in range(2)) for one in links]
    assert sorted(shares) == [["0", "2"], ["1", "3"]]
    assert all(one.nothing() for one in links)


def test_an_envelope_carries_what_slack_puts_on_it(town: Town, link: Callable[[], Link]) -> None:
    app = link()
    town.says(ALICE, INCIDENTS, "hello")
    event = app.receive()
    app.ack(event)
    assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
    assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
    asking = town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    command = app.receive()
    app.ack(command)
    asking.result()
    assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
    assert command["envelope_id"] != event["envelope_id"]


def test_another_connection_may_acknowledge(town: Town, link: Callable[[], Link]) -> None:
    """As when the app moves to a new connection while it is still at work."""
    one, other = link(), link()
    asking = town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    try:
        envelope = one.receive(within=0.1)
    except TimeoutError:
        one, other = other, one
        envelope = one.receive()
    one.close()
    other.ack(envelope)
    assert asking.result()["ok"]


def test_slack_asks_to_reconnect(town: Town, link: Callable[[], Link]) -> None:
    old = link()
    town.post("/sandbox/faults", kind="disconnect", seconds=0.05)
    assert old.receive() == {"type": "disconnect", "reason": "warning", "debug_info": {"host": "sandbox-applink"}}
    new = link()
    assert old.receive()["reason"] == "refresh_requested"
    with pytest.raises(ConnectionClosed):
        old.receive()
    assert new.nothing()
    town.says(ALICE, INCIDENTS, "hello")
    assert new.event()["text"] == "hello"


def test_the_real_client_moves_to_a_new_connection_and_loses_nothing(inhabited: Town, robot: Robot) -> None:
    inhabited.post("/sandbox/faults", kind="disconnect", seconds=0.2)
    for number in range(20):
        inhabited.says(ALICE, INCIDENTS, str(number))
        time.sleep(0.02)
    heard = [event["text"] for event in robot.events("message", 20)]
    assert sorted(heard, key=int) == [str(number) for number in range(20)]
    assert inhabited.state()["bot"]["connected"]


def test_the_page_hears_when_the_app_comes_and_goes(town: Town, link: Callable[[], Link]) -> None:
    assert not town.state()["bot"]["connected"]
    app = link()
    assert town.state()["bot"]["connected"]
    app.close()
    until(lambda: not town.state()["bot"]["connected"])
