"""The side panel: clock, telephones, faults and violations; and what the page says when the server is away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from websockets.sync.client import ClientConnection, connect

from incidentbot.sandbox import Sandbox, start
from tests.sandbox_page.conftest import INCIDENTS, Enter, Json
from tests.sandbox_page.samples import button
from tests.sandbox_page.small_bot import SmallBot

pytestmark = pytest.mark.browser
Record = Callable[[str], Any]


@pytest.fixture
def follower(sandbox: Sandbox) -> Iterator[ClientConnection]:
    """Something that waits for a time, as the bot's reminders do."""
    with connect(f"{sandbox.url.replace('http', 'ws')}/sandbox/clock/follow", proxy=None) as link:
        json.loads(link.recv())
        due = datetime.now(UTC) + timedelta(minutes=90)
        link.send(json.dumps({"next_due": due.isoformat()}))
        yield link


def panel(page: Page) -> Any:
    return page.get_by_role("complementary", name="Clock, telephones and faults")


def test_the_clock_goes_forward_and_never_back(enter: Enter, record: Record) -> None:
    page = enter()
    panel(page).get_by_role("button", name="+5 min").click()
    expect(page.locator("#clock-offset")).to_have_text("5 min ahead of the real time.")
    panel(page).get_by_role("button", name="+1 h").click()
    expect(page.locator("#clock-offset")).to_have_text("1 h 5 min ahead of the real time.")
    assert record("clock")["offset_seconds"] == 3900
    expect(panel(page).get_by_role("button", name="Next event")).to_be_disabled()


def test_the_next_event_is_announced_and_can_be_gone_to(
    enter: Enter, record: Record, follower: ClientConnection
) -> None:
    page = enter()
    expect(page.locator("#clock-next")).to_contain_text("in 1 h 30 min")
    panel(page).get_by_role("button", name="Next event").click()
    follower.send(json.dumps({"applied": json.loads(follower.recv())["id"], "next_due": None}))
    expect(page.locator("#clock-next")).to_have_text("Nothing is waiting for a time.")
    assert record("clock")["offset_seconds"] == pytest.approx(5400, abs=30)


def test_a_message_written_later_has_a_later_time(enter: Enter) -> None:
    page = enter()
    panel(page).get_by_role("button", name="+1 h").click()
    expect(page.locator("#clock-offset")).to_contain_text("1 h ahead")
    page.get_by_role("textbox", name="Message #incidents").fill("an hour later")
    page.keyboard.press("Enter")
    written = float(page.get_by_role("article").get_attribute("data-ts") or 0)
    assert written == pytest.approx(datetime.now(UTC).timestamp() + 3600, abs=30)


def test_a_fault_is_set_hits_and_is_cleared(enter: Enter, bot: SmallBot) -> None:
    page = enter()
    panel(page).get_by_text("Set a fault").click()
    page.get_by_label("What goes wrong").select_option("Refused with an error code")
    page.get_by_label("For which call").fill("chat.postMessage")
    page.get_by_role("textbox", name="Error code").fill("restricted_action")
    page.get_by_role("button", name="Set the fault").click()
    fault = panel(page).get_by_role("listitem").filter(has_text="Refused with an error code")
    expect(fault).to_contain_text("chat.postMessage · 0 of 1")
    with pytest.raises(Exception, match="restricted_action"):
        bot.posts(INCIDENTS, "this is refused")
    expect(fault).to_contain_text("chat.postMessage · over")
    fault.get_by_role("button", name="Clear").click()
    expect(fault).to_have_count(0)
    bot.posts(INCIDENTS, "and this is not")


def test_while_the_workspace_is_down_the_bot_is_said_to_be_away(enter: Enter, bot: SmallBot, sandbox: Sandbox) -> None:
    page = enter()
    panel(page).get_by_text("Set a fault").click()
    page.get_by_label("What goes wrong").select_option("The workspace is entirely down")
    page.get_by_label("For how many minutes").fill("10")
    page.get_by_role("button", name="Set the fault").click()
    expect(page.locator("#status-line")).to_contain_text("Incidentbot has lost its connection")
    panel(page).get_by_role("button", name="+5 min").click()
    panel(page).get_by_role("button", name="+5 min").click()
    expect(page.locator("#clock-offset")).to_contain_text("10 min ahead")
    bot.connect()
    expect(page.locator("#bot-status")).to_have_text("Incidentbot is connected")


def test_what_slack_would_refuse_is_listed(enter: Enter, bot: SmallBot) -> None:
    page = enter()
    expect(page.locator("#violations-note")).to_contain_text("None.")
    with pytest.raises(Exception, match="invalid_blocks"):
        bot.posts(INCIDENTS, "too long", blocks=[{"type": "actions", "elements": [button("x" * 76, "a")]}])
    expect(panel(page).locator("#violations li").first).to_contain_text("invalid_blocks")


def test_a_command_that_does_not_exist_stays_in_the_field(enter: Enter, bot: SmallBot) -> None:
    page = enter()
    field = page.get_by_role("textbox", name="Message #incidents")
    field.fill("/incidnet declare the shop is down")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="/incidnet is not a command here.")).to_be_visible()
    expect(field).to_have_value("/incidnet declare the shop is down")
    field.press("End")
    field.press("!")
    expect(page.get_by_text("/incidnet is not a command here.")).to_be_hidden()


def test_a_path_is_a_message_and_not_a_command(enter: Enter) -> None:
    page = enter()
    page.get_by_role("textbox", name="Message #incidents").fill("/var/log/app.log is full")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").filter(has_text="/var/log/app.log is full")).to_be_visible()


def test_a_server_that_comes_back_is_found_again_and_nothing_typed_is_lost(
    enter: Enter, sandbox: Sandbox, complaints: list[str]
) -> None:
    page = enter()
    page.get_by_role("textbox", name="Message #incidents").fill("written while nobody listens")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").filter(has_text="written while nobody listens")).to_be_visible()
    complaints[:] = [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_a_server_that_is_started_again_is_found_again(
    enter: Enter, sandbox: Sandbox, complaints: list[str], does: Callable[..., Json]
) -> None:
    page = enter()
    page.get_by_role("textbox", name="Message #incidents").fill("half a thought")
    sandbox.stop()
    expect(page.locator("#status-line")).to_contain_text("server does not answer")
    again = start(port=urlsplit(sandbox.url).port or 0)
    expect(page.locator("#bot-status")).to_have_text("Incidentbot is not connected; starting…")
    does("U02BOB", "message", channel=INCIDENTS, text="we are back")
    expect(page.get_by_role("article").filter(has_text="we are back")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message #incidents")).to_have_value("half a thought")
    page.close()
    again.stop()
    complaints[:] = [line for line in complaints if "ERR_CONNECTION_REFUSED" not in line]


def test_a_new_beginning_is_shown_at_once(enter: Enter, sandbox: Sandbox, does: Callable[..., Json]) -> None:
    does("U02BOB", "message", channel=INCIDENTS, text="this goes away")
    page = enter()
    expect(page.get_by_role("article")).to_have_count(1)
    page.request.post(f"{sandbox.url}/sandbox/reset")
    expect(page.get_by_role("article")).to_have_count(0)
