"""Replicas race over steps that are due at once: each step is taken once. One is killed: nothing is lost or doubled.

OPEN_PAGES=50000 pytest tests/kill/test_page_steps.py -k killed -s   kills one that has so many timers open.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import bindparam, insert, update

from incidentbot.clock import SystemClock
from incidentbot.domain.escalation import Policy, Position, Step
from incidentbot.domain.page import PageState
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Priority
from incidentbot.domain.work import TIMER, WorkState
from incidentbot.services.page_step import NOTIFY, STEP
from incidentbot.services.page_timer import PageTimers
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.kill.provider import Provider
from tests.pager_world import pager_process, targets
from tests.world import FakeClock, a_ticket, in_force
from tests.written import count, rows_of

OPEN = int(os.environ.get("OPEN_PAGES", "1500"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + OPEN // 50)]

TOP = Path(__file__).parents[2]
DUE = 2_000
POLICY = Policy(
    "both", (Step(targets("person alice"), timedelta(hours=6)), Step(targets("person bob"), timedelta(hours=6)))
)
REPLICAS = {"sqlite": 2, "postgresql": 4}
BITE = 5_000
FAR = timedelta(hours=1)


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


def prepared(store: Store, dues: Sequence[datetime]) -> None:
    """A page for each, with its first step taken and its second one due then."""
    now = SystemClock().now()
    with store.begin() as tx:
        ticket = a_ticket(tx, now)
        first = tx.start_page(ticket.id, "0", None, Priority.P1, "", POLICY, BOT, now)
        pattern = tx.connection.execute(tables.page.select()).mappings().one()
        tx.connection.execute(tables.page.delete())
    asked = {**pattern, "state": PageState.OPEN, "cycle": 0, "step": 0}
    timer = {"kind": STEP, "epoch": 0, "priority": TIMER, "state": WorkState.READY, "attempt": 0, "doubtful": False}
    pages, timers = [], []
    for number, due in enumerate(dues, first.id):
        named = {"id": number, "number": number, "code": str(1000 + number), "target": str(number)}
        pages.append({**asked, **named, "next_due_at": due})
        waits = {"subject": f"page:{number}", "due_at": due, "payload": {"page_id": number}}
        timers.append({**timer, **waits, "last_error": "", "asked_at": now})
    for table, rows in ((tables.page, pages), (tables.work, timers)):
        for start in range(0, len(rows), BITE):
            with store.engine.begin() as connection:
                connection.execute(insert(table), rows[start : start + BITE])


def make_due(store: Store, dues: Sequence[datetime]) -> None:
    """Those of the first ones: preparing all of them has taken its time."""
    page, work = tables.page, tables.work
    rows = [{"which": number, "due": due, "about": f"page:{number}"} for number, due in enumerate(dues, 1)]
    of_page = update(page).where(page.c.id == bindparam("which")).values(next_due_at=bindparam("due"))
    of_timer = update(work).where(work.c.subject == bindparam("about")).values(due_at=bindparam("due"))
    with store.engine.begin() as connection:
        connection.execute(of_page, rows)
        connection.execute(of_timer, rows)


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a process of ours; none outlives its test."""
    started: list[subprocess.Popen[str]] = []

    def start(module: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", f"tests.kill.{module}", *arguments]
        process = subprocess.Popen(command, cwd=TOP, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        assert _of(process.stdout).readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(30)


def _of(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def go(process: subprocess.Popen[str]) -> None:
    _of(process.stdin).write("go\n")
    _of(process.stdin).flush()


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)


def wait_for(what: Callable[[], bool], patience: float) -> None:
    until = time.monotonic() + patience
    while not what():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.005)


def each_step_was_taken_once(store: Store, how_many: int) -> None:
    pages = rows_of(store, tables.page)
    assert {(row["cycle"], row["step"]) for row in pages} == {Position(0, 1)}
    asked = Counter(row["page_id"] for row in rows_of(store, tables.notification))
    assert (len(asked), set(asked.values())) == (how_many, {1})
    timers = Counter(row["state"] for row in rows_of(store, tables.work) if row["kind"] == STEP)
    assert timers == {"done": how_many, "ready": how_many}


def test_replicas_that_race_take_each_step_once(store: Store, database_url: str, start: Start) -> None:
    prepared(store, [SystemClock().now()] * DUE)
    running = [start("page_replica", database_url) for _ in range(REPLICAS[store.engine.dialect.name])]
    for process in running:
        go(process)
    taken = [int(_of(process.stdout).readline()) for process in running]
    print(f"{store.engine.dialect.name}: {len(running)} processes took {taken} of {DUE} steps")
    assert all(process.wait(30) == 0 for process in running)
    assert sum(taken) == DUE  # how many each of them gets is up to the machine
    each_step_was_taken_once(store, DUE)


def test_a_replica_that_is_killed_loses_and_doubles_nothing(
    store: Store, database_url: str, provider: Provider, start: Start
) -> None:
    """A fifth of what is open comes due around the kill, half of it at once: it falls between steps and messages."""
    dues = OPEN // 5
    far = SystemClock().now() + FAR
    prepared(store, [far] * OPEN)
    victim = start("pager_victim", database_url, provider.url)
    now = SystemClock().now()
    make_due(store, [now + timedelta(seconds=max(0.0, 6 * (number / dues - 0.5))) for number in range(dues)])
    go(victim)
    wait_for(lambda: count(store, "notification") > dues * 0.6 and len(provider.done) > 0, 120)
    kill(victim)
    sent, taken = len(provider.done), count(store, "notification")
    assert 0 < sent < taken < dues
    heir = start("pager_victim", database_url, provider.url)
    go(heir)
    unsent = f"work WHERE kind = '{NOTIFY}' AND state IN ('ready', 'leased')"
    wait_for(lambda: count(store, "notification") == dues and count(store, unsent) == 0, 60 + OPEN / 50)
    kill(heir)
    assert provider.times() == {f"notification:{row['id']}": 1 for row in rows_of(store, tables.notification)}
    assert count(store, "notification WHERE state = 'sent'") == dues
    print(
        f"\n{store.engine.dialect.name}: {OPEN} timers open, {dues} of them due around the kill; killed after {taken} "
        f"steps and {sent} messages; each of the {dues} was taken and sent once"
    )
    later = PageTimers(store, FakeClock(far), in_force(pager_process()))
    while later.take_due_steps():
        pass
    each_step_was_taken_once(store, OPEN)
