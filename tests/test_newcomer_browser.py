"""The newcomer's story in a real browser: the program is started as the README says, and a person goes through it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.hands import workspace_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ROOT = Path(__file__).parents[1]


class Newcomer:
    """`python app.py`, and what it printed."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INCIDENTBOT_"))}
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py")],
            cwd=folder,
            env=kept | {"INCIDENTBOT_PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.said = [self._process.stdout.readline() for _ in range(3)]
        self.ready_after = time.monotonic() - self._started
        self.address, self.bot = (self._address(line) for line in self.said[1:])

    def _address(self, line: str) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, self.said
        return found[0]

    def stop(self) -> str:
        self._process.terminate()
        _, told = self._process.communicate(timeout=10)
        return told


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Newcomer]:
    program = Newcomer(tmp_path)
    yield program
    told = program.stop()
    assert "Traceback" not in told, told


def types(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name=re.compile("^Message "))
    box.fill(text)
    box.press("Enter")


def test_a_newcomer_sees_an_incident_channel_with_a_commander_a_card_a_timeline_and_a_status(
    program: Newcomer, open_page: OpenPage
) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(10_000)
    since = time.monotonic()
    page.goto(program.address)
    expect(page.get_by_text("It is not Slack")).to_be_visible()
    shown_after = time.monotonic() - since
    print(f"\nready after {program.ready_after:.2f} s, first text {shown_after:.2f} s later")
    for thing in ("Declare an incident", "Keep a message", "Be somebody else"):
        expect(page.get_by_text(thing).first).to_be_visible()

    types(page, "/incident declare checkout is down")
    form = page.get_by_role("dialog", name="Declare an incident")
    expect(form.get_by_label("What is wrong?")).to_have_value("checkout is down")
    form.get_by_role("radio", name="Many or all").check()
    expect(form.get_by_text("broad customer impact", exact=False).first).to_be_visible()
    form.get_by_label("Affected service").click()
    page.get_by_role("option", name="Customers can pay").click()
    form.get_by_role("button", name="Declare P1").click()
    expect(form).to_be_hidden()

    page.get_by_role("button", name=re.compile("inc-1-checkout-is-down")).first.click()
    card = page.get_by_role("article").filter(has_text="INC-1 · checkout is down").first
    expect(card).to_contain_text("nobody yet")
    expect(page.get_by_text("1 pinned")).to_be_visible()
    expect(page.get_by_text("Runbook").first).to_be_visible()
    card.get_by_role("button", name="Take command").click()
    expect(card).to_contain_text("@alice")
    expect(card).to_contain_text("investigating")

    types(page, "/incident mitigated")
    expect(card).to_contain_text("mitigated")
    card.get_by_role("button", name="Timeline").click()
    timeline = page.get_by_role("dialog", name="Timeline")
    for words in ("declared: checkout is down", "took command", "set the status to mitigated"):
        expect(timeline.get_by_text(words, exact=False).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(timeline).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_pages_of_an_incident_fit_the_screen(
    program: Newcomer, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(viewport={"width": width, "height": height})
    page.set_default_timeout(10_000)
    page.goto(f"{program.address}/?as=U01ALICE&channel=C01GENERAL")
    types(page, "/incident declare the whole shop is on fire, and nobody knows why it should be so")
    page.get_by_role("radio", name="Many or all").check()
    page.get_by_role("dialog").get_by_role("button", name="Declare P1").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    with workspace_at(program.address) as workspace:
        channel = workspace.person("U01ALICE").incident_channel()["id"]
    page.goto(f"{program.address}/?as=U01ALICE&channel={channel}")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Everything on one page").click()
    whole = opened.value
    expect(whole.get_by_role("heading", level=1)).to_contain_text("the whole shop is on fire")
    expect(whole.get_by_text("declared: the whole shop", exact=False)).to_be_visible()
    assert whole.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's second story is told with curl")
def test_a_newcomer_lets_a_monitor_speak_and_sees_the_ticket(program: Newcomer, open_page: OpenPage) -> None:
    """The command stands in the README; here it is run as it stands there, on this program's own port."""
    readme = (ROOT / "README.md").read_text()
    found = re.search(r"^    (curl http.*?\}\}')$", readme, re.DOTALL | re.MULTILINE)
    assert found
    command = found[1].replace("http://127.0.0.1:3000", program.bot)
    told = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, timeout=10).stdout
    assert '"status":"success"' in told
    page = open_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(10_000)
    page.goto(f"{program.address}/?as=U01ALICE&channel=C01GENERAL")
    queued = page.get_by_text("Disk of db-1 is 91 % full").first
    for _ in range(20):  # a page of the queue says what is there now; the alert is judged in a moment
        types(page, "/incident queue storefront")
        with suppress(AssertionError):
            expect(queued).to_be_visible(timeout=1_000)
            break
    expect(queued).to_be_visible()
    for button in ("Take", "Done"):
        expect(page.get_by_role("button", name=button).last).to_be_visible()
    page.get_by_role("button", name="Take").last.click()
    expect(page.get_by_text(re.compile(r"alice.* · storefront")).last).to_be_visible()
