"""Modals: filling in, being refused, changing while one types, stacking, closing."""

from __future__ import annotations

import copy
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.sandbox_page.conftest import Enter
from tests.sandbox_page.samples import EVERY_INPUT, FORM, mrkdwn, note, option, plain
from tests.sandbox_page.small_bot import Json, SmallBot

pytestmark = pytest.mark.browser


@pytest.fixture
def open_form(enter: Enter, bot: SmallBot) -> Any:
    """Alice types /incident, and this modal opens."""

    def open_one(view: Json) -> tuple[Page, Locator]:
        bot.on("/incident", bot.opens(view))
        page = enter()
        page.get_by_role("textbox", name="Message #incidents").fill("/incident")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name=view["title"]["text"])
        expect(dialog).to_be_visible()
        return page, dialog

    return open_one


def test_what_is_filled_in_reaches_the_bot_and_the_form_closes(open_form: Any, bot: SmallBot) -> None:
    page, form = open_form(FORM)
    expect(form.get_by_label("Title")).to_be_focused()
    form.get_by_label("Affected service").click()
    page.get_by_role("option", name="checkout").click()
    form.get_by_role("radio", name="Many").check()
    form.get_by_role("checkbox", name="It is getting worse").check()
    form.get_by_label("Anything else?").fill("since the release\n& <before> it")
    form.get_by_role("button", name="Declare").click()
    expect(form).to_be_hidden()
    values = bot.waits_for("view_submission")["view"]["state"]["values"]
    assert values["title"]["answer"]["value"] == "checkout is down"
    assert values["service"]["answer"]["selected_option"]["value"] == "checkout"
    assert values["share"]["answer"]["selected_option"]["value"] == "many"
    assert [one["value"] for one in values["facts"]["answer"]["selected_options"]] == ["worse"]
    assert values["more"]["answer"]["value"] == "since the release\n& <before> it"
    assert values["people"]["answer"]["selected_users"] == []


def test_every_kind_of_field_sends_its_value(open_form: Any, bot: SmallBot) -> None:
    page, form = open_form(EVERY_INPUT)
    for label, text in (
        ("A line", "x"),
        ("A whole number", "7"),
        ("An e-mail address", "a@b.example"),
        ("A web address", "https://x.example"),
    ):
        form.get_by_label(label).fill(text)
    form.get_by_label("A day").fill("2026-03-02")
    form.get_by_label("A time").fill("08:30")
    form.get_by_label("A moment").fill("2026-03-02T09:00")
    for label, choice in (("A person", "Bob Okafor"), ("A channel", "#general"), ("A conversation", "#incidents")):
        form.get_by_label(label).click()
        page.get_by_role("option", name=choice).click()
    several = form.get_by_label("Several services")
    several.click()
    page.get_by_role("option", name="checkout").click()
    page.get_by_role("option", name="mail").click()
    several.press("Escape")
    form.get_by_role("button", name="Send").click()
    expect(form).to_be_hidden()
    values = bot.waits_for("view_submission")["view"]["state"]["values"]
    given = {
        block: next(value for key, value in actions["answer"].items() if key != "type")
        for block, actions in values.items()
    }
    assert [one["value"] for one in given.pop("several")] == ["checkout", "mail"]
    assert given == {
        "line": "x",
        "number": "7",
        "mail": "a@b.example",
        "url": "https://x.example",
        "day": "2026-03-02",
        "time": "08:30",
        "moment": 1772438400,  # nine o'clock in Prague
        "person": "U02BOB",
        "channel": "C01GENERAL",
        "place": "C02INCIDENTS",
    }


def test_a_form_says_what_is_missing_or_wrong_before_it_is_sent(open_form: Any, bot: SmallBot) -> None:
    _, form = open_form(EVERY_INPUT)
    form.get_by_label("A whole number").fill("12")
    form.get_by_label("An e-mail address").fill("nobody")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_label("A line")).to_be_focused()
    expect(form.get_by_label("A line")).to_have_accessible_description("Please complete this field.")
    expect(form.get_by_label("A whole number")).to_have_accessible_description("At most 9, please.")
    expect(form.get_by_label("An e-mail address")).to_have_attribute("aria-invalid", "true")
    assert [payload.get("type") for payload in bot.asked] == [None]  # only the command


def test_errors_from_the_bot_stand_at_their_fields_and_nothing_typed_is_lost(open_form: Any, bot: SmallBot) -> None:
    errors = {"response_action": "errors", "errors": {"title": "INC-6 already has this title."}}
    bot.on("view_submission", lambda payload: errors)
    page, form = open_form(FORM)
    form.get_by_label("Title").fill("search is down")
    form.get_by_label("Affected service").click()
    page.get_by_role("option", name="search").click()
    form.get_by_role("radio", name="Some").check()
    form.get_by_role("button", name="Declare").click()
    expect(form.get_by_label("Title")).to_have_accessible_description("INC-6 already has this title. In a few words")
    expect(form.get_by_label("Title")).to_have_value("search is down")
    expect(form.get_by_label("Affected service")).to_have_value("search")
    expect(form.get_by_role("radio", name="Some")).to_be_checked()
    expect(form.get_by_role("button", name="Declare")).to_be_enabled()


