"""A door for monitors, in this process: keys, a shop's process, an Amazon of our own, and what arrived."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.people import BOT
from incidentbot.domain.process import Process
from incidentbot.domain.process_integration import AlertMapping, IntegrationConfig
from incidentbot.integrations.sources import SOURCES
from incidentbot.integrations.sources.sns_sender import SnsSender
from incidentbot.services.digest import Digest
from incidentbot.services.heartbeat import Heartbeats
from incidentbot.services.intake import Intake
from incidentbot.services.subscription import Subscriptions
from incidentbot.services.token import Tokens
from incidentbot.store.store import Store
from incidentbot.web.app import app
from incidentbot.web.intake import routes
from incidentbot.web.signed import SignedDoor
from tests.integrations.sources.amazon import Internet
from tests.world import FakeClock, InForce

# What `from tests.web.monitors import *` brings: the fixtures.
__all__ = ("digest", "heartbeats", "internet", "key", "monitor", "shop", "sns", "tokens")

FIRING = {
    "version": "4",
    "status": "firing",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "CheckoutDown", "service": "checkout", "severity": "critical", "env": "production"},
            "annotations": {"summary": "Checkout answers 500"},
            "fingerprint": "f1",
        }
    ],
}
EVENT = {
    "event_action": "trigger",
    "dedup_key": "d1",
    "payload": {"summary": "disk full", "source": "db1", "severity": "critical"},
}


@pytest.fixture
def shop() -> InForce:
    mapped = AlertMapping(
        fields={"title": "$.what", "dedup_key": "$.id", "state": "$.is", "severity": "how_bad|lower"},
        labels={"service": "$.where.service"},
    )
    integrations = {
        "own": IntegrationConfig("own", "generic", team="payments", mapping=mapped),
        "am": IntegrationConfig("am", "alertmanager", team="payments"),
    }
    services = {"checkout": Service("checkout", team="payments", tier=1)}
    teams = {name: Team(name) for name in ("payments", "triage")}
    return InForce(Process(services=services, teams=teams, triage="triage", integrations=integrations))


@pytest.fixture
def tokens(store: Store, clock: FakeClock) -> Tokens:
    return Tokens(store, clock)


@pytest.fixture
def heartbeats(store: Store, clock: FakeClock, shop: InForce) -> Heartbeats:
    return Heartbeats(store, clock, shop)


@pytest.fixture
def internet() -> Internet:
    return Internet()


@pytest.fixture
def sns(internet: Internet) -> SnsSender:
    return SnsSender(internet.fetch)


@pytest.fixture
def monitor(
    store: Store, clock: FakeClock, shop: InForce, tokens: Tokens, heartbeats: Heartbeats, sns: SnsSender
) -> Iterator[TestClient]:
    intake = Intake(store, clock)
    intake.start()
    signed = SignedDoor({"cloudwatch": sns}, Subscriptions(store, clock), patience=1.0)
    door = routes(intake, tokens, heartbeats, shop, SOURCES, signed)
    yield TestClient(app([], door), raise_server_exceptions=False)
    intake.stop()


@pytest.fixture
def key(tokens: Tokens) -> str:
    return tokens.make("integration", "am", "alertmanager", [], BOT)


@pytest.fixture
def digest(store: Store, clock: FakeClock, shop: InForce) -> Digest:
    return Digest(store, clock, shop)


def waiting(store: Store) -> int:
    with store.read() as tx:
        return tx.count_signals()


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.read() as tx:
        return [tuple(row) for row in tx.connection.exec_driver_sql(query)]
