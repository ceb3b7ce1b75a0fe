"""What a newcomer sees at once, and the three things to try."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from incidentbot.sandbox import Sandbox
from tests.browser import OpenPage
from tests.sandbox_page.conftest import INCIDENTS, Enter
from tests.sandbox_page.samples import FORM
from tests.sandbox_page.small_bot import SmallBot

pytestmark = pytest.mark.browser


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message #incidents")


def test_the_first_text_stands_there_before_any_program_runs(sandbox: Sandbox, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(sandbox.url)
    expect(page.get_by_text("It is not Slack, and nothing leaves it")).to_be_visible()
    expect(page.get_by_role("heading", name="Three things to try first")).to_be_visible()


def test_each_of_the_three_things_is_ticked_off_when_it_was_done(enter: Enter, bot: SmallBot) -> None:
    bot.on("/incident", bot.opens(FORM))
    page = enter()
    guide = page.get_by_role("region", name="Three things to try first")
    expect(guide).to_contain_text("0 of 3 done")

    guide.get_by_role("button", name="Type it for me").click()
    expect(composer(page)).to_have_value("/incident declare checkout is down")
    composer(page).press("Enter")
    expect(page.get_by_role("dialog", name="Declare an incident")).to_be_visible()
    page.keyboard.press("Escape")
    expect(guide).to_contain_text("1 of 3 done")

    composer(page).fill("the queue is full")
    composer(page).press("Enter")
    message = page.get_by_role("article").filter(has_text="the queue is full")
    message.hover()
    message.get_by_role("button", name="React with pushpin").click()
    expect(message.get_by_role("button", name="pushpin: 1, Alice Novak")).to_be_visible()
    expect(guide).to_contain_text("2 of 3 done")

    guide.get_by_role("button", name="Choose who to be").click()
    page.get_by_role("menuitemradio", name="Carol Reyes").click()
    expect(page.get_by_role("heading", name="That was your first minute")).to_be_visible()
    assert payload_text(bot) == "declare checkout is down"


def payload_text(bot: SmallBot) -> str:
    text: str = bot.waits_for("/incident")["text"]
    return text


def test_a_dismissed_guide_stays_away(enter: Enter) -> None:
    page = enter()
    page.get_by_role("button", name="Dismiss the guide").click()
    page.reload()
    expect(page.get_by_role("button", name="incidents", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Three things to try first")).to_be_hidden()


def test_a_bot_that_is_not_there_yet_is_announced_plainly_and_so_is_its_arrival(enter: Enter, sandbox: Sandbox) -> None:
    page = enter()
    expect(page.locator("#bot-status")).to_have_text("Incidentbot is not connected; starting…")
    expect(page.locator("#status-line")).to_contain_text("Messages work already")
    bot = SmallBot(sandbox)
    bot.connect()
    expect(page.locator("#bot-status")).to_have_text("Incidentbot is connected")
    expect(page.locator("#status-line")).to_be_hidden()
    bot.leave()
    expect(page.locator("#bot-status")).to_have_text("Incidentbot is not connected")


def test_the_place_and_what_was_being_typed_survive_a_reload(enter: Enter) -> None:
    page = enter("U02BOB")
    page.get_by_role("button", name="team-payments").click()
    page.get_by_role("textbox", name="Message #team-payments").fill("half a sentence")
    page.get_by_role("button", name="Clock, telephones and faults").click()
    page.goto(page.url.split("?")[0])  # even without the address that the page had
    expect(page.get_by_role("heading", name="team-payments")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message #team-payments")).to_have_value("half a sentence")
    expect(page.get_by_role("button", name="You are Bob Okafor")).to_be_visible()
    expect(page.get_by_role("heading", name="Behind the scenes")).to_be_hidden()


def test_the_address_of_a_message_leads_to_it(enter: Enter, sandbox: Sandbox, bot: SmallBot) -> None:
    first = bot.posts(INCIDENTS, "the very first message")
    link = bot.api.chat_getPermalink(channel=INCIDENTS, message_ts=first)["permalink"]
    bot.posts(INCIDENTS, f"it began <{link}|here>")
    page = enter()
    page.get_by_role("link", name="here").click()
    expect(page.get_by_role("article").filter(has_text="the very first message")).to_be_focused()
    page.goto(link)
    expect(page.get_by_role("article").filter(has_text="the very first message")).to_be_focused()
