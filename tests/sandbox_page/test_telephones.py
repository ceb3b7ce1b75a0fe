"""Telephones in the side panel: one rings, is answered, takes keys; texts, pushes and letters lie there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from incidentbot.domain.priority import Priority
from incidentbot.integrations.pagers import Ours, Pagers, pagers
from incidentbot.ports import NotificationProvider, PageMessage
from incidentbot.sandbox import Sandbox
from incidentbot.setting_providers import ProviderSettings
from tests.sandbox.town import ALICE, BOB, Json, Town
from tests.sandbox_page.conftest import Enter

pytestmark = pytest.mark.browser
NARROW = {"width": 390, "height": 844}
Sends = Callable[..., str]


@pytest.fixture
def sends(sandbox: Sandbox) -> Iterator[Sends]:
    """A provider brings something: `sends("twilio_voice", ALICE)`. What it would call back is nowhere."""
    town = Town(sandbox)
    ours = Ours("http://127.0.0.1:9", lambda name, number: f"http://127.0.0.1:9/{name}/{number}", lambda *_: None)
    found: Pagers = pagers(ProviderSettings.model_validate(sandbox.providers), ours)
    by_name: dict[str, NotificationProvider] = {one.name: one for some in found.providers.values() for one in some}
    addresses = {"twilio_sms": "number", "twilio_voice": "number", "ntfy": "topic", "pushover": "pushover"}
    addresses["webhook"] = "webhook"

    def send(name: str, person: str, title: str = "checkout is down") -> str:
        phone: Json = next(one for one in town.state()["phones"] if one["user"] == person)
        link = "http://127.0.0.1:9/acknowledge/7?key=abc"
        body = "5xx above 20 % for 5 minutes"
        message = PageMessage(7, "notification:7", Priority.P1, title, body, "4812", link, link, link)
        return by_name[name].send(message, phone[addresses.get(name, "email")])

    yield send
    town.close()


def phone(page: Page, person: str) -> Locator:
    return page.locator(f".phone[data-user={person}]")


def test_a_telephone_rings_is_answered_and_takes_keys(enter: Enter, sends: Sends) -> None:
    page = enter()
    sends("twilio_voice", BOB)
    expect(page.get_by_role("button", name="Bob Okafor’s telephone rings")).to_be_visible()
    bobs = phone(page, BOB)
    expect(bobs.get_by_text("Incoming call from +15005550006")).to_be_visible()
    bobs.get_by_role("button", name="Answer").click()
    expect(bobs.get_by_text("Priority 1. checkout is down.")).to_have_count(1)
    expect(bobs.get_by_text("Press 4 to acknowledge")).to_be_visible()
    expect(page.locator("#ringing")).to_be_hidden()
    bobs.get_by_role("button", name="4: acknowledge").click()
    expect(bobs.get_by_text("An application error has occurred")).to_be_visible()  # there is no bot here
    expect(bobs.get_by_role("button", name="Hang up")).to_be_hidden()


def test_a_call_is_declined_from_the_keyboard(enter: Enter, sends: Sends) -> None:
    page = enter()
    sends("twilio_voice", ALICE)
    page.get_by_role("button", name="Alice Novak’s telephone rings").click()
    expect(phone(page, ALICE).get_by_role("button", name="Answer")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(phone(page, ALICE).get_by_text("declined")).to_be_visible()


def test_texts_pushes_and_letters_lie_on_the_telephone(enter: Enter, sends: Sends) -> None:
    page = enter()
    sends("smtp", ALICE)
    sends("pushover", ALICE)
    sends("ntfy", ALICE)
    sends("twilio_sms", ALICE, "<b>down</b> & out")
    mine = phone(page, ALICE)
    expect(mine.locator(".phone-item")).to_have_count(4)
    expect(mine.locator(".is-sms")).to_contain_text("P1 <b>down</b> & out. 5xx above")
    expect(mine.locator(".is-sms").get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")
    expect(mine.locator(".is-push").first.get_by_role("button", name="Acknowledge")).to_be_visible()
    mine.locator(".letter summary").click()
    expect(mine.locator(".letter")).to_contain_text("Look, and acknowledge:")
    mine.get_by_label("Write back by SMS").fill("4812")
    mine.get_by_role("button", name="Send").click()
    expect(mine.locator(".is-mine")).to_contain_text("4812")
    expect(mine.get_by_label("Write back by SMS")).to_have_value("")


def test_what_is_being_written_stays_when_something_else_comes(enter: Enter, sends: Sends) -> None:
    page = enter()
    sends("twilio_sms", ALICE)
    field = phone(page, ALICE).get_by_label("Write back by SMS")
    field.fill("48")
    sends("twilio_sms", ALICE, "another")
    expect(phone(page, ALICE).locator(".is-sms")).to_have_count(2)
    expect(field).to_have_value("48")
    expect(field).to_be_focused()


def test_how_a_telephone_can_be_reached_stands_there(enter: Enter) -> None:
    mine = phone(enter(), ALICE)
    mine.get_by_text("How it can be reached").click()
    expect(mine).to_contain_text("+420601665735")
    expect(mine).to_contain_text("alice-telephone")
    expect(mine).to_contain_text("alice@acme.example")


def test_on_a_narrow_window_a_ringing_telephone_is_one_press_away(enter: Enter, sends: Sends) -> None:
    page = enter(viewport=NARROW)
    sends("twilio_voice", ALICE)
    page.get_by_role("button", name="Alice Novak’s telephone rings").click()
    phone(page, ALICE).get_by_role("button", name="Answer").click()
    expect(phone(page, ALICE).get_by_role("button", name="6: escalate")).to_be_in_viewport()


def test_a_reload_shows_what_came_before(enter: Enter, sends: Sends) -> None:
    page = enter()
    sends("twilio_sms", ALICE)
    expect(phone(page, ALICE).locator(".is-sms")).to_have_count(1)
    page.reload()
    expect(phone(page, ALICE).locator(".is-sms")).to_have_count(1)


@pytest.mark.parametrize("window", [NARROW, {"width": 1440, "height": 900}])
def test_a_webhook_shows_what_came_in_its_own_words(enter: Enter, sends: Sends, window: dict[str, int]) -> None:
    page = enter(viewport=window)
    sends("webhook", ALICE, "<b>down</b> & out")
    if window is NARROW:
        page.locator("#open-panel").click()
    mine = phone(page, ALICE)
    hook = mine.locator(".is-webhook")
    expect(hook).to_contain_text("Webhook · its signature holds")
    expect(hook.get_by_text("P1 <b>down</b> & out", exact=True)).to_be_visible()
    expect(hook.get_by_role("button", name="Acknowledge")).to_be_visible()
    fold = hook.get_by_text("The whole request")
    fold.focus()
    page.keyboard.press("Enter")
    expect(hook.locator("pre")).to_contain_text("webhook-id: notification:7")
    expect(hook.locator("pre")).to_contain_text('"acknowledge_url": "http://127.0.0.1:9/acknowledge')
    assert hook.evaluate("node => node.scrollWidth <= node.clientWidth"), "nothing is wider than the window"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mine.get_by_text("How it can be reached").click()
    expect(mine).to_contain_text("/hooks/alice")
