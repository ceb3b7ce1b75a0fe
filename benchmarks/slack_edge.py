"""How quickly Slack is acknowledged, what a declaration costs, how quickly the bot starts, what it weighs.

    python benchmarks/slack_edge.py

The sandbox stands in for Slack, in a process of its own; traffic stays on this machine. Acknowledgements are timed
where Slack would time them: from sending a command until its acknowledgement is read.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

from parts.machine import ROOT, free_port, megabytes, percentiles, process, row, say_load, wait_ready
from parts.sandbox import Sandbox

ALONE, AT_ONCE, ROUNDS, SLOW = 100, 50, 4, 1.5
GOAL = "goal: p99 under 100 ms"


def main() -> None:
    say_load()
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