def test_a_form_that_changes_while_somebody_types_keeps_words_caret_and_choices(open_form: Any, bot: SmallBot) -> None:
    def answer(payload: Json) -> None:
        view = copy.deepcopy(FORM)
        view["blocks"][4]["text"] = mrkdwn("*P1* · broad customer impact")
        bot.api.views_update(view_id=payload["view"]["id"], view=view)

    bot.on("block_actions", answer)
    page, form = open_form(FORM)
    form.get_by_label("Anything else?").fill("since noon")
    form.get_by_role("radio", name="Many").check()
    form.get_by_label("Title").press("Home")
    page.keyboard.type("our ")
    expect(form.get_by_text("P1 · broad customer impact")).to_be_visible()
    page.keyboard.type("own ")
    expect(form.get_by_label("Title")).to_have_value("our own checkout is down")
    expect(form.get_by_label("Anything else?")).to_have_value("since noon")
    expect(form.get_by_role("radio", name="Many")).to_be_checked()


def test_while_the_bot_thinks_a_form_cannot_be_sent_twice(open_form: Any, bot: SmallBot) -> None:
    enough = Event()
    bot.on("view_submission", lambda payload: (enough.wait(2), None)[1])
    page, form = open_form(note("Short", "x", submit=plain("Send"), callback_id="short"))
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("button", name="Send")).to_be_disabled()
    page.keyboard.press("Control+Enter")
    enough.set()
    expect(form).to_be_hidden()
    assert [payload.get("type") for payload in bot.asked] == [None, "view_submission"]


def test_suggestions_come_from_the_bot_as_letters_are_typed(open_form: Any, bot: SmallBot) -> None:
    bot.on("block_suggestion", lambda payload: {"options": [option(f"Runbook for {payload['value']}", "r1")]})
    page, form = open_form(FORM)
    field = form.get_by_label("Runbook")
    field.click()
    expect(page.get_by_text("Type at least 1 letter")).to_be_visible()
    field.press_sequentially("queue")
    page.get_by_role("option", name="Runbook for queue").click()
    expect(field).to_have_value("Runbook for queue")


def test_forms_stack_and_the_one_below_is_as_it_was_left(open_form: Any, bot: SmallBot) -> None:
    def push(payload: Json) -> None:
        depth = payload["view"]["title"]["text"]
        bot.api.views_push(trigger_id=payload["trigger_id"], view=note(f"{depth}+", "One further.", submit=plain("On")))

    bot.on("block_actions", push)
    bot.on("view_submission", lambda payload: {"response_action": "push", "view": note("The third", "That is all.")})
    page, first = open_form(FORM)
    first.get_by_label("Title").fill("half a title")
    first.get_by_role("radio", name="Some").click()
    second = page.get_by_role("dialog", name="Declare an incident+")
    second.get_by_role("button", name="On").click()
    third = page.get_by_role("dialog", name="The third")
    expect(third).to_have_attribute("data-depth", "3")
    third.get_by_role("button", name="Back").click()
    expect(second).to_be_visible()
    page.keyboard.press("Escape")
    expect(first.get_by_label("Title")).to_have_value("half a title")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_the_cross_closes_everything_and_the_composer_has_the_focus_again(open_form: Any, bot: SmallBot) -> None:
    page, form = open_form({**FORM, "notify_on_close": True})
    form.get_by_role("button", name="Close").click()
    expect(form).to_be_hidden()
    expect(page.get_by_role("textbox", name="Message #incidents")).to_be_focused()
    assert bot.waits_for("view_closed")["view"]["callback_id"] == "declare"


def test_the_focus_cannot_leave_an_open_form(open_form: Any) -> None:
    page, form = open_form(FORM)
    for key in ["Tab"] * 25 + ["Shift+Tab"] * 30:
        page.keyboard.press(key)
        assert form.evaluate("(dialog) => dialog.contains(document.activeElement)")


def test_escape_closes_an_open_list_first_and_then_the_form(open_form: Any) -> None:
    page, form = open_form(FORM)
    form.get_by_label("Affected service").click()
    expect(page.get_by_role("option", name="checkout")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="checkout")).to_be_hidden()
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()


def test_a_loading_form_becomes_the_real_one_and_its_first_field_has_the_focus(enter: Enter, bot: SmallBot) -> None:
    opened: list[str] = []
    bot.on(
        "/incident",
        lambda payload: opened.append(
            bot.api.views_open(trigger_id=payload["trigger_id"], view=note("Declare", "Loading…"))["view"]["id"]
        ),
    )
    page = enter()
    page.get_by_role("textbox", name="Message #incidents").fill("/incident")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Declare")).to_contain_text("Loading…")
    bot.api.views_update(view_id=opened[0], view=FORM)
    expect(page.get_by_role("dialog", name="Declare an incident").get_by_label("Title")).to_be_focused()


def test_a_form_survives_a_reload_with_what_was_typed(open_form: Any) -> None:
    page, form = open_form(FORM)
    form.get_by_label("Title").fill("typed before the reload")
    page.reload()
    expect(form.get_by_label("Title")).to_have_value("typed before the reload")


def test_a_bot_that_does_not_answer_loses_nothing(open_form: Any, bot: SmallBot) -> None:
    _, form = open_form(note("Short", "x", submit=plain("Send"), callback_id="short"))
    bot.leave()
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_contain_text("did not respond")
    expect(form.get_by_role("button", name="Send")).to_be_enabled()
