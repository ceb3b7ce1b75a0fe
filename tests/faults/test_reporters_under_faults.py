"""Somebody's report is resolved while calls fail or the bot dies: the reporter and the thread hear of it once."""

from __future__ import annotations

import pytest

from incidentbot.sandbox import Sandbox
from incidentbot.store.store import Store
from tests.faults.conftest import Mother, nothing_left_to_do
from tests.hands import Hands, Workspace, eventually, whole_text

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SUPPORT = "C04SUPPORT"
WAYS = ["rate_limited", "server_error", "accept_then_drop"]
KILLS = ["hold_before", "hold_after"]


@pytest.fixture
def dan(workspace: Workspace) -> Hands:
    return workspace.person("U04DAN")


def reported(dan: Hands) -> str:
    """The ts of the message that has become T-1, once that was said everywhere."""
    ts = dan.says("A customer cannot pay", SUPPORT)
    dan.uses("create_ticket", SUPPORT, ts)
    assert dan.form("report").submit()["ok"]
    dan.sees("Noted as *T-1*", SUPPORT, ts)
    dan.sees("*T-1* · *P3*", dan.dm())
    return ts


def resolved_with(way: str, number: int, workspace: Workspace, dan: Hands) -> tuple[str, int]:
    """Dan resolves what was reported, and this happens to that message about it; the report's ts, the fault's id."""
    workspace.wait_until_connected()
    ts = reported(dan)
    fault = workspace.fault(way, "chat.postMessage", times=1, after=number)
    dan.types("/incident T-1 done it was the cable")
    return ts, fault


def check_that_it_is_told_once(dan: Hands, ts: str, workspace: Workspace, store: Store) -> None:
    nothing_left_to_do(store, workspace)
    dm, thread = dan.messages(dan.dm()), dan.messages(SUPPORT, ts)
    assert sum("What you reported is resolved" in whole_text(one) for one in dm) == 1
    assert sum("*T-1* is resolved." in whole_text(one) for one in thread) == 1
    with store.read() as tx:
        assert tx.dead_work(10) == []


@pytest.mark.parametrize("number", [0, 1], ids=["the DM", "the thread"])
@pytest.mark.parametrize("way", WAYS)
def test_one_call_fails(
    way: str,
    number: int,
    sandbox: Sandbox,
    workspace: Workspace,
    mother: Mother,
    store: Store,
    sqlite_url: str,
    dan: Hands,
) -> None:
    pid = mother.start_bot(sandbox, sqlite_url)
    ts, fault = resolved_with(way, number, workspace, dan)
    eventually(lambda: workspace.fault_state(fault).get("hits"), f"{way} hits")
    check_that_it_is_told_once(dan, ts, workspace, store)
    mother.kill(pid)


@pytest.mark.parametrize("number", [0, 1], ids=["the DM", "the thread"])
@pytest.mark.parametrize("way", KILLS)
def test_the_bot_is_killed_in_between(
    way: str,
    number: int,
    sandbox: Sandbox,
    workspace: Workspace,
    mother: Mother,
    store: Store,
    sqlite_url: str,
    dan: Hands,
) -> None:
    pid = mother.start_bot(sandbox, sqlite_url)
    ts, fault = resolved_with(way, number, workspace, dan)
    eventually(lambda: workspace.fault_state(fault).get("holding"), "the message is held")
    mother.kill(pid)
    workspace.delete(f"/sandbox/faults/{fault}")
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    check_that_it_is_told_once(dan, ts, workspace, store)
    mother.kill(pid)
