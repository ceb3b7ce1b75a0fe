"""What every test may ask for: databases, a browser; and what none may do: leave this machine."""

from __future__ import annotations

import gc
import os
import sys
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.browser import chromium, chromium_path, complaints, open_page, page
from tests.databases import database_url, postgres_server, postgres_url, sqlite_url
from tests.stores import postgres_engine, postgres_store, replica, replica_engines, sqlite_engine, sqlite_store, store

__all__ = (
    "chromium",
    "chromium_path",
    "complaints",
    "database_url",
    "open_page",
    "page",
    "postgres_engine",
    "postgres_server",
    "postgres_store",
    "postgres_url",
    "replica",
    "replica_engines",
    "sqlite_engine",
    "sqlite_store",
    "sqlite_url",
    "store",
)

# Fixtures behind which a database or a server runs.
RUNNING = {
    "database_url",
    "kit",
    "postgres_server",
    "postgres_store",
    "postgres_url",
    "receiver",
    "site",
    "sqlite_store",
    "sqlite_url",
    "store",
}
OUR_VARIABLES = ("INCIDENTBOT_", "SLACK_", "DATABASE_URL")

# No deadline: a shared machine is slow now and then. In CI the same examples every time, so that red means a change.
hypothesis_settings.register_profile("home", deadline=None, print_blob=True)
hypothesis_settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "home")


# Thousands of tests that were read stay: to look through them for garbage again and again took a fifth of make unit.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker(pytest.mark.properties)
        if "story" in item.path.parts:
            item.add_marker(pytest.mark.slow)  # each starts a workspace and a bot in it
        if "sandbox" in item.path.parts or RUNNING & set(item.fixturenames):
            item.add_marker(pytest.mark.integration)


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Python tells an audit hook of every connection before it is made; this one refuses all but our own machine's."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_here(str(arguments[1][0])):
        raise PermissionError(f"a test tried to reach {arguments[1][0]}: tests talk to 127.0.0.1 only")
    if event == "socket.getaddrinfo" and arguments[0] and not _is_here(arguments[0]):
        raise PermissionError(f"a test tried to look up {arguments[0]!r}: tests talk to 127.0.0.1 only")


def _is_here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        address = ip_address(name)
    except ValueError:
        return name == "localhost"
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def _nobody_elses_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own tokens and database are not the test's."""
    for name in [name for name in os.environ if name.startswith(OUR_VARIABLES)]:
        monkeypatch.delenv(name)
