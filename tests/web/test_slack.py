"""/slack/events hands the raw bytes to the gate, and nothing longer than Slack sends."""

from __future__ import annotations

from typing import Any

import pytest

from incidentbot.web import slack as slack_route
from tests.web.asking import client


class Door:
    """Answers what it was handed."""

    status, body = 200, "taken"
    headers = {"x-seen": "1"}  # noqa: RUF012 (a stand-in)

    def __init__(self) -> None:
        self.seen: list[tuple[bytes, dict[str, str]]] = []

    def open(self, raw: bytes, headers: Any, now: float) -> Any:
        assert now > 0
        self.seen.append((raw, dict(headers)))
        return self


def test_slacks_bytes_reach_the_gate_as_they_came() -> None:
    door = Door()
    raw = b"payload=%7B%7D&x=\xff\x00"
    answer = client(slack_route.routes(door)).post("/slack/events", content=raw, headers={"X-Slack-Signature": "v0=1"})
    assert (answer.status_code, answer.text, answer.headers["x-seen"]) == (200, "taken", "1")
    [(seen, headers)] = door.seen
    assert (seen, headers["x-slack-signature"]) == (raw, "v0=1")


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 200), ((1 << 20) + 1, 413)])
def test_more_than_a_mebibyte_does_not_reach_it(size: int, status: int) -> None:
    door = Door()
    answer = client(slack_route.routes(door)).post("/slack/events", content=b"x" * size)
    assert (answer.status_code, len(door.seen)) == (status, int(status == 200))
