"""Is it alive, is it ready, what does it count; and never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry, Gauge

from incidentbot.errors import StoreUnavailable
from incidentbot.web import health
from tests.web.asking import client


class Parts:
    """What is looked at, and what is wrong with it."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.measured = 0
        self.registry = CollectorRegistry()
        self.gauge = Gauge("work_rows", "rows", registry=self.registry)

    def measure(self) -> None:
        if "database" in self.faults:
            raise StoreUnavailable("The database did not answer: database is locked")
        self.measured += 1
        self.gauge.set(self.measured)

    def routes(self) -> Any:
        def check(name: str, must: bool) -> health.Check:
            return health.Check(name, lambda: self.faults.get(name), must)

        checks = [check("database", True), check("worker", True), check("slack", False)]
        return health.routes(checks, self.registry, self.measure)


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def asking(parts: Parts) -> TestClient:
    return client(parts.routes())


def test_it_is_alive_whatever_else(asking: TestClient, parts: Parts) -> None:
    parts.faults = {"database": "gone", "worker": "has stopped"}
    answer = asking.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_it_is_ready_when_everything_is_well(asking: TestClient) -> None:
    answer = asking.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "worker": "ok", "slack": "ok"}}


@pytest.mark.parametrize("part", ["database", "worker"])
def test_it_is_not_ready_without_a_vital_part_and_says_which(asking: TestClient, parts: Parts, part: str) -> None:
    parts.faults[part] = "has stopped"
    answer = asking.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert {name for name, told in answer.json()["checks"].items() if told != "ok"} == {part}


def test_without_slack_it_is_unwell_but_ready(asking: TestClient, parts: Parts) -> None:
    parts.faults["slack"] = "token_revoked"
    answer = asking.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "worker": "ok", "slack": "token_revoked"}}


def test_it_counts_when_it_is_asked(asking: TestClient) -> None:
    for count in (1, 2):
        answer = asking.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert f"work_rows {count}.0" in answer.text


def test_without_a_database_it_says_when_to_ask_again_and_not_500(asking: TestClient, parts: Parts) -> None:
    parts.faults["database"] = "locked"
    answer = asking.get("/metrics")
    assert (answer.status_code, answer.text) == (503, "The database did not answer: database is locked\n")
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/", "/incidents", "/static/../app.py"])
def test_nothing_is_served_that_was_not_meant_to_be(asking: TestClient, path: str) -> None:
    assert asking.get(path).status_code == 404


def test_the_style_of_the_pages_is_served_from_here(asking: TestClient) -> None:
    answer = asking.get("/static/page.css")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/css")
    assert "http" not in answer.text, "nothing is loaded from anywhere else"
