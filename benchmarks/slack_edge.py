"""How quickly Slack is acknowledged, what a declaration costs, how quickly the bot starts, what it weighs.

    python benchmarks/slack_edge.py

The sandbox stands in for Slack, in a process of its own; traffic stays on this machine. Acknowledgements are timed
where Slack would time them: from sending a command until its acknowledgement is read.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[1]
ALONE, AT_ONCE, ROUNDS, SLOW = 100, 50, 4, 1.5
BUSY = 1.5
GOAL = "goal: p99 under 100 ms"


@contextmanager
def process(*command: str, environ: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INCIDENTBOT_"))}
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), **(environ or {})},
        )
        try:
            yield started
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_ready(url: str, since: float) -> float:
    while time.perf_counter() - since < 30:
        try:
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return time.perf_counter() - since
        except httpx2.TransportError:
            time.sleep(0.01)
    raise SystemExit("the bot did not become ready")


def megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


class Sandbox:
    def __init__(self, url: str) -> None:
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
        self.http = httpx2.Client(base_url=url, timeout=60, limits=limits)

    def act(self, **act: object) -> dict[str, object]:
        return dict(self.http.post("/sandbox/act", json=act).json())

    def calls(self, since: int = 0) -> list[dict[str, object]]:
        return list(self.http.get("/sandbox/calls", params={"since": since}).json())

    def wait_connected(self) -> None:
        while not self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["bot"]["connected"]:
            time.sleep(0.02)

    def types(self, number: int) -> None:
        text = f"declare trouble {number}"
        self.act(**{"as": "U01ALICE", "do": "command", "channel": "C01GENERAL", "command": "/incident", "text": text})

    def acknowledgements(self, since: int) -> list[float]:
        made = self.http.get("/sandbox/deliveries", params={"since": since}).json()
        lost = [one for one in made if one["outcome"] != "acknowledged"]
        if lost:
            raise SystemExit(f"{len(lost)} commands were not acknowledged")
        return [float(one["milliseconds"]) for one in made if one["kind"] == "slash_commands"]

    def last_delivery(self) -> int:
        made = self.http.get("/sandbox/deliveries", params={"since": 0}).json()
        return int(made[-1]["n"]) if made else 0

    def declare(self, service: str) -> int:
        """The calls of one declaration, from the command to the last bookmark."""
        before = len(self.calls())
        self.types(0)
        views = self._until_a_form()
        values = views[-1]["state"]["values"]
        blocks = {block.get("block_id"): block for block in views[-1]["blocks"]}
        for name, value in (("customers", "many"), ("service", service)):
            element = blocks[name]["element"]
            option = next(option for option in element["options"] if option["value"] == value)
            values[name] = {name: {"type": element["type"], "selected_option": option}}
        self.act(**{"as": "U01ALICE", "do": "view_submit", "view_id": views[-1]["id"], "state": values})
        time.sleep(4)
        made = [str(call["method"]) for call in self.calls()[before:]]
        return len([method for method in made if method != "response_url"])

    def _until_a_form(self) -> list[dict[str, object]]:
        while True:
            views = self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["views"]
            if views:
                return list(views)
            time.sleep(0.02)

    def close_forms(self) -> None:
        for view in reversed(self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["views"]):
            self.act(**{"as": "U01ALICE", "do": "view_close", "view_id": view["id"]})


def row(what: str, figure: str, goal: str = "") -> None:
    print(f"{what:<68} {figure:>18}   {goal}")


def percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):.0f} / {ordered[max(0, round(len(ordered) * 0.99) - 1)]:.0f} ms"


def main() -> None:
    load = os.getloadavg()[0]
    print(
        f"load {load:.2f} on {os.cpu_count()} cores{'  (busy: do not judge by these figures)' if load > BUSY else ''}\n"
    )
    with process("-m", "incidentbot.sandbox", "--port", "0", "--manifest", str(ROOT / "manifest.yml")) as slack:
        assert slack.stdout
        told = json.loads(slack.stdout.readline())
        sandbox = Sandbox(told["url"])
        port = free_port()
        since = time.perf_counter()
        environ = {
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_APP_TOKEN": told["app_token"],
            "SLACK_API_URL": told["api_url"],
            "INCIDENTBOT_PORT": str(port),
        }
        with process("-m", "incidentbot", "serve", environ=environ) as bot:
            row("start to ready", f"{wait_ready(f'http://127.0.0.1:{port}', since):.2f} s", "goal: under 2 s")
            sandbox.wait_connected()
            sandbox.http.post("/sandbox/limits", json={"tiers": False})
            time.sleep(5)
            row("memory idle", f"{megabytes(bot.pid):.0f} MB", "goal: under 150 MB")
            measure(sandbox)
            row("memory afterwards", f"{megabytes(bot.pid):.0f} MB")


def measure(sandbox: Sandbox) -> None:
    sandbox.types(0)
    time.sleep(1)
    sandbox.close_forms()
    row("Web API calls of a declaration: form, runbook", str(sandbox.declare("catalogue")), "goal: at most 9")
    row("Web API calls of a declaration: form, runbook, one dashboard", str(sandbox.declare("checkout")))
    since = sandbox.last_delivery()
    for number in range(ALONE):
        sandbox.types(number)
    row("acknowledgement of a command alone, p50 / p99", percentiles(sandbox.acknowledgements(since)), GOAL)
    sandbox.close_forms()
    sandbox.http.post("/sandbox/faults", json={"kind": "slow", "method": "*", "times": None, "seconds": SLOW})
    since = sandbox.last_delivery()
    with ThreadPoolExecutor(AT_ONCE) as people:
        for _ in range(ROUNDS):
            list(people.map(sandbox.types, range(AT_ONCE)))
            time.sleep(2 * SLOW)
    what = f"… {AT_ONCE} at once while Slack answers in {SLOW} s, p50 / p99"
    row(what, percentiles(sandbox.acknowledgements(since)), GOAL)


if __name__ == "__main__":
    main()
