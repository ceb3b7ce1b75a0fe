"""Vonage: texts, receipts and replies; its signature is a web token that nobody else can make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace

import httpx2
import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.ports import PageMessage
from incidentbot.sandbox.telephones.accounts import VONAGE_SIGNATURE_SECRET
from tests.integrations.pagers.conftest import Kit
from tests.sandbox.town import BOB


def test_a_text_arrives_and_is_told_to_have(kit: Kit, message: PageMessage) -> None:
    uuid = kit.provider("vonage_sms").send(message, kit.phone(BOB)["number"])
    assert "Reply 4812 to acknowledge" in kit.item(BOB)["text"]
    receipt = kit.receipt()
    assert (receipt.provider_id, receipt.is_delivered, receipt.notification_id) == (uuid, True, 7)
    [asked] = kit.asked("vonage_sms")
    assert asked["args"]["to"] == kit.phone(BOB)["number"].removeprefix("+")


def test_a_text_to_nobody_is_told_to_have_failed(kit: Kit, message: PageMessage) -> None:
    kit.provider("vonage_sms").send(message, "+420601000000")
    assert (kit.receipt().is_delivered, kit.receipt().error) == (False, "undeliverable 1331")


def test_a_reply_comes_in_with_the_number_as_people_write_it(kit: Kit, message: PageMessage) -> None:
    kit.provider("vonage_sms").send(message, kit.phone(BOB)["number"])
    kit.item(BOB)
    kit.town.act(BOB, "reply_sms", text="STOP")
    [reply] = kit.desk.replies
    assert (reply.sender, reply.text) == (kit.phone(BOB)["number"], "STOP")


def test_twilio_comes_before_vonage(kit: Kit) -> None:
    assert [one.name for one in kit.pagers.providers[MethodKind.SMS]] == ["twilio_sms", "vonage_sms"]


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ({"kind": "provider_fails"}, TryAgain),
        ({"kind": "provider_refuses"}, CannotBeDone),
        ({"kind": "provider_refuses", "error": "Low balance"}, NeedsPerson),
    ],
)
def test_a_refusal_says_whether_trying_again_helps(
    kit: Kit, message: PageMessage, fault: dict[str, str], raised: type[Exception]
) -> None:
    with kit.town.fault(fault["kind"], method="vonage_sms", error=fault.get("error")), pytest.raises(raised):
        kit.provider("vonage_sms").send(message, kit.phone(BOB)["number"])


def _encoded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _token(body: bytes, secret: str = VONAGE_SIGNATURE_SECRET, alg: str = "HS256", age: float = 0.0) -> str:
    claims = {"payload_hash": hashlib.sha256(body).hexdigest(), "iat": int(time.time() - age)}
    signed = f"{_encoded(json.dumps({'alg': alg}).encode())}.{_encoded(json.dumps(claims).encode())}"
    return f"{signed}.{_encoded(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


BODY = json.dumps({"message_uuid": "u1", "from": "420601000001", "to": "1", "text": "4812"}).encode()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer x.y.z",
        "Bearer é.é.é",
        f"Bearer {_token(BODY, 'another secret of some length')}",
        f"Bearer {_token(b'another body')}",
        f"Bearer {_token(BODY, alg='none')}",
        f"Bearer {_token(BODY).rpartition('.')[0]}.",
        f"Bearer {_token(BODY, age=26 * 3600)}",
        f"Bearer {_token(BODY, age=-26 * 3600)}",
    ],
)
def test_what_vonage_did_not_sign_is_refused(kit: Kit, authorization: str) -> None:
    headers = {"Authorization": authorization.encode()}
    answer = httpx2.post(f"{kit.desk.url}/callbacks/vonage/inbound", content=BODY, headers=headers)
    assert answer.status_code == 403
    assert kit.desk.replies == []


def test_what_vonage_signed_is_taken(kit: Kit) -> None:
    headers = {"Authorization": f"Bearer {_token(BODY)}"}
    assert httpx2.post(f"{kit.desk.url}/callbacks/vonage/inbound", content=BODY, headers=headers).status_code == 200
    assert [reply.text for reply in kit.desk.replies] == ["4812"]


def test_a_text_that_bundles_says_how_many_more(kit: Kit, message: PageMessage) -> None:
    kit.provider("vonage_sms").send(replace(message, bundled=14), kit.phone(BOB)["number"])
    assert "(and 14 more)" in kit.item(BOB)["text"]
