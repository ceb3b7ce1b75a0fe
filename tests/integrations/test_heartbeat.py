"""The heartbeat over real HTTP: heard, refused, and never sent where it must not go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from incidentbot.integrations.heartbeat import OutwardHeartbeat


class Receiver(BaseHTTPRequestHandler):
    heard: list[str]
    status = 200

    def do_GET(self) -> None:
        type(self).heard.append(self.path)
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, type[Receiver]]]:
    kind = type("Own", (Receiver,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", kind
    server.shutdown()
    server.server_close()


def test_it_is_heard(receiver: tuple[str, type[Receiver]]) -> None:
    place, kind = receiver
    assert OutwardHeartbeat(f"http://{place}/ping/1", {place}).beat()
    assert kind.heard == ["/ping/1"]


def test_what_is_refused_is_said_and_harms_nobody(receiver: tuple[str, type[Receiver]]) -> None:
    place, kind = receiver
    for status in (404, 503, 401):
        kind.status = status
        assert not OutwardHeartbeat(f"http://{place}/ping", {place}).beat()
    assert not OutwardHeartbeat("http://127.0.0.1:1/ping", {"127.0.0.1:1"}).beat()


def test_it_goes_nowhere_inside_unless_that_is_allowed(receiver: tuple[str, type[Receiver]]) -> None:
    place, kind = receiver
    for url in (f"http://{place}/", f"https://{place}/", "https://10.0.0.1/", "https://[::1]/", "file:///etc/passwd"):
        assert not OutwardHeartbeat(url, ()).beat()
    assert kind.heard == []
