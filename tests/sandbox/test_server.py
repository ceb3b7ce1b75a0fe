"""Starting, stopping, and keeping the workspace from one start to the next."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest

from incidentbot.errors import IncidentbotError
from incidentbot.sandbox import start
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.links import Link
from tests.sandbox.pieces import actions, button
from tests.sandbox.town import ALICE, BOB, INCIDENTS, Town

# It takes 0.03 s to start and 0.1 s to stop; a machine that is busy with other tests may need a little longer.
QUICKLY = 2.0


def threads() -> int:
    return sum(thread.name == "sandbox" for thread in threading.enumerate())


def test_it_starts_and_stops_quickly_and_leaves_no_thread() -> None:
    before = threads()
    began = time.monotonic()
    sandbox = start(manifest=MANIFEST)
    assert time.monotonic() - began < QUICKLY
    assert httpx2.get(f"{sandbox.url}/sandbox/clock", trust_env=False).status_code == 200
    began = time.monotonic()
    sandbox.stop()
    assert time.monotonic() - began < QUICKLY
    assert threads() == before
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(sandbox.url, trust_env=False)
    sandbox.stop()  # twice does no harm


def test_it_stops_although_somebody_is_held_and_somebody_is_connected() -> None:
    sandbox = start(manifest=MANIFEST)
    town = Town(sandbox)
    link = Link(town)
    town.post("/sandbox/faults", kind="hold_before")
    town.soon(town.api, "auth.test")
    town.soon(town.act, ALICE, "command", channel=INCIDENTS, command="/incident", text="")
    assert link.receive()["type"] == "slash_commands"
    began = time.monotonic()
    sandbox.stop()
    assert time.monotonic() - began < QUICKLY
    link.close()
    town.close()


@pytest.mark.slow
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_stops_while_connections_are_just_being_closed(tmp_path: Path) -> None:
    for number in range(8):
        file = tmp_path / f"{number}.json"
        sandbox = start(manifest=MANIFEST, state_file=file)
        town = Town(sandbox)
        links = [Link(town) for _ in range(5)]
        town.says(ALICE, INCIDENTS, "the last word")
        leaving = [threading.Thread(target=link.close) for link in links]
        for thread in leaving:
            thread.start()
        sandbox.stop()
        for thread in leaving:
            thread.join()
        town.close()
        assert "the last word" in file.read_text(encoding="utf-8")


def test_two_sandboxes_do_not_know_each_other() -> None:
    one, other = (start(manifest=MANIFEST) for _ in range(2))
    towns = Town(one), Town(other)
    towns[0].says(ALICE, INCIDENTS, "hello")
    assert towns[1].messages(INCIDENTS) == []
    for town, sandbox in zip(towns, (one, other), strict=True):
        town.close()
        sandbox.stop()


def test_a_taken_port_is_one_clear_sentence() -> None:
    sandbox = start(manifest=MANIFEST)
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(IncidentbotError, match=f"cannot use port {port}"):
        start(port=port, manifest=MANIFEST)
    sandbox.stop()


def test_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("a: [", encoding="utf-8")
    for path in (tmp_path / "missing.yml", broken):
        with pytest.raises(IncidentbotError, match="manifest"):
            start(manifest=path)


def test_an_event_without_its_scope_is_a_violation(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("settings: {event_subscriptions: {bot_events: [reaction_added]}}", encoding="utf-8")
    sandbox = start(manifest=manifest)
    town = Town(sandbox)
    assert town.violations() == ["event_without_scope"]
    town.close()
    sandbox.stop()


def test_the_workspace_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    sandbox = start(manifest=MANIFEST, state_file=file)
    town = Town(sandbox)
    posted = town.slack.chat_postMessage(
        channel=INCIDENTS,
        text="card",
        blocks=[actions(button("take"), block_id="row")],
        metadata={"event_type": "card", "event_payload": {}},
    )
    town.slack.pins_add(channel=INCIDENTS, timestamp=posted["ts"])
    town.says(ALICE, INCIDENTS, "reply", thread_ts=posted["ts"])
    town.act(ALICE, "react", channel=INCIDENTS, ts=posted["ts"], name="eyes")
    own = town.slack.conversations_create(name="inc-1", is_private=True)["channel"]["id"]
    town.post("/sandbox/personas", id="U0ERIN", name="erin")
    town.advance(3600)
    last = town.says(BOB, INCIDENTS, "later")
    before = town.get("/sandbox/export")
    town.close()
    sandbox.stop()

    sandbox = start(manifest=MANIFEST, state_file=file)
    town = Town(sandbox)
    assert town.get("/sandbox/export") == before
    assert town.get("/sandbox/clock")["offset_seconds"] == 3600
    assert town.says(BOB, INCIDENTS, "again") > last
    assert town.slack.conversations_create(name="inc-2")["channel"]["id"] != own
    town.close()
    sandbox.stop()


def test_the_workspace_is_written_a_moment_after_each_change(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    sandbox = start(manifest=MANIFEST, state_file=file)
    town = Town(sandbox)
    town.says(ALICE, INCIDENTS, "hello")
    patience = time.monotonic() + 3
    while "hello" not in file.read_text(encoding="utf-8"):
        assert time.monotonic() < patience
        time.sleep(0.02)
    town.close()
    sandbox.stop()


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 99}', '{"version": 1}'])
def test_a_file_that_is_no_workspace_is_not_overwritten(tmp_path: Path, content: str) -> None:
    file = tmp_path / "town.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(IncidentbotError, match="Move it away"):
        start(manifest=MANIFEST, state_file=file)
    assert file.read_text(encoding="utf-8") == content


def test_a_place_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IncidentbotError, match="cannot be kept"):
        start(manifest=MANIFEST, state_file=tmp_path / "file" / "town.json")


@pytest.mark.slow
def test_it_runs_alone_until_it_is_told_to_stop(tmp_path: Path) -> None:
    state = tmp_path / "town.json"
    command = [sys.executable, "-m", "incidentbot.sandbox", "--manifest", str(MANIFEST), "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        addresses = json.loads(running.stdout.readline())
        assert addresses["bot_token"].startswith("xoxb-")
        assert addresses["app_token"].startswith("xapp-")
        answer = httpx2.post(
            addresses["api_url"] + "auth.test", data={"token": addresses["bot_token"]}, trust_env=False
        )
        assert answer.json()["ok"]
        running.send_signal(signal.SIGTERM)
        assert running.wait(3) == 0
    assert state.exists()


@pytest.mark.slow
def test_alone_with_a_wrong_manifest_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "incidentbot.sandbox", "--manifest", str(tmp_path / "none.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "manifest" in done.stderr
    assert "Traceback" not in done.stderr
