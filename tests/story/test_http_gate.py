"""The gate at /slack/events: what is wrong gets 400, 401 or 413, never a 500, and never reaches a listener."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox import Sandbox
from tests.hands import Workspace, eventually
from tests.running import bot_running

COMMAND = {
    "command": "/incident",
    "text": "list",
    "user_id": "U01ALICE",
    "channel_id": "C01GENERAL",
    "team_id": "T0SANDBOX",
    "trigger_id": "1.2.3",
    "response_url": "http://127.0.0.1:9/none",
}
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture
def http_bot(sandbox: Sandbox, workspace: Workspace, sqlite_url: str) -> Iterator[Incidentbot]:
    with bot_running(sandbox, sqlite_url, http=True) as bot:
        eventually(lambda: bot.slack.is_connected)
        yield bot


class Sender:
    def __init__(self, bot: Incidentbot, secret: str) -> None:
        self._secret = secret.encode()
        self._http = httpx2.Client(base_url=bot.settings.base_url, timeout=20)

    def send(self, body: bytes, kind: str = FORM, stamp: str | None = None, signature: str | None = None) -> int:
        stamp = stamp if stamp is not None else str(int(time.time()))
        signed = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature if signature is not None else f"v0={signed}",
        }
        return self._http.post("/slack/events", content=body, headers=headers).status_code


@pytest.fixture
def sender(http_bot: Incidentbot, sandbox: Sandbox) -> Sender:
    return Sender(http_bot, sandbox.signing_secret)


def arrived(bot: Incidentbot) -> int:
    with bot.store.read() as tx:
        return int(tx.connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one())


def test_only_what_slack_signed_lately_comes_in(sender: Sender, http_bot: Incidentbot) -> None:
    body = urlencode(COMMAND).encode()
    now = int(time.time())
    assert sender.send(body, signature="v0=" + "0" * 64) == 401
    assert sender.send(body, signature="") == 401
    for stamp in (str(now - 301), str(now + 301), "", "soon", "1e9", "-1", "9" * 30, "0x10"):
        assert sender.send(body, stamp=stamp) == 401, stamp
    assert arrived(http_bot) == 0, "nothing reached the inbox, let alone a listener"
    assert sender.send(body) == 200
    assert arrived(http_bot) == 1


def test_the_same_signed_request_twice_acts_once(sender: Sender, http_bot: Incidentbot) -> None:
    body = urlencode(COMMAND).encode()
    stamp = str(int(time.time()))
    assert [sender.send(body, stamp=stamp) for _ in range(3)] == [200, 200, 200]
    assert arrived(http_bot) == 1


def test_too_long_and_unreadable_bodies_are_refused(sender: Sender, http_bot: Incidentbot) -> None:
    assert sender.send(b"x" * ((1 << 20) + 1)) == 413
    for body in (
        b"{",
        b"[]",
        b"null",
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"a": 1, "a": 2}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    ):
        assert sender.send(body, JSON) == 400, body[:40]
    for body in (b"", b"payload=%7B", b"payload=[]", b"a=1", b"%ff", b"payload=" + b"[" * 9_000):
        assert sender.send(body, FORM) == 400, body[:40]
    assert arrived(http_bot) == 0


def test_a_url_verification_is_answered(sender: Sender) -> None:
    assert sender.send(json.dumps({"type": "url_verification", "challenge": "abc"}).encode(), JSON) == 200


NAMES = ["type", "event", "event_id", "view", "user", "id", "hash", "callback_id", "actions", "action_id", "trigger_id"]
NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)
# Near enough to the real thing to pass the gate, with nonsense wherever the gate does not look.
ALMOST: dict[str, dict[str, object]] = {
    "event_callback": {"event_id": "Ev1", "event": {"type": "reaction_added"}},
    "block_actions": {"user": {"id": "U01ALICE"}, "trigger_id": "1", "actions": [{"action_id": "take_command"}]},
    "view_submission": {"user": {"id": "U01ALICE"}, "view": {"id": "V1", "callback_id": "declare", "type": "modal"}},
    "shortcut": {"user": {"id": "U01ALICE"}, "trigger_id": "1", "callback_id": "declare_incident"},
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=NONSENSE, kind=st.sampled_from(sorted(ALMOST)), more=st.dictionaries(st.sampled_from(NAMES), NONSENSE))
def test_rightly_signed_nonsense_is_never_a_500(
    sender: Sender, body: object, kind: str, more: dict[str, object]
) -> None:
    for tree in (body, {"type": kind, **more}, {**more, "type": kind, **ALMOST[kind]}):
        assert sender.send(json.dumps(tree).encode(), JSON) < 500
        assert sender.send(urlencode({"payload": json.dumps(tree)}).encode(), FORM) < 500
