"""Asking a provider over HTTP, and what its refusals mean for a page."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpx2

from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain

# The next provider, or the next person, is asked when this one is slow: a page cannot wait for long.
PATIENCE = httpx2.Timeout(10.0, connect=5.0)
WHOLE_ANSWER = 15.0  # seconds
LARGEST = 1 << 20
LONGEST_WAIT = 300.0  # seconds; whoever asks for more is treated as if they had asked for this
NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
NOT_PACKED = {"Accept-Encoding": "identity"}  # a small packed answer may be a large one


@dataclass(frozen=True)
class Heard:
    status: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says as JSON; empty where it is not an object."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Wire:
    """One vendor's API, or without a base address anybody's. Connections are kept; no redirect is followed."""

    def __init__(self, vendor: str, base_url: str = "", auth: tuple[str, str] | None = None) -> None:
        self.vendor = vendor
        # A proxy, if there is one, leads out of this machine; and it would look up again what was looked up already.
        by_proxy = bool(base_url) and not _is_here(base_url)
        self._client = httpx2.Client(
            base_url=base_url, auth=auth, headers=NOT_PACKED, timeout=PATIENCE, trust_env=by_proxy
        )

    def ask(self, method: str, path: str, **parts: Any) -> Heard:
        """Any answer that is not 429, a 5xx or about our own account; others are the caller's to judge.

        Raises TryAgain, `doubtful` where the request may have been obeyed; NeedsPerson.
        """
        try:
            with self._client.stream(method, path, **parts) as answer:
                self._judge(answer)
                return Heard(answer.status_code, self._read(answer))
        except NOT_SENT as trouble:
            raise TryAgain(f"{self.vendor} cannot be reached: {type(trouble).__name__}.") from trouble
        except httpx2.RequestError as trouble:
            raise TryAgain(f"{self.vendor} did not answer: {type(trouble).__name__}.", doubtful=True) from trouble

    def refusal(self, said: str, code: str = "") -> CannotBeDone:
        return CannotBeDone(f"{self.vendor} refuses: {said[:200]}", code)

    def _judge(self, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status == 429:
            wait = _seconds(answer.headers.get("retry-after"))
            raise TryAgain(f"{self.vendor} asks us to slow down.", "429", after_seconds=wait)
        if status >= 500:
            raise TryAgain(f"{self.vendor} is in trouble: status {status}.", str(status), doubtful=True)
        if status in (401, 402, 403):
            raise NeedsPerson(f"{self.vendor} does not accept our account: status {status}.", str(status))

    def _read(self, answer: httpx2.Response) -> str:
        """As far as it goes in time and size: what counts stands at the beginning."""
        until = time.monotonic() + WHOLE_ANSWER
        body = bytearray()
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) > LARGEST or time.monotonic() > until:
                break
        return bytes(body[:LARGEST]).decode("utf-8", "replace")


def _seconds(text: str | None) -> float | None:
    return min(float(text), LONGEST_WAIT) if text and text.isascii() and text.isdecimal() else None


def _is_here(url: str) -> bool:
    host = httpx2.URL(url).host
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
