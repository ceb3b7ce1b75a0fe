"""Calls back to the bot, on this computer only: a provider that speaks does not wait for long, and may be refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import httpx2

from incidentbot.sandbox.telephones.accounts import TWILIO_TOKEN, VONAGE_KEY, VONAGE_SIGNATURE_SECRET
from incidentbot.sandbox.wire import Json, opaque
from incidentbot.sandbox.world import World

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 10.0  # seconds


async def call_back(
    world: World, name: str, url: str, body: bytes, headers: Mapping[str, str], method: str = "POST"
) -> str | None:
    """What the bot answered; None where it refused or was not there."""
    line = world.ledger.delivery("callback", name, 0)
    if urlsplit(url).hostname not in LOOPBACK:
        line["outcome"] = "not_here"
        return None
    try:
        async with httpx2.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.request(method, url, content=body, headers=dict(headers))
    except httpx2.TransportError:
        line["outcome"] = "nobody"
        return None
    line["outcome"] = "acknowledged" if answer.is_success else f"http_{answer.status_code}"
    return answer.text if answer.is_success else None


async def twilio(world: World, name: str, url: str, fields: Mapping[str, str]) -> str | None:
    """Signed over the address and the fields in order of their names."""
    signed = url + "".join(f"{field}{fields[field]}" for field in sorted(fields))
    digest = base64.b64encode(hmac.new(TWILIO_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"X-Twilio-Signature": digest, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return await call_back(world, name, url, urlencode(fields).encode(), headers | {"User-Agent": "TwilioProxy/1.1"})


async def vonage(world: World, name: str, url: str, told: Json) -> str | None:
    """Signed with a JSON web token that carries the body's digest."""
    body = json.dumps(told).encode()
    claims = {
        "iss": "Vonage",
        "iat": int(time.time()),
        "jti": opaque(),
        "api_key": VONAGE_KEY,
        "payload_hash": hashlib.sha256(body).hexdigest(),
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(claims)}"
    digest = hmac.new(VONAGE_SIGNATURE_SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    token = f"{signed}.{_base64(digest)}"
    return await call_back(
        world, name, url, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    )


def _part(claims: Json) -> str:
    return _base64(json.dumps(claims).encode())


def _base64(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()
