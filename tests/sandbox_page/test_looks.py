"""Legible and usable: contrast, narrow windows, keyboard alone, calm motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page.conftest import INCIDENTS, Enter
from tests.sandbox_page.samples import CARD, FORM
from tests.sandbox_page.small_bot import SmallBot

pytestmark = pytest.mark.browser

NARROW = {"width": 390, "height": 844}
SCHEMES = ("light", "dark")

# Every piece of visible text against the nearest ground behind it, as WCAG counts it. 4.5, and 3 for large text.
TOO_FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba("white");
  };
  const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const walker = document.createTreeWalker(open, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim().slice(0, 40);
    if (!text || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (node.closest(".unseen, .skip, button:disabled, option, [aria-busy=true]")) continue;
    const style = getComputedStyle(node);
    const [one, two] = [light(rgba(style.color)), light(ground(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 600);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: ${text}`);
  }
  return faint;
}"""


@pytest.fixture
def busy(enter: Enter, bot: SmallBot) -> Any:
    """A workspace in which something is going on, in this size and scheme."""
    bot.on("/incident", bot.opens(FORM))
    bot.posts(INCIDENTS, "INC-7", blocks=CARD)
    bot.posts(
        INCIDENTS, "a https://very.long.address.example/" + "with/no/place/to/break" * 9 + " in it `code` <@U01ALICE>"
    )
    bot.api.chat_postEphemeral(channel=INCIDENTS, user="U01ALICE", text="only you")
    return enter


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_text_has_enough_contrast(busy: Enter, scheme: str) -> None:
    page = busy(color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate(TOO_FAINT) == []
    page.get_by_role("textbox", name="Message #incidents").fill("/incident")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Declare").click()  # with its errors
    form.get_by_label("Affected service").click()
    expect(page.get_by_role("option", name="mail")).to_be_visible()
    assert page.evaluate(TOO_FAINT) == []


@pytest.mark.parametrize(
    "size", [NARROW, {"width": 768, "height": 1024}, {"width": 1440, "height": 900}], ids=lambda s: str(s["width"])
)
def test_nothing_sticks_out_of_the_window(busy: Enter, size: dict[str, int]) -> None:
    page = busy(viewport=size)
    sticking_out = """() => [...document.querySelectorAll("body *")]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }))
      .filter((node) => !node.closest(".unseen, .skip, .channel-bar, svg"))
      .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
      .map((node) => node.className || node.localName)"""
    assert page.evaluate(sticking_out) == []
    page.get_by_role("textbox", name="Message #incidents").fill("/incident")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Declare")).to_be_in_viewport()
    assert page.evaluate(sticking_out) == []


def test_on_a_narrow_window_everything_is_still_there(busy: Enter) -> None:
    page = busy(viewport=NARROW)
    page.get_by_role("button", name="Conversations").click()
    page.locator("#rail [data-channel=C01GENERAL]").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    expect(page.locator("#rail [data-channel=C01GENERAL]")).not_to_be_in_viewport()
    page.get_by_role("button", name="Clock, telephones and faults").click()
    expect(page.get_by_role("heading", name="Behind the scenes")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Behind the scenes")).to_be_hidden()
    page.get_by_role("textbox", name="Message #general").fill("from a telephone")
    page.get_by_role("button", name="Send").click()
    message = page.get_by_role("article").filter(has_text="from a telephone")
    message.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_in_viewport()


def test_the_theme_is_chosen_by_the_system_until_somebody_chooses(enter: Enter) -> None:
    page = enter(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate(ground) != dark
    page.reload()
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "false")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_a_whole_incident_by_keyboard_alone(busy: Enter, bot: SmallBot) -> None:
    page = busy()
    keys(page, "/")
    page.keyboard.type("inc")
    expect(page.get_by_role("option", name="/incident Declare an incident")).to_be_visible()
    keys(page, "Tab")
    page.keyboard.type("dec")
    keys(page, "Enter")
    page.keyboard.type("checkout is down")
    keys(page, "Enter")
    form = page.get_by_role("dialog", name="Declare an incident")
    expect(form.get_by_label("Title")).to_be_focused()
    keys(page, "Tab", "ArrowDown", "Enter", "Tab", "Space")
    expect(form.get_by_role("radio", name="None")).to_be_checked()
    keys(page, "Control+Enter")
    expect(form).to_be_hidden()
    sent = bot.waits_for("view_submission")["view"]["state"]["values"]
    assert sent["service"]["answer"]["selected_option"]["value"] == "checkout"
    assert bot.waits_for("/incident")["text"] == "declare checkout is down"


def test_messages_are_walked_through_and_answered_by_keyboard(enter: Enter, bot: SmallBot) -> None:
    for text in ("first", "second", "third"):
        bot.posts(INCIDENTS, text)
    page = enter()
    page.get_by_role("textbox", name="Message #incidents").focus()
    keys(page, "ArrowUp")
    expect(page.get_by_role("article").filter(has_text="third")).to_be_focused()
    keys(page, "ArrowUp", "p")
    second = page.get_by_role("article").filter(has_text="second")
    expect(second.get_by_role("button", name="pushpin: 1")).to_be_visible()
    keys(page, "Enter", "r")  # the menu, and in it the item that begins with R
    expect(page.get_by_role("menuitem", name="Reply in thread")).to_be_focused()
    keys(page, "Enter")
    expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    keys(page, "Escape")
    expect(second).to_be_focused()


def test_every_shortcut_is_listed_under_the_question_mark(enter: Enter) -> None:
    page = enter()
    keys(page, "?")
    expect(page.get_by_role("dialog", name="Help")).to_contain_text("Alt P")
    keys(page, "Escape", "Alt+p")
    expect(page.get_by_role("menuitemradio", name="Bob Okafor")).to_be_visible()
    keys(page, "ArrowDown", "Enter")
    expect(page.get_by_role("button", name="You are Bob Okafor")).to_be_focused()
    keys(page, "Control+k")
    page.keyboard.type("gen")
    keys(page, "Enter")
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    keys(page, "Alt+ArrowDown")
    expect(page.get_by_role("heading", name="incidents")).to_be_visible()
    keys(page, "Alt+b")
    expect(page.get_by_role("heading", name="Behind the scenes")).to_be_hidden()
