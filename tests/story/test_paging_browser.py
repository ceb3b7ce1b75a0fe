"""The pager's story in a real browser: a telephone rings, five minutes pass, the next one rings, 4 is pressed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox import Sandbox
from tests.browser import OpenPage
from tests.hands import Workspace
from tests.pages_at_hand import PROCESS, alerted, has_a_telephone


@pytest.fixture
def process_text() -> str:
    return PROCESS


def test_a_telephone_rings_then_the_next_and_four_stops_it_all(
    bot: Incidentbot, sandbox: Sandbox, workspace: Workspace, open_page: OpenPage
) -> None:
    has_a_telephone(workspace.person("U01ALICE"), "Slack and call at once")
    has_a_telephone(workspace.person("U02BOB"), "Slack and call at once")
    page = open_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(15_000)
    page.goto(f"{sandbox.url}/?as=U02BOB&channel=C02INCIDENTS")
    alerted(bot)
    ringing = page.locator("#ringing-words")
    expect(ringing).to_contain_text("rings")
    expect(ringing).to_contain_text(re.compile("alice", re.IGNORECASE))
    page.get_by_role("button", name=re.compile(r"5 min")).first.click()
    expect(ringing).to_contain_text(re.compile("bob", re.IGNORECASE))
    page.get_by_role("button", name="Answer").last.click()
    expect(page.get_by_text("checkout is down", exact=False).last).to_be_visible()
    page.get_by_role("button", name="4: acknowledge").last.click()
    channel = workspace.person("U02BOB").incident_channel()["id"]
    page.goto(f"{sandbox.url}/?as=U02BOB&channel={channel}")
    card = page.get_by_role("article").filter(has_text="INC-1 · checkout is down").first
    expect(card).to_contain_text("@bob has it")
    expect(card).to_contain_text("@alice: Slack sent at")
    expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)
    expect(page.locator("#ringing")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_card_reads_on_a_telephone(
    bot: Incidentbot, sandbox: Sandbox, workspace: Workspace, open_page: OpenPage, width: int, height: int
) -> None:
    alerted(bot)
    alice = workspace.person("U01ALICE")
    channel = alice.incident_channel()["id"]
    page = open_page(viewport={"width": width, "height": height})
    page.set_default_timeout(15_000)
    page.goto(f"{sandbox.url}/?as=U01ALICE&channel={channel}")
    card = page.get_by_role("article").filter(has_text="INC-1 · checkout is down").first
    expect(card).to_contain_text("Nobody has it yet")
    card.get_by_role("button", name="Acknowledge").click()
    expect(card).to_contain_text("@alice has it")
    expect(page.get_by_text("You have T-1. Nobody else is asked.").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    whole = open_page(viewport={"width": width, "height": height})
    whole.goto(bot.links.page(1))
    expect(whole.get_by_text("Alice Novak has it")).to_be_visible()
    assert whole.evaluate("document.documentElement.scrollWidth") <= width
