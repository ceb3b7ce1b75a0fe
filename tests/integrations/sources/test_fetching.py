"""A small document from an address: towards a real server on this machine."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from incidentbot.errors import CannotBeDone, TryAgain
from incidentbot.integrations.sources import fetching
from incidentbot.integrations.sources.fetching import fetch

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/fine": (200, {}, b"a certificate"),
    "/moved": (302, {"Location": "/fine"}, b""),
    "/refused": (403, {}, b""),
    "/busy": (503, {}, b""),
    "/too-many": (429, {}, b""),
    "/large": (200, {}, b"x" * (fetching.LARGEST + 1)),
    "/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 10_000_000)),
}


class Answering(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 (a stand-in)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Answering.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_stands_there_is_read(site: str) -> None:
    assert fetch(f"{site}/fine") == b"a certificate"


def test_a_redirect_is_not_followed(site: str) -> None:
    with pytest.raises(CannotBeDone, match="302"):
        fetch(f"{site}/moved")
    assert Answering.asked == ["/moved"]


@pytest.mark.parametrize(
    ("path", "error"),
    [("/refused", CannotBeDone), ("/large", CannotBeDone), ("/busy", TryAgain), ("/too-many", TryAgain)],
)
def test_trouble_says_whether_trying_again_helps(site: str, path: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"127\.0\.0\.1 answered"):
        fetch(f"{site}{path}")


def test_what_is_packed_is_not_unpacked(site: str) -> None:
    assert len(fetch(f"{site}/packed")) < fetching.LARGEST


def test_nobody_there(site: str) -> None:
    with pytest.raises(TryAgain, match="cannot be reached"):
        fetch("http://127.0.0.1:9/")
