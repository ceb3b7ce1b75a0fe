"""The bot dies around each call that brings a picture: it is shown exactly once."""

from __future__ import annotations

import pytest

from incidentbot.integrations.page_chart import is_installed
from incidentbot.sandbox import Sandbox
from incidentbot.store.store import Store
from tests.faults.conftest import Mother, nothing_left_to_do
from tests.faults.test_declaring_under_faults import KILLS, declare_once_it_works
from tests.hands import Hands, Json, Workspace, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(not is_installed(), reason="the extra charts is not installed"),
]


def pictures(alice: Hands) -> list[Json]:
    return [message for message in alice.messages(alice.dm()) if message.get("files")]


@pytest.mark.parametrize("way", KILLS)
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_bot_that_dies_shows_it_once(
    method: str, way: str, sandbox: Sandbox, workspace: Workspace, mother: Mother, store: Store, sqlite_url: str
) -> None:
    pid = mother.start_bot(sandbox, sqlite_url)
    workspace.wait_until_connected()
    alice = workspace.person("U01ALICE")
    declare_once_it_works(alice)
    nothing_left_to_do(store, workspace)
    fault = workspace.fault(way, method, times=1)
    alice.types("/incident stats")
    eventually(lambda: workspace.fault_state(fault).get("holding"), f"{method} is held")
    mother.kill(pid)
    workspace.delete(f"/sandbox/faults/{fault}")
    pid = mother.start_bot(sandbox, sqlite_url)
    eventually(lambda: pictures(alice), "the picture")
    nothing_left_to_do(store, workspace)
    assert len(pictures(alice)) == 1
    assert workspace.violations == []
    mother.kill(pid)
