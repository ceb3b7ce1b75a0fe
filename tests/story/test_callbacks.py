"""Whatever comes to the addresses that providers call, signed or not, is answered in words and never with a 500."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.integrations.pagers.twilio import signature
from incidentbot.sandbox.telephones.accounts import TWILIO_TOKEN, VONAGE_SIGNATURE_SECRET

DICE = random.Random(7)
WORDS = ["", "4812", "ok", "STOP", "\x00", "é" * 500, "x" * 60_000, "-1", "9" * 20, "1e400", "[]", "١٢٣٤", "🧨" * 300]
JUNK = [None, 1, 1.5, True, [], {}, "x" * 5000, "\x00", "\ud800", "delivered", "4812", "STOP", "٣٤", "420601665735"]
SENDERS = ["+420601665735", "+\x00", "nobody"]
ADDRESSES = ["sms", "status?notification=0", f"voice?notification={'9' * 20}", "voice?notification=%00", "call"]
Callback = tuple[str, bytes, dict[str, str]]


@pytest.fixture
def http(bot: Incidentbot) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=bot.settings.base_url, timeout=20) as http:
        yield http


def by_twilio(url: str) -> Iterator[Callback]:
    for number in range(25):
        path = f"/callbacks/twilio/{DICE.choice(ADDRESSES)}"
        names = ["MessageSid", "From", "Body", "MessageStatus", "ErrorCode", "CallSid", "CallStatus", "Digits", "\x00"]
        fields = [(DICE.choice(names), DICE.choice(WORDS)) for _ in range(6)]
        fields += [("MessageSid", f"SM{number}\x00"), ("CallSid", "CA\x00"), ("From", DICE.choice(SENDERS))]
        fields += [("MessageStatus", "delivered"), ("CallStatus", "busy"), ("Body", DICE.choice(WORDS))]
        signed = signature(TWILIO_TOKEN, url + path, fields)
        yield path, urlencode(fields).encode(), {"X-Twilio-Signature": signed}


def by_vonage(age: float = 0.0) -> Iterator[Callback]:
    for number in range(40):
        told = {name: DICE.choice(JUNK) for name in ("message_uuid", "from", "text", "status", "client_ref", "error")}
        told |= {"from": "420601665735", "message_uuid": f"\ud800{number}"} if number % 2 else {}
        body = json.dumps(told).encode()
        yield DICE.choice(["/callbacks/vonage/receipt", "/callbacks/vonage/inbound"]), body, _bearer(body, age)
    for body in (b"", b"[]", b"nul", b"[" * 60_000, b"\xff\xfe", b'{"a":1e400}', b'{"message_uuid":NaN}'):
        yield "/callbacks/vonage/inbound", body, _bearer(body, age)


def _bearer(body: bytes, age: float) -> dict[str, str]:
    claims = {"payload_hash": hashlib.sha256(body).hexdigest(), "iat": int(time.time() - age)}
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    digest = hmac.new(VONAGE_SIGNATURE_SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    return {"Authorization": f"Bearer {signed}.{_encoded(digest)}"}


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def statuses(http: httpx2.Client, callbacks: list[Callback], more: bytes = b"") -> Counter[int]:
    asked = (http.post(path, content=body + more, headers=headers) for path, body, headers in callbacks)
    return Counter(answer.status_code for answer in asked)


def test_nothing_that_comes_is_a_500_and_nothing_false_is_believed(http: httpx2.Client, bot: Incidentbot) -> None:
    signed = [*by_twilio(bot.settings.base_url), *by_vonage()]
    found = statuses(http, signed)
    assert set(found) <= {200, 413}
    assert found[200] > 40
    assert statuses(http, signed) == found, "a replay is taken, and acts no second time"
    assert set(statuses(http, signed, b"&more=1")) <= {403, 413}, "another body"
    assert set(statuses(http, [(path, body, {}) for path, body, _ in signed])) <= {403, 413}, "no signature"
    assert set(statuses(http, list(by_vonage(age=30 * 3600)))) <= {403, 413}, "signed too long ago"
    assert set(statuses(http, [(path, b"x" * 1_000_000, {}) for path, _, _ in signed[:3]])) == {413}
    with bot.store.read() as tx:
        assert tx.dead_work(10) == []
