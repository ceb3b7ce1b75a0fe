"""Writing, replying, reacting, pinning; who sees what; and what happens while one is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.sandbox.test_files import PNG
from tests.sandbox_page.conftest import INCIDENTS, Enter, Json
from tests.sandbox_page.samples import HOME
from tests.sandbox_page.small_bot import SmallBot

pytestmark = pytest.mark.browser
Does = Callable[..., Json]


def say(page: Page, text: str, where: str = "#incidents") -> None:
    field = page.get_by_role("textbox", name=f"Message {where}")
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_value("")


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("log", name="Messages", exact=True).get_by_role("article").filter(has_text=text)


def test_two_people_read_one_another_at_once(enter: Enter) -> None:
    alice, bob = enter("U01ALICE"), enter("U02BOB")
    say(alice, "is anybody *here*, @bob?")
    expect(message(bob, "is anybody here, @bob?")).to_be_visible()
    say(bob, "yes\nand <b>reading</b>")
    expect(message(alice, "<b>reading</b>")).to_be_visible()
    expect(alice.locator("#announcer")).to_contain_text("Bob Okafor: yes")


def test_a_thread_has_its_own_pane_and_a_count(enter: Enter, does: Does) -> None:
    first = does("U02BOB", "message", channel=INCIDENTS, text="the payment provider is down")["ts"]
    page = enter()
    message(page, "payment provider").hover()
    message(page, "payment provider").get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    reply = thread.get_by_role("textbox", name="Reply in the thread")
    expect(reply).to_be_focused()
    reply.fill("on it")
    reply.press("Enter")
    expect(thread.get_by_role("article").filter(has_text="on it")).to_be_visible()
    expect(message(page, "on it")).to_have_count(0)
    does("U03CAROL", "message", channel=INCIDENTS, thread_ts=first, text="thanks")
    expect(thread.get_by_role("article")).to_have_count(3)
    expect(message(page, "payment provider").get_by_role("button", name="2 replies")).to_be_visible()
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_reactions_are_counted_and_can_be_taken_back(enter: Enter, does: Does) -> None:
    ts = does("U02BOB", "message", channel=INCIDENTS, text="look at this")["ts"]
    does("U02BOB", "react", channel=INCIDENTS, ts=ts, name="eyes")
    page = enter()
    chip = message(page, "look at this").get_by_role("button", name="eyes:")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(chip).to_have_accessible_name("eyes: 2, Bob Okafor, Alice Novak")
    chip.click()
    expect(chip).to_have_accessible_name("eyes: 1, Bob Okafor")


def test_any_emoji_can_be_found_by_its_name(enter: Enter, does: Does) -> None:
    does("U02BOB", "message", channel=INCIDENTS, text="we did it")
    page = enter()
    message(page, "we did it").hover()
    message(page, "we did it").get_by_role("button", name="Add another reaction").click()
    page.get_by_role("textbox", name="Find an emoji").fill("troph")
    page.keyboard.press("Enter")
    expect(message(page, "we did it").get_by_role("button", name="trophy: 1")).to_be_visible()


def test_pins_and_bookmarks_stand_at_the_top(enter: Enter, does: Does, bot: SmallBot) -> None:
    does("U02BOB", "message", channel=INCIDENTS, text="the plan is to roll back")
    bot.api.bookmarks_add(channel_id=INCIDENTS, title="Runbook", type="link", link="https://runbooks.acme.example/x")
    page = enter()
    runbook = page.get_by_role("link", name="Runbook")
    expect(runbook).to_have_attribute("rel", "noopener noreferrer")
    expect(runbook).to_have_attribute("target", "_blank")
    message(page, "roll back").hover()
    message(page, "roll back").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Pin to the conversation").click()
    page.get_by_role("button", name="1 pinned").click()
    expect(page.get_by_role("dialog", name="Pinned in #incidents")).to_contain_text("the plan is to roll back")
    page.get_by_role("button", name="Show in the conversation").click()
    expect(message(page, "roll back")).to_be_focused()


def test_a_message_shortcut_carries_its_message(enter: Enter, does: Does, bot: SmallBot) -> None:
    ts = does("U02BOB", "message", channel=INCIDENTS, text="orders fail since noon")["ts"]
    page = enter()
    message(page, "orders fail").hover()
    message(page, "orders fail").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Add to timeline").click()
    heard = bot.waits_for("message_action")
    assert (heard["callback_id"], heard["message"]["ts"]) == ("add_to_timeline", ts)


def test_a_global_shortcut_stands_beside_the_composer(enter: Enter, bot: SmallBot) -> None:
    page = enter()
    page.get_by_role("button", name="Shortcuts", exact=True).click()
    page.get_by_role("menuitem", name="Declare incident").click()
    assert bot.waits_for("shortcut")["callback_id"] == "declare_incident"


def test_what_only_one_person_may_see_only_that_person_sees(enter: Enter, bot: SmallBot) -> None:
    bot.api.chat_postEphemeral(channel=INCIDENTS, user="U01ALICE", text="you are the commander")
    alice, bob = enter("U01ALICE"), enter("U02BOB")
    expect(message(alice, "you are the commander")).to_contain_text("Only visible to you")
    expect(message(bob, "you are the commander")).to_have_count(0)
    alice.locator("#persona").click()
    alice.get_by_role("menuitemradio", name="Bob Okafor").click()
    expect(alice.get_by_role("button", name="You are Bob Okafor")).to_be_visible()
    expect(message(alice, "you are the commander")).to_have_count(0)


def test_a_guest_sees_only_what_a_guest_may(enter: Enter) -> None:
    page = enter("U05GINA", channel="C04SUPPORT")
    expect(page.locator("#rail [data-channel=C04SUPPORT]")).to_be_visible()
    expect(page.locator("#rail [data-channel=C02INCIDENTS]")).to_have_count(0)


def test_times_are_told_in_the_zone_of_the_one_who_reads(enter: Enter, bot: SmallBot) -> None:
    bot.posts(INCIDENTS, "due <!date^1772438400^{date_num} {time}|later>")
    expect(message(enter("U01ALICE"), "due 2026-03-02 09:00")).to_be_visible()  # Prague
    expect(message(enter("U04DAN"), "due 2026-03-02 17:00")).to_be_visible()  # Tokyo


def test_unread_messages_are_counted_until_they_are_looked_at(enter: Enter, does: Does) -> None:
    page = enter()
    general = page.locator("#rail [data-channel=C01GENERAL]")
    for text in ("one", "two"):
        does("U02BOB", "message", channel="C01GENERAL", text=text)
    expect(general).to_contain_text("2")
    general.click()
    expect(page.locator(".day.unread")).to_have_text("New")
    page.get_by_role("button", name="incidents", exact=True).click()
    expect(general).to_have_text("general")


def test_a_direct_message_begins_with_choosing_a_person(enter: Enter) -> None:
    page, bob = enter(), enter("U02BOB")
    page.get_by_role("button", name="Write to somebody").click()
    page.get_by_role("searchbox", name="Search").fill("bob")
    page.keyboard.press("Enter")
    say(page, "psst", where="Bob Okafor")
    expect(bob.locator("#rail").get_by_role("button", name="Alice Novak")).to_contain_text("1")


def test_channels_are_created_renamed_left_and_archived(enter: Enter, record: Callable[[str], Any]) -> None:
    page = enter()
    page.get_by_role("button", name="New channel").click()
    page.get_by_role("textbox", name="Name").fill("Not A Name!")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Not A Name!")
    page.get_by_role("textbox", name="Name").fill("war-room")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="war-room")).to_be_visible()
    page.get_by_role("button", name="Channel actions").click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("#war-room is archived: it can be read, not written to.")).to_be_visible()
    page.get_by_role("button", name="Unarchive").click()
    expect(page.get_by_role("textbox", name="Message #war-room")).to_be_visible()


def test_somebody_outside_a_channel_may_look_and_join(enter: Enter) -> None:
    page = enter("U04DAN", channel="C03PAYMENTS")
    expect(page.get_by_text("You are looking at #team-payments from outside.")).to_be_visible()
    page.get_by_role("button", name="Join the channel").click()
    expect(page.get_by_role("textbox", name="Message #team-payments")).to_be_visible()


def test_long_histories_are_read_page_by_page(enter: Enter, does: Does) -> None:
    for number in range(70):
        does("U02BOB", "message", channel=INCIDENTS, text=f"message number {number}.")
    page = enter()
    expect(message(page, "message number 69.")).to_be_visible()
    expect(message(page, "message number 5.")).to_have_count(0)
    page.get_by_role("button", name="Show earlier messages").click()
    expect(message(page, "message number 5.")).to_have_count(1)
    expect(page.get_by_text("This is the beginning of #incidents")).to_have_count(1)


def test_home_is_published_for_the_one_who_opens_it(enter: Enter, bot: SmallBot) -> None:
    bot.on("app_home_opened", bot.publishes(HOME))
    page = enter()
    page.get_by_role("button", name="Incidentbot Home").click()
    expect(page.get_by_role("heading", name="Open incidents")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    assert bot.waits_for("block_actions")["container"]["type"] == "view"


def test_a_picture_that_the_bot_brings_is_shown_with_its_words_and_opens(enter: Enter, bot: SmallBot) -> None:
    room = bot.api.files_getUploadURLExternal(filename="pages.png", length=len(PNG), alt_txt="3 pages, all P1")
    httpx2.post(room["upload_url"], content=PNG)
    files = [{"id": room["file_id"], "title": "Pages of payments"}]
    bot.api.files_completeUploadExternal(files=files, channel_id=INCIDENTS, initial_comment="look")
    page = enter()
    shown = message(page, "look")
    expect(shown).to_contain_text("Pages of payments")
    picture = shown.get_by_role("img", name="3 pages, all P1")
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1
    expect(shown.get_by_role("link", name="3 pages, all P1")).to_have_attribute("target", "_blank")
