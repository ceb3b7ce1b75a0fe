"""Signed HTTP: the same deliveries as requests to the app's own address, with Slack's signature."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from incidentbot.sandbox.delivery.answer import (
    ACKNOWLEDGE_WITHIN_SECONDS,
    COMMANDS,
    EVENTS,
    NOBODY,
    TIMEOUT,
    Answer,
)
from incidentbot.sandbox.wire import Json, Refusal, opaque

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"


class SignedHttp:
    def __init__(self, signing_secret: str) -> None:
        self.signing_secret = signing_secret
        self.url = ""
        self._client: httpx2.AsyncClient | None = None

    def deliver_to(self, url: str) -> None:
        if urlsplit(url).scheme != "http" or urlsplit(url).hostname not in LOOPBACK:
            raise Refusal("invalid_url", f"{url!r}: the sandbox delivers to http://127.0.0.1:… only.")
        self.url = url

    async def send(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        if not self.url:
            return NOBODY
        body, content_type = _body(kind, payload)
        headers = self._signed(body) | {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (sandbox)"}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with asyncio.timeout(ACKNOWLEDGE_WITHIN_SECONDS):
                response = await self._connection().post(self.url, content=body, headers=headers)
        except (TimeoutError, httpx2.TimeoutException):
            return TIMEOUT
        except httpx2.TransportError:
            return NOBODY
        if not response.is_success:
            return Answer(failure="http_error", no_retry=response.headers.get("x-slack-no-retry") == "1")
        return Answer(_said(response))

    async def answers_the_challenge(self) -> bool:
        challenge = opaque()
        asked = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        answer = await self.send(EVENTS, asked)
        return answer.acknowledged and challenge in str(answer.body)

    async def close(self) -> None:
        if self._client:
            await self._client.aclose()

    def _connection(self) -> httpx2.AsyncClient:
        if self._client is None:
            self._client = httpx2.AsyncClient(timeout=None, trust_env=False)
        return self._client

    def _signed(self, body: bytes) -> dict[str, str]:
        # Real time, also when virtual time is far ahead: the receiver compares it with its own computer's clock.
        stamp = str(int(time.time()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _body(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == EVENTS:
        return json.dumps(payload, ensure_ascii=False).encode(), JSON_TYPE
    fields = payload if kind == COMMANDS else {"payload": json.dumps(payload, ensure_ascii=False)}
    return urlencode(fields).encode(), FORM


def _said(response: httpx2.Response) -> Any:
    """JSON, or plain words for the person who typed."""
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        return {"text": response.text}
