"""Who may come in, and how the page's files are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from incidentbot.sandbox import static
from tests.sandbox.town import ALICE, INCIDENTS, Town


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "["},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example:80"},
    ],
)
def test_other_peoples_pages_stay_outside(town: Town, headers: dict[str, str]) -> None:
    said = {"as": ALICE, "do": "message", "channel": INCIDENTS, "text": "hi"}
    assert town.http.post("/sandbox/act", json=said, headers=headers).status_code == 403
    assert town.http.get("/sandbox/state", headers=headers).status_code == 403
    assert town.messages(INCIDENTS) == []


def test_other_peoples_sockets_too(town: Town) -> None:
    address = town.sandbox.url.replace("http://", "ws://") + f"/sandbox/stream?as={ALICE}"
    with pytest.raises(InvalidStatus) as refused, connect(address, proxy=None, origin="https://evil.example"):
        pass
    assert refused.value.response.status_code == 403


def test_our_own_page_comes_in(town: Town) -> None:
    origin = {"Origin": town.sandbox.url}
    assert town.http.get("/sandbox/state", headers=origin).status_code == 200


def test_the_pages_files_are_never_stale_and_load_nothing_from_elsewhere(town: Town) -> None:
    name = next(path.relative_to(static.FOLDER) for path in static.FOLDER.rglob("*.css"))
    for path in ("/", f"/page/{name}"):
        answer = town.http.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = town.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code in (200, 304)


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/nothing.js", "/etc/passwd"])
def test_nothing_else_is_handed_out(town: Town, path: str) -> None:
    assert town.http.get(path).status_code in (403, 404)


def test_the_page_is_in_the_package() -> None:
    assert (static.FOLDER / "index.html").exists()
    assert Path(static.__file__).parent == static.FOLDER.parent
