"""Bots that can be killed, and what must be true after whatever happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from incidentbot.domain.work import WorkState
from incidentbot.sandbox import Sandbox
from incidentbot.store.store import Store
from tests.hands import Workspace, eventually, workspace_at
from tests.running import sandbox_running
from tests.stores import store_at

LEASE_MS = 700


class Mother:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.bot_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._alive: set[int] = set()

    def start_bot(self, sandbox: Sandbox, database: str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        order = {
            "sandbox": sandbox.url,
            "bot_token": sandbox.bot_token,
            "app_token": sandbox.app_token,
            "database": database,
            "lease_ms": LEASE_MS,
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        said = {self._process.stdout.readline().strip(), self._process.stdout.readline().strip()}
        pid = int(next(line for line in said if line != "running"))
        self._alive.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        self._alive.discard(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        for pid in list(self._alive):
            self.kill(pid)
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    mother = Mother()
    yield mother
    mother.end()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with sandbox_running() as sandbox:
        yield sandbox


@pytest.fixture
def workspace(sandbox: Sandbox) -> Iterator[Workspace]:
    with workspace_at(sandbox.url) as workspace:
        yield workspace


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with store_at(sqlite_url) as store:
        yield store


def nothing_left_to_do(store: Store, workspace: Workspace) -> None:
    """Everything that was asked for has ended, but for the reminders and the next steps of pages, minutes later."""

    now = datetime.fromisoformat(workspace.get("/sandbox/clock")["now"])

    def done() -> bool:
        with store.read() as tx:
            counted = tx.count_work()
            soon = tx.next_due(now)
            late = tx.oldest_due(now)
        waiting = soon is not None and soon < now + timedelta(minutes=4)
        return not (counted[WorkState.LEASED] or late or waiting)

    eventually(done, "all work ends", patience=60)
