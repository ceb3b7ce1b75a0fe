"""A real Chromium that sees this machine only, and a page whose complaints fail the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.missing import missing

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
HERE = {"127.0.0.1", "localhost"}
LOCAL_SCHEMES = {"about", "blob", "data"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next((path for path in map(shutil.which, PROGRAMS) if path), None)
    return found or missing(f"Chromium (one of {', '.join(PROGRAMS)})")


# One for each module, not for the session: while Playwright is open, asyncio.run() is refused in this thread.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Console errors, uncaught exceptions and requests that left this machine. A test takes out what it expects."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_page(chromium: Browser, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens a page in a context of its own: `open_page(viewport={"width": 390, "height": 844})`."""
    contexts = []

    def open_one(**context: Any) -> Page:
        contexts.append(chromium.new_context(**context))
        page = contexts[-1].new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        page.on("request", lambda request: complaints.extend(_left(request.url)))
        page.on("websocket", lambda websocket: complaints.extend(_left(websocket.url)))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(viewport={"width": 1440, "height": 900})


def _left(url: str) -> list[str]:
    address = urlsplit(url)
    return [] if address.hostname in HERE or address.scheme in LOCAL_SCHEMES else [f"left this machine: {url}"]
