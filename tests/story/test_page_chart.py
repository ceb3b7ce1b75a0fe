"""`/incident stats` with a picture: where somebody asks, told to whoever does not see it, and once."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.page import Page, PageState
from incidentbot.integrations.page_chart import is_installed
from tests.hands import Hands, Json, Workspace, eventually, whole_text
from tests.pages_at_hand import PROCESS, alerted, the_page

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra charts is not installed")
HERE, ELSEWHERE = "C03PAYMENTS", "C01GENERAL"


@pytest.fixture
def process_file(tmp_path: Path) -> Path:
    file = tmp_path / "incidentbot.yml"
    file.write_text(PROCESS)
    return file


@pytest.fixture
def page(bot: Incidentbot, alice: Hands) -> Page:
    """About checkout, and Alice has it."""
    alerted(bot)
    alice.types("/incident ack", ELSEWHERE)
    return the_page(bot, PageState.ACKNOWLEDGED)


def pictures(hands: Hands, channel: str) -> list[Json]:
    return [message for message in hands.messages(channel) if message.get("files")]


def picture(hands: Hands, channel: str) -> Json:
    [found] = eventually(lambda: pictures(hands, channel), f"a picture in {channel}")
    return dict(found)


def test_it_stands_where_it_was_asked_for_with_words_for_whoever_does_not_see_it(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    alice.act("invite", channel=HERE, user="U00BOT")
    alice.types("/incident stats 7d payments", HERE)
    told = alice.sees("Pages of the last 7 days", HERE)
    assert told["is_ephemeral"]
    assert "A picture follows" in whole_text(told)
    shown = picture(alice, HERE)
    assert "Pages of the last 7 days · payments, asked for by <@U01ALICE>" in shown["text"]
    [file] = shown["files"]
    assert "1 page; acknowledged within" in file["alt_txt"]
    assert file["alt_txt"].endswith("Days in UTC.")
    assert httpx2.get(file["url_private"]).content.startswith(b"\x89PNG")


def test_where_the_bot_is_not_it_comes_to_ones_own_messages(
    alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    for channel in (ELSEWHERE, alice.dm()):
        alice.types("/incident stats", channel)
    eventually(lambda: len(pictures(alice, alice.dm())) == 2, "one for each")
    assert pictures(alice, ELSEWHERE) == []


def test_a_chat_that_breaks_off_after_the_deed_shows_it_once(
    alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    for method in ("files.getUploadURLExternal", "files.completeUploadExternal"):
        workspace.fault("accept_then_drop", method)
    alice.types("/incident stats", ELSEWHERE)
    picture(alice, alice.dm())
    workspace.settled()
    assert len(pictures(alice, alice.dm())) == 1
    assert len(workspace.calls("files.completeUploadExternal")) == 1, "it asked first"


def test_without_pages_there_is_no_picture(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.types("/incident stats", ELSEWHERE)
    told = alice.sees("Pages of the last 30 days", ELSEWHERE)
    assert "Nobody was paged" in whole_text(told)
    assert "A picture follows" not in whole_text(told)
    workspace.settled()
    assert workspace.calls("files.getUploadURLExternal") == []


def test_a_workspace_without_files_says_who_can_mend_it(
    alice: Hands, bot: Incidentbot, workspace: Workspace, page: Page
) -> None:
    workspace.fault("error", "files.getUploadURLExternal", error="file_uploads_disabled", times=None)
    alice.types("/incident stats", ELSEWHERE)
    told = alice.sees("drawing the figures about pages", alice.dm())
    assert "ask a workspace administrator" in whole_text(told)
