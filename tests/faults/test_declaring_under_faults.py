"""Each Web API call of a declaration fails once, in each way: exactly one incident, channel, card, and timeline."""

from __future__ import annotations

from collections import Counter

import pytest

from incidentbot.sandbox import Sandbox
from incidentbot.store.store import Store
from tests.faults.conftest import Mother, nothing_left_to_do
from tests.hands import Hands, Workspace, eventually, whole_text

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

# The calls in their order; the number tells apart the calls of one method.
CALLS = [
    ("conversations.create", 0),
    ("conversations.invite", 0),
    ("chat.postMessage", 0),
    ("chat.postMessage", 1),
    ("pins.add", 0),
    ("conversations.setTopic", 0),
    ("conversations.setPurpose", 0),
    ("bookmarks.add", 0),
    ("bookmarks.add", 1),
]
WAYS = ["rate_limited", "server_error", "accept_then_drop"]
KILLS = ["hold_before", "hold_after"]


def declare_once_it_works(alice: Hands) -> None:
    alice.types("/incident declare checkout is down")
    form = alice.form("declare").fill(customers="many", service="checkout")
    assert form.submit()["ok"]


def check_that_everything_is_there_once(workspace: Workspace, store: Store) -> None:
    nothing_left_to_do(store, workspace)
    with store.read() as tx:
        assert [incident.label for incident in tx.open_incidents(10)] == ["INC-1"]
        incident = tx.incident_by_number(1)
        told = [event.text for event in tx.timeline(incident.ticket_id)]
        assert tx.dead_work(10) == []
    assert [text for text, times in Counter(told).items() if times > 1] == []
    assert told.count("opened the channel #inc-1-checkout-is-down") == 1
    (channel,) = workspace.channels("inc-")
    assert channel["name"] == "inc-1-checkout-is-down"
    alice = workspace.person("U01ALICE")
    messages = alice.messages(channel["id"])
    cards = [one for one in messages if "INC-1 · checkout is down" in whole_text(one) and one["user"] == "U00BOT"]
    assert len(cards) == 1
    seen = alice.incident_channel()
    assert seen["pins"] == [cards[0]["ts"]]
    assert sorted(bookmark["title"] for bookmark in seen["bookmarks"]) == ["Dashboard", "Runbook"]
    assert seen["topic"].startswith("P1 · investigating")
    announced = [one for one in alice.messages("C02INCIDENTS") if "*INC-1*" in whole_text(one)]
    assert len(announced) == 1
    assert f"<#{channel['id']}>" in whole_text(announced[0])
    assert workspace.violations == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("method", "number"), CALLS)
def test_one_call_fails(
    method: str,
    number: int,
    way: str,
    sandbox: Sandbox,
    workspace: Workspace,
    mother: Mother,
    store: Store,
    sqlite_url: str,
) -> None:
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    fault = workspace.fault(way, method, times=1, after=number)
    declare_once_it_works(workspace.person("U01ALICE"))
    eventually(lambda: workspace.fault_state(fault).get("hits"), f"{way} hits {method}")
    check_that_everything_is_there_once(workspace, store)
    mother.kill(pid)


@pytest.mark.parametrize("way", KILLS)
@pytest.mark.parametrize(("method", "number"), CALLS)
def test_the_bot_is_killed_around_one_call(
    method: str,
    number: int,
    way: str,
    sandbox: Sandbox,
    workspace: Workspace,
    mother: Mother,
    store: Store,
    sqlite_url: str,
) -> None:
    """`hold_before` holds the call until the bot is dead and then never carries it out; `hold_after` has done it."""
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    fault = workspace.fault(way, method, times=1, after=number)
    declare_once_it_works(workspace.person("U01ALICE"))
    eventually(lambda: workspace.fault_state(fault).get("holding"), f"{method} is held")
    mother.kill(pid)
    workspace.delete(f"/sandbox/faults/{fault}")
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    check_that_everything_is_there_once(workspace, store)
    mother.kill(pid)


@pytest.mark.parametrize("way", [*WAYS, *KILLS])
def test_the_form_itself_fails_to_open(
    way: str, sandbox: Sandbox, workspace: Workspace, mother: Mother, store: Store, sqlite_url: str
) -> None:
    """The person is told, or hears nothing from a dead bot, and types it once more."""
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    alice = workspace.person("U01ALICE")
    fault = workspace.fault(way, "views.open", times=1)
    alice.types("/incident declare checkout is down")
    if way in KILLS:
        eventually(lambda: workspace.fault_state(fault).get("holding"), "views.open is held")
        mother.kill(pid)
        workspace.delete(f"/sandbox/faults/{fault}")
        pid = mother.start_bot(sandbox, sqlite_url)
        workspace.wait_until_connected()
    else:
        alice.sees("checkout is down", "C01GENERAL")
    for view in reversed(alice.state()["views"]):
        alice.act("view_close", view_id=view["id"])
    declare_once_it_works(alice)
    check_that_everything_is_there_once(workspace, store)
    mother.kill(pid)
