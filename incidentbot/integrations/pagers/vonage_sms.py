"""SMS by Vonage's Messages API: sending, receipts, and what people write back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from incidentbot.domain.notification import MethodKind
from incidentbot.errors import NeedsPerson, NotGenuine
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.wire import Wire
from incidentbot.ports import Answer, Callback, PageMessage, Receipt, Reply, Said

NAME = "vonage_sms"
DELIVERED = {"delivered": True, "read": True, "rejected": False, "undeliverable": False}
# Titles of refusals that are about our account, not about the one who is called.
OURS = ("low balance", "unauthori", "forbidden", "invalid sender", "not provisioned")
LONGEST_ID = 64
STALE = 25 * 3600.0  # seconds; Vonage repeats what was not taken for a day


class VonageSms:
    """Without a signature secret nothing that it says later is believed: then it tells no delivery."""

    name = NAME
    kind = MethodKind.SMS
    can_be_asked = False  # its reports come minutes later

    def __init__(
        self, key: str, secret: str, sender: str, api_url: str, base_url: str, tells_delivery: bool = True
    ) -> None:
        self.tells_delivery = tells_delivery
        self._sender = _plain(sender)
        self._receipts = f"{base_url}/callbacks/vonage/receipt"
        self._wire = Wire("Vonage", api_url, (key, secret))

    def send(self, message: PageMessage, address: str) -> str:
        asked = {
            "channel": "sms",
            "message_type": "text",
            "to": _plain(address),
            "from": self._sender,
            "text": wording.text(message),
            "client_ref": str(message.notification_id),
            "webhook_url": self._receipts,
            "webhook_version": "v1",
        }
        answer = self._wire.ask("POST", "/v1/messages", json=asked)
        told = answer.body
        if not answer.is_good or not told.get("message_uuid"):
            self._refuse(told, answer.status, asked["to"])
        return str(told["message_uuid"])

    def _refuse(self, told: Mapping[str, Any], status: int, number: str) -> None:
        said = f"{told.get('title') or f'status {status}'}: {told.get('detail') or ''}".rstrip(": ")
        said = said.replace(number, "…")  # whoever reads this need not know whose it was
        if any(word in said.lower() for word in OURS):
            raise NeedsPerson(f"Vonage does not let us: {said[:200]}")
        raise self._wire.refusal(said)

    def find(self, key: str, address: str) -> str | None:
        return None

    def withdraw(self, provider_id: str) -> None:
        """What was sent has been read, or will be."""


class _Signed:
    """Vonage signs what it sends with a JSON web token over the body, by the account's signature secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def genuine(self, call: Callback) -> Mapping[str, Any]:
        """The body. Raises NotGenuine."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        claims = self._claims(token.strip()) if scheme.lower() == "bearer" else {}
        digest = hashlib.sha256(call.body).hexdigest()
        if abs(time.time() - _instant(claims.get("iat"))) > STALE:
            raise NotGenuine("This was signed too long ago.")
        if not hmac.compare_digest(str(claims.get("payload_hash", "")).encode(), digest.encode()):
            raise NotGenuine("This is not signed by Vonage.")
        return _object(call.body)

    def _claims(self, token: str) -> Mapping[str, Any]:
        """Empty unless it is signed with HMAC-SHA256 by our secret; no other algorithm is taken, whatever it says."""
        signed, _, given = token.rpartition(".")
        header, _, payload = signed.partition(".")
        made = hmac.new(self._secret, signed.encode("utf-8", "replace"), hashlib.sha256).digest()
        if not hmac.compare_digest(made, _decoded(given)) or _object(_decoded(header)).get("alg") != "HS256":
            return {}
        return _object(_decoded(payload))

    def answer(self, said: Said) -> Answer:
        return Answer()


class VonageReceipts(_Signed):
    """/callbacks/vonage/receipt"""

    def read(self, call: Callback) -> Receipt | None:
        told = self.genuine(call)
        delivered = DELIVERED.get(str(told.get("status")))
        uuid = str(told.get("message_uuid") or "")[:LONGEST_ID]
        if delivered is None or not uuid:
            return None
        trouble = told.get("error")
        why = str(trouble.get("title") or "") if isinstance(trouble, dict) else ""
        error = "" if delivered else f"{told['status']} {why[:100]}".strip()
        reference = str(told.get("client_ref") or "")
        ours = int(reference) if reference.isascii() and reference.isdigit() and len(reference) < 19 else None
        return Receipt(NAME, uuid, delivered, error, ours)


class VonageReplies(_Signed):
    """/callbacks/vonage/inbound: the address that is set for our number."""

    def read(self, call: Callback) -> Reply | None:
        told = self.genuine(call)
        uuid, sender = str(told.get("message_uuid") or "")[:LONGEST_ID], str(told.get("from") or "")
        if not uuid or not sender.lstrip("+").isdigit():
            return None
        return Reply(NAME, uuid, f"+{_plain(sender)}", str(told.get("text") or ""), is_answered_here=False)


def _plain(number: str) -> str:
    """Vonage writes numbers without the plus."""
    return number.removeprefix("+")


def _instant(claim: object) -> float:
    """Whoever says nothing of it says now: a claim that was signed cannot be left out by others."""
    return float(claim) if isinstance(claim, int | float) and not isinstance(claim, bool) else time.time()


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part.encode("ascii", "replace") + b"==", altchars=b"-_")
    except binascii.Error:
        return b""


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
