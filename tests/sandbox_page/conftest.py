"""A workspace, a small bot in it, and people who look at its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page

from incidentbot.sandbox import Sandbox, start
from tests.browser import OpenPage
from tests.sandbox_page.small_bot import SmallBot

Json = dict[str, Any]
Enter = Callable[..., Page]
INCIDENTS = "C02INCIDENTS"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    running = start(port=0)
    yield running
    running.stop()


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[SmallBot]:
    small = SmallBot(sandbox)
    small.connect()
    yield small
    small.leave()


@pytest.fixture
def enter(sandbox: Sandbox, open_page: OpenPage) -> Enter:
    """Somebody comes in: `enter("U02BOB", channel="C01GENERAL", viewport=…)`. Unless said: Alice, in #incidents."""

    def come_in(persona: str = "U01ALICE", channel: str = INCIDENTS, **context: Any) -> Page:
        page = open_page(**{"viewport": {"width": 1440, "height": 900}, **context})
        page.set_default_timeout(5_000)
        page.goto(f"{sandbox.url}/?as={persona}&channel={channel}")
        page.wait_for_selector("#messages[aria-busy=false]")
        return page

    return come_in


@pytest.fixture
def does(sandbox: Sandbox) -> Callable[..., Json]:
    """Somebody else's hands, without a page: `does("U02BOB", "message", channel=…, text=…)`."""

    def act(persona: str, doing: str, **details: Any) -> Json:
        answer: Json = httpx2.post(f"{sandbox.url}/sandbox/act", json={"as": persona, "do": doing, **details}).json()
        assert answer["ok"], answer
        return answer

    return act


@pytest.fixture
def record(sandbox: Sandbox) -> Callable[[str], Any]:
    """What the sandbox's server knows: `record("violations")`."""

    def read(name: str) -> Any:
        return httpx2.get(f"{sandbox.url}/sandbox/{name}").json()

    return read
