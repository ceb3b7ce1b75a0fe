"""Replicas race over steps that are due at once: each step is taken once. One is killed: nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest

from incidentbot.clock import SystemClock
from incidentbot.domain.escalation import Policy, Position, Step
from incidentbot.domain.page import PageState
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Priority
from incidentbot.services.page_step import STEP, ask_timer
from incidentbot.services.page_timer import PageTimers
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.pager_world import pager_process, targets
from tests.world import a_ticket, in_force
from tests.written import rows_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TOP = Path(__file__).parents[2]
DUE = 2_000
POLICY = Policy(
    "both", (Step(targets("person alice"), timedelta(hours=1)), Step(targets("person bob"), timedelta(hours=1)))
)
REPLICAS = {"sqlite": 2, "postgresql": 4}


def prepared(store: Store, how_many: int) -> None:
    """So many pages, each with its first step taken and its second one due."""
    now = SystemClock().now()
    with store.begin() as tx:
        ticket = a_ticket(tx, now)
        for number in range(how_many):
            page = tx.start_page(ticket.id, str(number), None, Priority.P1, "", POLICY, BOT, now)
            tx.change_page(page.id, state=PageState.OPEN, cycle=0, step=0, next_due_at=now)
            ask_timer(tx, page, STEP, now, now)


def replicas(url: str, how_many: int) -> list[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.kill.page_replica", url]
    started = [
        subprocess.Popen(command, cwd=TOP, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(how_many)
    ]
    for process in started:
        assert _of(process.stdout).readline() == "ready\n"
    return started


def _of(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def go(process: subprocess.Popen[str]) -> None:
    _of(process.stdin).write("go\n")
    _of(process.stdin).flush()


def each_step_was_taken_once(store: Store, how_many: int) -> None:
    pages = rows_of(store, tables.page)
    assert {(row["cycle"], row["step"]) for row in pages} == {Position(0, 1)}
    asked = Counter(row["page_id"] for row in rows_of(store, tables.notification))
    assert (len(asked), set(asked.values())) == (how_many, {1})
    timers = Counter(row["state"] for row in rows_of(store, tables.work) if row["kind"] == STEP)
    assert timers == {"done": how_many, "ready": how_many}


def test_replicas_that_race_take_each_step_once(store: Store, database_url: str) -> None:
    prepared(store, DUE)
    running = replicas(database_url, REPLICAS[store.engine.dialect.name])
    for process in running:
        go(process)
    taken = [int(_of(process.stdout).readline()) for process in running]
    print(f"{store.engine.dialect.name}: {len(running)} processes took {taken} of {DUE} steps")
    assert all(process.wait(30) == 0 for process in running)
    assert sum(taken) == DUE  # how many each of them gets is up to the machine
    each_step_was_taken_once(store, DUE)


def test_a_replica_that_is_killed_among_its_steps_loses_and_doubles_nothing(store: Store, database_url: str) -> None:
    prepared(store, DUE)
    [victim] = replicas(database_url, 1)
    go(victim)
    while not rows_of(store, tables.notification):
        time.sleep(0.005)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait(30)
    done = len(rows_of(store, tables.notification))
    print(f"{store.engine.dialect.name}: killed after {done} of {DUE} steps")
    assert 0 < done < DUE
    timers = PageTimers(store, SystemClock(), in_force(pager_process()))
    while timers.take_due_steps():
        pass
    each_step_was_taken_once(store, DUE)
