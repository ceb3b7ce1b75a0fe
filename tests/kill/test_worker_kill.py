"""200 kill -9 of the worker at random moments, and one at every named failpoint: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from incidentbot import failpoints
from incidentbot.clock import SystemClock
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import PRIORITY_TABLE, Environment, ImpactFacts, Urgency, classify
from incidentbot.store.store import Store
from tests.kill.provider import Provider

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

KILLS = 200
LEASE_MS = 300
LANES = 5
# The moments of a page's message are reached by the notifier alone: tests/test_notifier.py dies there.
NAMES_HERE = [name for name in failpoints.NAMES if not name.startswith("notify.")]


class Mother:
    """Forks victims; each is known by its process id."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.victim"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def bear(self, url: str, provider: Provider, failpoint: str | None = None, at: int = 1) -> int:
        assert self.process.stdin
        assert self.process.stdout
        order = {"url": url, "provider": provider.url, "lease_ms": LEASE_MS, "failpoint": failpoint, "at": at}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        said = {self.process.stdout.readline().strip(), self.process.stdout.readline().strip()}
        return int(next(line for line in said if line != "running"))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def mother() -> Iterator[Mother]:
    mother = Mother()
    yield mother
    mother.end()


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_gone(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


def ask(store: Store, count: int) -> tuple[int, list[str]]:
    """`count` calls in a few lanes, and as many notes on one timeline; the ticket's id and the calls' keys."""
    now = SystemClock().now()
    assert PRIORITY_TABLE
    judged = classify(ImpactFacts(), Urgency.PLANNED, Environment("production"), now)
    with store.begin() as tx:
        ticket = tx.open_ticket(
            title="t", description="", service=None, environment="e", judged=judged, by=BOT, now=now, process_version=""
        )
        for number in range(count):
            tx.ask("call", now, lane=f"lane-{number % LANES}", dedup_key=f"call-{number}")
            tx.ask("note", now, payload={"ticket_id": ticket.id})
    return ticket.id, [f"call-{number}" for number in range(count)]


def finish(store: Store, mother: Mother, url: str, provider: Provider, patience: float = 60) -> None:
    pid = mother.bear(url, provider)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with store.read() as tx:
            counted = tx.count_work()
        if not (counted["ready"] or counted["leased"]):
            break
        time.sleep(0.05)
    kill(pid)
    assert not any(counted.values()), counted


def check(store: Store, provider: Provider, ticket_id: int, keys: list[str]) -> None:
    times = provider.times()
    assert {key: times[key] for key in keys} == dict.fromkeys(keys, 1)
    for lane in range(LANES):
        mine = [key for key in provider.done if int(key.split("-")[1]) % LANES == lane]
        assert mine == sorted(mine, key=lambda key: int(key.split("-")[1])), "a lane runs in order"
    with store.read() as tx:
        notes = [event.text for event in tx.timeline(ticket_id)]
    assert len(notes) == len(set(notes)) == len(keys)


def test_two_hundred_kills_at_random_moments_lose_and_double_nothing(
    store: Store, database_url: str, mother: Mother, provider: Provider
) -> None:
    """The dice are seeded; the kills fall between 2 and 120 ms after the worker began."""
    dice = random.Random(20261121)
    ticket_id, keys = ask(store, 600)
    killed = 0
    for _ in range(KILLS):
        pid = mother.bear(database_url, provider)
        time.sleep(dice.uniform(0.002, 0.12))
        killed += not is_gone(pid)
        kill(pid)
    done = sum(provider.times().values())
    finish(store, mother, database_url, provider)
    check(store, provider, ticket_id, keys)
    print(f"\n{database_url.split(':')[0]}: {killed} kills, {done} of {len(keys)} calls done under fire, all done once")


@pytest.mark.parametrize("failpoint", NAMES_HERE)
def test_a_kill_at_each_named_moment_loses_and_doubles_nothing(
    failpoint: str, store: Store, database_url: str, mother: Mother, provider: Provider
) -> None:
    """The moment is reached for the first, the second and the fifth time."""
    ticket_id, keys = ask(store, 12)
    for at in (1, 2, 5):
        pid = mother.bear(database_url, provider, failpoint, at)
        until = time.monotonic() + 10
        while not is_gone(pid) and time.monotonic() < until:
            time.sleep(0.01)
        assert is_gone(pid), f"{failpoint} was not reached {at} times"
    finish(store, mother, database_url, provider)
    check(store, provider, ticket_id, keys)
