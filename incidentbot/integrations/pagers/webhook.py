"""A page as a request to an address of the person's own, signed by https://www.standardwebhooks.com."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time

from incidentbot.domain.notification import MethodKind
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.guard import outside
from incidentbot.integrations.pagers.wire import Wire
from incidentbot.ports import PageMessage

NAME = "webhook"


class Webhook:
    """`inner`: hosts that may be inside our own network."""

    name = NAME
    kind = MethodKind.WEBHOOK
    can_be_asked = False  # but the receiver sees the same webhook-id again
    tells_delivery = False

    def __init__(self, secret: str, inner: frozenset[str]) -> None:
        self._secret = key_of(secret)
        self._inner = inner
        self._wire = Wire("The webhook")

    def send(self, message: PageMessage, address: str) -> str:
        place = outside(address, self._inner)
        written = _written(message)
        stamp = str(int(time.time()))
        headers = {
            **place.headers,
            "Content-Type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature(self._secret, message.key, stamp, written)}",
        }
        answer = self._wire.ask("POST", place.url, content=written, headers=headers, extensions=place.extensions)
        if not answer.is_good:
            raise self._wire.refusal(f"status {answer.status}", str(answer.status))
        return message.key

    def find(self, key: str, address: str) -> str | None:
        return None

    def withdraw(self, provider_id: str) -> None:
        """What the receiver does with it is the receiver's business."""


def key_of(secret: str) -> bytes:
    """A secret as the standard writes it, whsec_ and base64; any other text counts as it stands."""
    try:
        return (
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            if secret.startswith("whsec_")
            else secret.encode()
        )
    except binascii.Error:
        return secret.encode()


def signature(secret: bytes, id: str, stamp: str, body: bytes) -> str:
    signed = f"{id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def _written(message: PageMessage) -> bytes:
    told = {
        "type": "page.test" if message.is_test else "page",
        "priority": message.priority.value,
        "title": message.title,
        "body": message.body,
        "text": wording.title(message),
        "code": message.code,
        "acknowledge_url": message.acknowledge_url,
        "escalate_url": message.escalate_url,
        "page_url": message.page_url,
        "more": message.bundled,
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
