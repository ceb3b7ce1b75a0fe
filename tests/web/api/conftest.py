"""The API over the real services, on both databases; `program` is a client that holds every scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.people import BOT
from incidentbot.services.inbox import Inbox
from incidentbot.services.listing import Listing
from incidentbot.services.oncall import Oncall
from incidentbot.services.page_stats import PageStats
from incidentbot.services.pager import Pager
from incidentbot.services.people import People
from incidentbot.services.process import RunningProcess
from incidentbot.services.queue import Queue
from incidentbot.services.regrade import Regrades
from incidentbot.services.report import Reports
from incidentbot.services.search import Search
from incidentbot.services.silence import Silences
from incidentbot.services.ticket import Tickets
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store
from incidentbot.web.api.app import Services, api
from incidentbot.web.app import app
from incidentbot.words import Words
from tests.world import MONDAY, P3, FakeClock

SHOP = """
timezone: Europe/Prague
people: {alice: {slack: U01ALICE, name: Alice}, bob: {slack: U02BOB}}
teams:
  payments: {members: [alice], owner: alice}
  search: {members: [alice], owner: alice}
schedules:
  payments-primary:
    timezone: UTC
    layers: [{rotation: weekly, handoff: Mon 09:00, start: 2026-03-02, people: [alice, bob]}]
services:
  checkout: {team: payments, match: {service: checkout}}
"""


@pytest.fixture
def process_file(tmp_path: Path) -> Path:
    path = tmp_path / "incidentbot.yml"
    path.write_text(SHOP)
    return path


@pytest.fixture
def running(store: Store, clock: FakeClock, process_file: Path) -> RunningProcess:
    running = RunningProcess(store, clock, process_file)
    running.keep(BOT)
    return running


@pytest.fixture
def tokens(store: Store, clock: FakeClock) -> Tokens:
    return Tokens(store, clock)


@pytest.fixture
def silences(store: Store, clock: FakeClock, running: RunningProcess) -> Silences:
    return Silences(store, clock, running)


@pytest.fixture
def anybody(
    store: Store,
    clock: FakeClock,
    running: RunningProcess,
    tokens: Tokens,
    silences: Silences,
    people: People,
    inbox: Inbox,
    words: Words,
) -> Iterator[TestClient]:
    """A client without a key."""
    offered = Services(
        clock=clock,
        running=running,
        tokens=tokens,
        inbox=inbox,
        listing=Listing(store, clock),
        oncall=Oncall(store, clock, running),
        tickets=Tickets(store, clock, running),
        queue=Queue(store, clock, running),
        regrades=Regrades(store, clock, running),
        reports=Reports(store, clock, running),
        silences=silences,
        search=Search(store),
        people=people,
        pager=Pager(store, clock, running),
        page_stats=PageStats(store, clock, running),
        words=words,
    )
    with TestClient(app([], [api(offered, "1")]), raise_server_exceptions=False) as client:
        yield client


def holding(client: TestClient, key: str) -> TestClient:
    client.headers["Authorization"] = f"Bearer {key}"
    return client


@pytest.fixture
def program(anybody: TestClient, tokens: Tokens) -> TestClient:
    return holding(anybody, tokens.make("api", "deployer", None, ["read", "write", "admin"], BOT))


@pytest.fixture
def opened(store: Store) -> Callable[..., int]:
    """`opened(team="payments", at=…)`: a ticket; its number."""

    def opened(at: datetime = MONDAY, **more: Any) -> int:
        usual: dict[str, Any] = {
            "title": "logs are noisy",
            "description": "",
            "service": None,
            "environment": "production",
            "judged": P3,
        }
        with store.begin() as tx:
            return tx.open_ticket(**(usual | more), by=BOT, now=at, process_version="v1").number

    return opened
