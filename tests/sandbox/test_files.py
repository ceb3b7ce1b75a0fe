"""files.*: room is promised, the content comes, and only then is it completed and seen; each file once."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from incidentbot.sandbox import start
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.town import ALICE, BOT, GENERAL, INCIDENTS, Json, Town

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def brought(town: Town, name: str = "pages.png", content: bytes = PNG, alt: str = "3 pages") -> str:
    promised = town.api("files.getUploadURLExternal", filename=name, length=len(content), alt_txt=alt)
    assert town.http.post(promised["upload_url"], content=content).text == f"OK - {len(content)}"
    return str(promised["file_id"])


def completed(town: Town, file: str, channel: str = INCIDENTS) -> Json:
    files = [{"id": file, "title": "Pages"}]
    return town.api("files.completeUploadExternal", files=files, channel_id=channel, initial_comment="look")


def test_a_picture_stands_in_the_channel_with_its_words(town: Town) -> None:
    file = brought(town)
    assert completed(town, file) == {"ok": True, "files": [{"id": file, "title": "Pages"}]}
    shown = town.messages(INCIDENTS)[-1]
    assert (shown["user"], shown["text"], shown["subtype"]) == (BOT, "look", "file_share")
    [picture] = shown["files"]
    assert (picture["id"], picture["title"], picture["alt_txt"], picture["mimetype"]) == (
        file,
        "Pages",
        "3 pages",
        "image/png",
    )
    seen = town.http.get(picture["url_private"])
    assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
    [found] = town.api("conversations.history", channel=INCIDENTS, limit=1)["messages"]
    assert [one["id"] for one in found["files"]] == [file], "the app can ask whether it was posted"


def test_a_file_is_completed_once(town: Town) -> None:
    file = brought(town)
    assert completed(town, file)["ok"]
    assert completed(town, file)["error"] == "file_not_found"
    assert len(town.messages(INCIDENTS)) == 1


def test_without_a_channel_nobody_sees_it(town: Town) -> None:
    assert town.api("files.completeUploadExternal", files=[{"id": brought(town)}])["ok"]
    assert town.messages(INCIDENTS) == []


def test_a_direct_conversation_takes_it_too(town: Town) -> None:
    direct = town.api("conversations.open", users=ALICE)["channel"]["id"]
    assert completed(town, brought(town), direct)["ok"]
    assert town.messages(direct)[-1]["files"]


@pytest.mark.parametrize(("channel", "error"), [(GENERAL, "not_in_channel"), ("C0NOWHERE", "channel_not_found")])
def test_where_the_app_is_not_it_brings_nothing_and_may_try_elsewhere(town: Town, channel: str, error: str) -> None:
    file = brought(town)
    assert completed(town, file, channel)["error"] == error
    assert completed(town, file)["ok"]


def test_what_never_came_is_not_there(town: Town) -> None:
    promised = town.api("files.getUploadURLExternal", filename="x.png", length=3)
    assert town.http.post(promised["upload_url"], content=b"longer").status_code == 400
    assert completed(town, promised["file_id"])["error"] == "file_not_found"
    assert completed(town, "F0NOTHING")["error"] == "file_not_found"
    assert town.http.post("/upload/v1/guessed", content=b"x").status_code == 404
    assert town.http.get(f"/files/{promised['file_id']}/x.png").status_code == 404


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"filename": "x.png", "length": 0}, "file_upload_size_restricted"),
        ({"filename": "x.png", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_what_slack_would_not_take(town: Town, args: Json, error: str) -> None:
    assert town.api("files.getUploadURLExternal", **args)["error"] == error


def test_what_is_no_picture_is_not_run_here(town: Town) -> None:
    file = brought(town, "a page.html", b"<script>alert(1)</script>")
    assert completed(town, file)["ok"]
    seen = town.http.get(town.messages(INCIDENTS)[-1]["files"][0]["url_private"])
    assert seen.headers["content-type"] == "application/octet-stream"
    assert seen.headers["content-security-policy"] == "default-src 'none'"


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    for attempt in range(2):
        sandbox = start(manifest=MANIFEST, state_file=file)
        town = Town(sandbox)
        if not attempt:
            assert completed(town, brought(town))["ok"]
        [shown] = town.messages(INCIDENTS)
        assert town.http.get(f"/files/{shown['files'][0]['id']}/pages.png").content == PNG
        town.close()
        sandbox.stop()
