"""Callbacks: what nobody reads, what is too long, forged or comes while the database is away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from incidentbot.errors import NotGenuine, StoreUnavailable
from incidentbot.ports import Answer, Callback, Press, Receipt, Reply, Said
from incidentbot.web import callbacks


class Reader:
    """Understands whatever it was given to understand; remembers how it was called."""

    def __init__(self, found: Receipt | Reply | Press | Exception | None) -> None:
        self.found = found
        self.calls: list[Callback] = []

    def read(self, call: Callback) -> Receipt | Reply | Press | None:
        self.calls.append(call)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def answer(self, said: Said) -> Answer:
        return Answer("text/xml", f"<Response>{said.text}</Response>")


class Desk:
    def __init__(self, trouble: Exception | None = None) -> None:
        self.heard: list[object] = []
        self.trouble = trouble

    def _take(self, what: object) -> Said:
        if self.trouble:
            raise self.trouble
        self.heard.append(what)
        return Said("done")

    def receipt(self, receipt: Receipt) -> None:
        self._take(receipt)

    def pressed(self, press: Press) -> Said:
        return self._take(press)

    def replied(self, reply: Reply) -> Said:
        return self._take(reply)


Ask = Callable[..., object]
PRESS = Press("vendor", "id", 7, "4")


def door(reader: Reader, desk: Desk) -> TestClient:
    routes = callbacks.routes({"vendor/voice": reader, "push": reader}, desk, lambda: "https://bot.example/base")
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (PRESS, "done"),
        (Reply("vendor", "id", "+420601000001", "ok"), "done"),
        (Receipt("vendor", "id", True), ""),
        (None, ""),
    ],
)
def test_what_was_read_is_handed_on_and_answered(found: Receipt | Reply | Press | None, said: str) -> None:
    desk = Desk()
    answer = door(Reader(found), desk).post("/callbacks/vendor/voice", content=b"x")
    assert (answer.status_code, answer.text) == (200, f"<Response>{said}</Response>")
    assert answer.headers["content-type"].startswith("text/xml")
    assert desk.heard == ([found] if found else [])


def test_the_reader_sees_the_address_as_the_provider_knows_it() -> None:
    reader = Reader(None)
    door(reader, Desk()).post("/callbacks/vendor/voice?a=b%20c", content=b"x", headers={"X-Signature": "s"})
    [call] = reader.calls
    assert call.url == "https://bot.example/base/callbacks/vendor/voice?a=b%20c"
    assert (call.headers["x-signature"], call.body) == ("s", b"x")


def test_a_token_may_stand_behind_the_name() -> None:
    reader = Reader(None)
    assert door(reader, Desk()).post("/callbacks/push/7.abc").status_code == 200
    assert len(reader.calls) == 1


@pytest.mark.parametrize(
    ("path", "found", "trouble", "status"),
    [
        ("/callbacks/nobody", PRESS, None, 404),
        ("/callbacks/vendor", PRESS, None, 404),
        ("/callbacks/vendor/voice", NotGenuine("This is not signed."), None, 403),
        ("/callbacks/vendor/voice", PRESS, StoreUnavailable("The database is busy."), 503),
    ],
)
def test_a_refusal_is_a_sentence(path: str, found: Press | Exception, trouble: Exception | None, status: int) -> None:
    desk = Desk(trouble)
    answer = door(Reader(found), desk).post(path)
    assert answer.status_code == status
    assert answer.text.strip()
    assert ("retry-after" in answer.headers) == (status == 503)
    assert desk.heard == []


def test_a_body_that_no_provider_sends_is_too_long() -> None:
    reader = Reader(PRESS)
    assert door(reader, Desk()).post("/callbacks/vendor/voice", content=b"x" * 70_000).status_code == 413
    assert reader.calls == []


def test_looking_does_nothing() -> None:
    desk = Desk()
    assert door(Reader(PRESS), desk).get("/callbacks/vendor/voice").status_code == 405
    assert desk.heard == []
