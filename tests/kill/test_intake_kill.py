"""kill -9 of the whole bot in the middle of 5,000 accepted alerts: every accepted one is there, once."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.sandbox import Sandbox
from incidentbot.services.token import Tokens
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store
from tests.hands import eventually
from tests.running import sandbox_running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ALERTS, SENDERS, KILLS = 5_000, 8, 5
PATIENCE = 200.0
ROOT = Path(__file__).parents[2]


class Bot:
    """Started again on the same port whenever it was killed."""

    def __init__(self, sandbox: Sandbox, database: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INCIDENTBOT_"))}
        self._environ = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": database,
            "INCIDENTBOT_PORT": str(self.port),
            "INCIDENTBOT_SECRET_KEY": "a-secret-key-for-tests-only-0123456789",
        }

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "incidentbot", "serve"],
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None


class Senders:
    """Each sends one alert after the other, and again until somebody has answered for it, as monitors do."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self.accepted: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(SENDERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
            assert not thread.is_alive(), f"only {len(self.accepted)} were accepted"

    def _send_all(self) -> None:
        with httpx2.Client(timeout=10) as http:
            while (number := next(self._numbers)) < ALERTS:
                self._send(http, f"alert-{number}")

    def _send(self, http: httpx2.Client, key: str) -> None:
        while True:
            with self._lock:
                self.sent[key] += 1
            try:
                status = http.post(self._url, json=_body(key)).status_code
            except httpx2.TransportError:
                time.sleep(0.05)
                continue
            with self._lock:
                (self.accepted if status == 202 else self.refused)[key if status == 202 else status] += 1
            if status == 202:
                return
            time.sleep(0.05)


def _body(key: str) -> dict[str, object]:
    labels = {"alertname": "CheckoutErrors", "service": "checkout", "severity": "warning", "env": "staging"}
    return {"status": "firing", "alerts": [{"status": "firing", "labels": labels, "fingerprint": key}]}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with sandbox_running() as sandbox:
        yield sandbox


def test_every_accepted_alert_is_there_once(sandbox: Sandbox, database_url: str) -> None:
    migrate(open_engine(database_url))
    store = Store(open_engine(database_url))
    key = Tokens(store, SystemClock()).make("integration", "alertmanager", "alertmanager", [], BOT)
    bot = Bot(sandbox, database_url)
    senders = Senders(f"http://127.0.0.1:{bot.port}/alerts/alertmanager/{key}")
    dice = random.Random(5)
    bot.start()
    senders.start()
    try:
        for number in range(1, KILLS + 1):
            # Somewhere in each sixth of the way: in the middle of requests, commits and digests.
            eventually(lambda n=number: len(senders.accepted) > n * ALERTS // (KILLS + 1), patience=60)
            time.sleep(dice.uniform(0, 0.1))
            assert bot.is_alive
            bot.kill()
            bot.start()
        senders.wait()
        eventually(lambda: _left(store) == 0, "everything is digested", patience=60)
    finally:
        bot.kill()
    with store.read() as tx:
        rows = tx.connection.exec_driver_sql("SELECT dedup_key, times, ticket_id FROM alert").all()
        counts = tx.connection.exec_driver_sql("SELECT id, alerts_open, alerts_total FROM ticket").all()
    print(json.dumps({"sent": senders.sent.total(), "accepted": len(senders.accepted), "refused": senders.refused}))
    found = {row[0]: row[1] for row in rows}
    assert len(rows) == len(found), "no alert stands there twice"
    assert found.keys() == {f"alert-{number}" for number in range(ALERTS)}, "each was accepted in the end"
    assert all(1 <= times <= senders.sent[name] for name, times in found.items()), "counted as often as it was sent"
    by_ticket = Counter(row[2] for row in rows)
    assert {row[0]: (row[1], row[2]) for row in counts} == {one: (many, many) for one, many in by_ticket.items()}
    assert set(senders.refused) <= {503}
    store.close()


def _left(store: Store) -> int:
    with store.read() as tx:
        return tx.count_signals()
