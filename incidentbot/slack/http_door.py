"""The gate in front of Bolt for signed HTTP. In order: size, timestamp, signature, strict JSON; only then a handler."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from slack_bolt import App
from slack_bolt.request import BoltRequest

from incidentbot.slack.shapes import is_command, is_request
from incidentbot.strict_json import strict_json

LONGEST_BODY = 1 << 20
OLDEST_SECONDS = 300


@dataclass(frozen=True)
class Answer:
    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


UNREADABLE = Answer(400, "not what Slack sends")


class HttpDoor:
    """A request that was replayed passes the gate and is dropped behind it: the inbox knows its event id or trigger."""

    def __init__(self, app: App, signing_secret: str) -> None:
        self._app = app
        self._secret = signing_secret.encode()

    def open(self, raw: bytes, headers: Mapping[str, str], now: float) -> Answer:
        """`headers` by lower-case name; `now` in seconds since 1970."""
        refusal = self._refusal(raw, headers, now)
        if refusal is not None:
            return refusal
        try:
            request = BoltRequest(body=raw.decode(), headers=dict(headers))
        except (AttributeError, KeyError, TypeError, ValueError):
            return UNREADABLE  # Bolt looks for users and channels in places that hold something else
        answered = self._app.dispatch(request)
        sent = {name: values[0] for name, values in answered.headers.items() if values}
        if answered.status >= 500:  # the database is away: Slack is to send it again
            return Answer(503, "not taken, send it again", {"Retry-After": "5"})
        return Answer(answered.status, answered.body or "", sent)

    def _refusal(self, raw: bytes, headers: Mapping[str, str], now: float) -> Answer | None:
        if len(raw) > LONGEST_BODY:
            return Answer(413, "longer than 1 MiB")
        stamp = headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12) or abs(now - int(stamp)) > OLDEST_SECONDS:
            return Answer(401, "the timestamp is missing, or not of the last five minutes")
        if not hmac.compare_digest(self._signature(stamp, raw), headers.get("x-slack-signature", "").encode()):
            return Answer(401, "the signature does not match")
        return None if _is_readable(raw, headers.get("content-type", "")) else UNREADABLE

    def _signature(self, stamp: str, raw: bytes) -> bytes:
        signed = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256)
        return b"v0=" + signed.hexdigest().encode()


def _is_readable(raw: bytes, content_type: str) -> bool:
    try:
        text = raw.decode()
        if content_type.startswith("application/json"):
            return is_request(strict_json(text))
        form = parse_qs(text, strict_parsing=bool(text), max_num_fields=100)
        payloads = form.get("payload")
        return is_request(strict_json(payloads[0])) if payloads else is_command(form) or "ssl_check" in form
    except ValueError:
        return False
