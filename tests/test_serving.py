"""The process as a whole: it starts, says where, turns red and ends when a vital part dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.hands import declare, eventually, workspace_at

pytestmark = pytest.mark.slow

# Starts the bot in the sandbox as `serve` does, and kills one of its parts from within when a file says so.
MURDERER = """
import sys, threading, time
from incidentbot import bootstrap, serving, settings, worker
from pathlib import Path

part = sys.argv[1]

def murder(bot):
    while not Path("now").exists():
        time.sleep(0.05)
    if part == "worker":
        class Deadly:
            def __getattr__(self, name):
                raise RuntimeError("the worker's thread dies")
        bot.worker._store = Deadly()
        bot.worker.wake()
    elif part == "scheduler":
        bot.jobs.stop()
        bot.jobs._ticked_at -= 60
    elif part == "inbox":
        bot.inbox.writer.stop()

started = bootstrap.Incidentbot.start
def start(self):
    started(self)
    threading.Thread(target=murder, args=(self,), daemon=True).start()
bootstrap.Incidentbot.start = start
sys.exit(serving.serve(settings.load(), True, None, lambda line: print(line, flush=True)))
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INCIDENTBOT_"))}
    environ = kept | {"INCIDENTBOT_PORT": str(port)}
    started = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def status(port: int, path: str) -> int:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=2).status_code
    except httpx2.TransportError:
        return 0


@pytest.mark.parametrize("part", ["worker", "scheduler", "inbox"])
def test_a_dead_part_turns_readyz_red_and_ends_the_process(part: str, tmp_path: Path) -> None:
    port = free_port()
    with process("-c", MURDERER, part, folder=tmp_path, port=port) as started:
        eventually(lambda: status(port, "/readyz") == 200, "it is ready")
        (tmp_path / "now").touch()
        eventually(lambda: status(port, "/readyz") == 503, "readyz is red")
        assert status(port, "/healthz") == 200
        assert started.wait(15) == 3


def test_it_says_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    with process("-m", "incidentbot", "serve", "--sandbox", folder=tmp_path, port=port) as started:
        assert started.stdout
        assert "this is the sandbox" in started.stdout.readline()
        line = started.stdout.readline()
        assert f"Open http://127.0.0.1:{port + 1} in your browser" in line
        assert status(port, "/readyz") == 200
        metrics = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
        assert 'incidentbot_work_rows{state="dead"} 0.0' in metrics
        assert "incidentbot_work_lateness_seconds_bucket" in metrics
        since = time.monotonic()
        started.send_signal(signal.SIGTERM)
        assert started.wait(10) == 0
        assert time.monotonic() - since < 5


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with process("-m", "incidentbot", "serve", "--sandbox", folder=tmp_path, port=port) as started:
            assert started.wait(15) == 2
            assert started.stderr
            told = started.stderr.read()
    assert told.startswith(f"INCIDENTBOT_PORT: port {port} of 127.0.0.1 cannot be used")
    assert "Traceback" not in told


def test_what_happened_is_kept_over_a_restart_when_asked(tmp_path: Path) -> None:
    port = free_port()
    command = ("-m", "incidentbot", "serve", "--sandbox", "--keep", str(tmp_path / "kept"))
    for number in (1, 2):
        with (
            process(*command, folder=tmp_path, port=port) as started,
            workspace_at(f"http://127.0.0.1:{port + 1}") as there,
        ):
            eventually(lambda: status(port, "/readyz") == 200)
            there.wait_until_connected()
            alice = there.person("U01ALICE")
            declare(alice, f"trouble {number}")
            assert alice.incident_channel(number)["name"] == f"inc-{number}-trouble-{number}"
            alice.sees(f"INC-{number} · trouble {number}", alice.incident_channel(number)["id"])
            there.settled()
            started.send_signal(signal.SIGTERM)
            started.wait(10)
