"""How many alerts a second are accepted and committed, what a storm costs, and how quickly the queue opens.

    python benchmarks/intake.py [--anyway] [--quick]

On SQLite and on PostgreSQL, in one run, each beside a bare script that commits the same rows: figures are ratios of
medians over interleaved rounds. The sandbox stands in for Slack, in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parts import bare, million
from parts.machine import (
    DATABASES,
    ROOT,
    free_port,
    load,
    megabytes,
    p99,
    process,
    processor_seconds,
    refuse_when_busy,
    row,
    wait_ready,
)
from parts.sandbox import Sandbox

from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.services.token import Tokens
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store

QUICK = "--quick" in sys.argv
ROUNDS, SECONDS = (1, 1.0) if QUICK else (5, 2.0)
SENDERS = (1, 8, 64)
STORM, MANY = 10_000, 50_000
PARTS = Path(__file__).parent / "parts"


class Running:
    """One replica with its Slack, and a bare script on the same disk."""

    def __init__(self, url: str, port: int, pid: int, bare_port: int, sandbox: Sandbox) -> None:
        self.store = Store(open_engine(url))
        self.port, self.pid, self.bare_port, self.sandbox = port, pid, bare_port, sandbox
        key = Tokens(self.store, SystemClock()).make("integration", "alertmanager", "alertmanager", [], BOT)
        self.path = f"/alerts/alertmanager/{key}"
        self._next = 0

    def send(
        self, kind: str, senders: int, seconds: float, most: int | None = None, environment: str = "staging"
    ) -> dict[str, float]:
        path, port = ("/bare", self.bare_port) if kind == "bare" else (self.path, self.port)
        wanted = [port, path, senders, seconds, "repeats" if kind == "repeats" else "distinct", self._next]
        arguments = [str(one) for one in [*wanted, *([most, environment] if most else [])]]
        made = subprocess.run([sys.executable, PARTS / "sender.py", *arguments], capture_output=True, text=True)
        if made.returncode:
            raise SystemExit(made.stderr)
        found: dict[str, float] = json.loads(made.stdout)
        self._next = int(found["next"])
        if found["refused"]:
            raise SystemExit(f"{found['refused']} were refused")
        return found

    def signals(self) -> int:
        with self.store.read() as tx:
            return tx.count_signals()

    def wait_digested(self, patience: float = 120) -> None:
        until = time.perf_counter() + patience
        while self.signals():
            if time.perf_counter() > until:
                raise SystemExit(f"{self.signals()} signals are not digested after {patience} s")
            time.sleep(0.1)


@contextmanager
def running(url: str) -> Iterator[Running]:
    with process("-m", "incidentbot.sandbox", "--port", "0", "--manifest", str(ROOT / "manifest.yml")) as slack:
        assert slack.stdout
        told = json.loads(slack.stdout.readline())
        sandbox, port, bare_port = Sandbox(told["url"]), free_port(), free_port()
        environ = {
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_APP_TOKEN": told["app_token"],
            "SLACK_API_URL": told["api_url"],
            "INCIDENTBOT_PORT": str(port),
            "DATABASE_URL": url,
        }
        began = time.perf_counter()
        with process("-m", "incidentbot", "serve", environ=environ) as bot:
            wait_ready(f"http://127.0.0.1:{port}", began)
            sandbox.wait_connected()
            with process(str(PARTS / "bare.py"), str(bare_port), bare_url(url)):
                wait_ready(f"http://127.0.0.1:{bare_port}", time.perf_counter())
                yield Running(url, port, bot.pid, bare_port, sandbox)


def bare_url(url: str) -> str:
    """A file of its own beside ours: SQLite would make the two wait for one another."""
    return f"{url}-bare" if url.startswith("sqlite") else url


def single_commits(url: str) -> float:
    """Rows a second, each with a commit of its own."""
    write, count = bare.writer_of(bare_url(url)), 300 if QUICK else 1500
    one = bare.one_row({"fingerprint": "single", "labels": {str(number): "v" * 20 for number in range(10)}})
    began = time.perf_counter()
    for _ in range(count):
        write([one])
    return count / (time.perf_counter() - began)


def throughput(bot: Running, url: str) -> None:
    made: dict[tuple[str, int], list[dict[str, float]]] = {}
    singles, spent, accepted = [], 0.0, 0.0
    bot.send("distinct", 8, 1)
    for _ in range(ROUNDS):
        singles.append(single_commits(url))
        for senders in SENDERS:
            for kind in ("bare", "distinct", "repeats"):
                before = processor_seconds(bot.pid)
                found = bot.send(kind, senders, SECONDS)
                made.setdefault((kind, senders), []).append(found)
                bot.wait_digested()
                if kind == "distinct":
                    spent += processor_seconds(bot.pid) - before
                    accepted += found["accepted"]
    single = statistics.median(singles)
    row("commits of one row each", f"{single:.0f}/s")
    for senders in SENDERS:
        rates = {kind: rate(made[kind, senders]) for kind in ("bare", "distinct", "repeats")}
        said = "sender" if senders == 1 else "senders"
        for kind, figure in rates.items():
            row(f"{senders} {said}, {kind}: a second; p50 / p99", shown(figure, made[kind, senders]))
        ratio, least = (rates["distinct"] / single, 25) if senders == 1 else (rates["distinct"] / rates["bare"], 60)
        of = "single commits" if senders == 1 else "the bare script"
        row(f"{senders} {said}, distinct, of {of}", f"{100 * ratio:.0f} %", f"goal: at least {least} %")
        row(
            f"{senders} {said}, repeats / distinct", f"{rates['repeats'] / rates['distinct']:.2f}", "goal: at least 1.5"
        )
    row("processor for 1,000 distinct alerts, digested", f"{1000 * spent / accepted:.2f} s", "goal: at most 1.0 s")


def rate(rounds: list[dict[str, float]]) -> float:
    return statistics.median(one["accepted"] / one["seconds"] for one in rounds)


def shown(figure: float, rounds: list[dict[str, float]]) -> str:
    p50, p99_ = (statistics.median(one[name] for one in rounds) for name in ("p50", "p99"))
    return f"{figure:.0f}/s; {p50:.1f} / {p99_:.1f} ms"


def storm(bot: Running) -> None:
    bot.wait_digested()
    time.sleep(3)
    before, calls, memory = tickets(bot), len(bot.sandbox.calls()), megabytes(bot.pid)
    since, began = bot.sandbox.last_delivery(), time.perf_counter()
    bot.send("distinct", 64, 300, STORM, "production")
    taken = time.perf_counter() - began
    bot.wait_digested()
    row(f"a storm of {STORM:,}: accepted / digested within", f"{taken:.1f} / {time.perf_counter() - began:.1f} s")
    time.sleep(max(0.0, 60 - (time.perf_counter() - began)))
    row("… tickets", str(tickets(bot) - before), "goal: 1")
    row("… Slack calls of its first minute", str(len(bot.sandbox.calls()) - calls), "goal: at most 10")
    row("… memory more", f"{megabytes(bot.pid) - memory:.0f} MiB")
    assert since >= 0


def commands_meanwhile(bot: Running) -> None:
    sender = subprocess.Popen(
        [sys.executable, PARTS / "sender.py", str(bot.port), bot.path, "64", "8", "distinct", str(bot._next)],
        stdout=subprocess.PIPE,
        text=True,
    )
    since = bot.sandbox.last_delivery()
    for number in range(40):
        bot.sandbox.types(number)
        time.sleep(0.05)
    out, _ = sender.communicate()
    bot._next = json.loads(out)["next"]
    times = bot.sandbox.acknowledgements(since)
    figure = f"{statistics.median(times):.0f} / {p99(times):.0f} ms"
    row("a command meanwhile is acknowledged, p50 / p99", figure, "goal: p99 under 300 ms")
    bot.sandbox.close_forms()


def memory(bot: Running) -> None:
    bot.wait_digested()
    before = megabytes(bot.pid)
    bot.send("distinct", 64, 600, MANY)
    bot.wait_digested()
    row(f"memory more after {MANY:,} alerts", f"{megabytes(bot.pid) - before:.0f} MiB", "goal: at most 20 MiB")


def tickets(bot: Running) -> int:
    with bot.store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar_one())


def main() -> None:
    refuse_when_busy()
    for name, database in DATABASES.items():
        print(f"\n{name} (load {load():.2f})")
        with database() as url, running(url) as bot:
            bot.sandbox.http.post("/sandbox/limits", json={"tiers": False})
            throughput(bot, url)
            commands_meanwhile(bot)
            storm(bot)
            memory(bot)
            million.measure(bot.store, bot.port, SystemClock().now())


if __name__ == "__main__":
    main()
