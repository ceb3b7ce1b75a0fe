"""The bot's cards: every element is shown, and what a person presses or chooses reaches the bot."""

from __future__ import annotations

import copy

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page.conftest import INCIDENTS, Enter
from tests.sandbox_page.samples import CARD, element, plain
from tests.sandbox_page.small_bot import Json, SmallBot

pytestmark = pytest.mark.browser


@pytest.fixture
def card(enter: Enter, bot: SmallBot) -> Page:
    bot.posts(INCIDENTS, "INC-7 · Checkout is down", blocks=CARD)
    return enter()


def pressed(bot: SmallBot) -> Json:
    action: Json = bot.waits_for("block_actions")["actions"][0]
    return action


def test_a_card_shows_everything_that_its_blocks_say(card: Page) -> None:
    message = card.get_by_role("article").filter(has_text="INC-7")
    expect(message.get_by_role("heading", name="INC-7 · Checkout is down")).to_be_visible()
    expect(message.locator("blockquote")).to_have_text("pages immediately")
    expect(message.locator(".section-fields > div")).to_have_count(4)
    expect(message).to_contain_text("2 Mar 2026 at 09:00")  # in Prague
    expect(message).to_contain_text("Declared by @bob")
    expect(message.get_by_role("link", name="Picture: Error rate of the last hour")).to_be_visible()
    expect(message.locator("hr")).to_have_count(1)


def test_a_button_tells_the_bot_once_however_fast_it_is_pressed(card: Page, bot: SmallBot) -> None:
    card.get_by_role("button", name="Take command").dblclick()
    action = pressed(bot)
    assert (action["action_id"], action["block_id"], action["value"]) == ("take_command", "do", "7")
    card.get_by_role("button", name="Post update").click()
    expect(card.get_by_role("button", name="Post update")).not_to_have_attribute("aria-busy", "true")
    assert [p["actions"][0]["action_id"] for p in bot.asked] == ["take_command", "post_update"]


def test_a_button_with_a_question_asks_it_first(card: Page, bot: SmallBot) -> None:
    card.get_by_role("button", name="Resolve").click()
    question = card.get_by_role("dialog", name="Resolve INC-7?")
    expect(question).to_contain_text("The timeline is closed")
    question.get_by_role("button", name="Not yet").click()
    expect(question).to_be_hidden()
    assert bot.asked == []
    card.get_by_role("button", name="Resolve").click()
    card.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    assert pressed(bot)["action_id"] == "resolve"


def test_a_choice_from_a_menu_reaches_the_bot(card: Page, bot: SmallBot) -> None:
    card.get_by_role("combobox", name="Change status").click()
    card.get_by_role("option", name="Mitigated").click()
    assert pressed(bot)["selected_option"]["value"] == "mitigated"
    expect(card.get_by_role("combobox", name="Change status")).to_have_value("Mitigated")


def test_the_small_menu_of_a_card_reaches_the_bot(card: Page, bot: SmallBot) -> None:
    card.get_by_role("button", name="More actions").first.click()
    card.get_by_role("menuitem", name="Rename").click()
    assert pressed(bot)["selected_option"]["value"] == "rename"


def test_a_card_that_changes_keeps_the_menu_that_somebody_is_using(card: Page, bot: SmallBot) -> None:
    menu = card.get_by_role("combobox", name="Change status")
    menu.click()
    menu.press_sequentially("mit")
    changed = copy.deepcopy(CARD)
    changed[2]["fields"][0]["text"] = "*Status*\nMitigated"
    newest = bot.api.conversations_history(channel=INCIDENTS, limit=1)["messages"][0]["ts"]
    bot.api.chat_update(channel=INCIDENTS, ts=newest, text="INC-7", blocks=changed)
    expect(card.locator(".section-fields > div").first).to_contain_text("Mitigated")
    expect(menu).to_be_focused()
    expect(menu).to_have_value("mit")
    expect(card.get_by_role("option", name="Mitigated")).to_be_visible()


def test_an_element_that_the_page_does_not_know_is_named_not_hidden(enter: Enter, bot: SmallBot) -> None:
    page = enter()
    shown = page.evaluate(
        """async (block) => {
          const { blockNode } = await import("/page/js/blocks.js");
          return blockNode(block, { reader: {}, held: () => undefined, hold: () => {} }).textContent;
        }""",
        {"type": "actions", "block_id": "b", "elements": [element("workflow_button", "w", text=plain("Go"))]},
    )
    assert "workflow_button" in shown
