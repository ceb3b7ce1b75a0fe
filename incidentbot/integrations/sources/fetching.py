"""Reads what stands at an address: no redirect is followed, and neither time nor size is without a limit."""

from __future__ import annotations

import time

import httpx2

from incidentbot.errors import CannotBeDone, TryAgain

PATIENCE = 5.0  # seconds, for everything together
LARGEST = 64 * 1024
NOT_PACKED = {"Accept-Encoding": "identity"}  # a small packed answer may be a large one


def fetch(url: str) -> bytes:
    """Raises TryAgain when the other side is out of reach or in trouble, CannotBeDone when it refuses."""
    try:
        with httpx2.stream("GET", url, headers=NOT_PACKED, timeout=PATIENCE, follow_redirects=False) as answer:
            _judge(answer)
            return _read(answer)
    except httpx2.HTTPError as trouble:
        raise TryAgain(f"{httpx2.URL(url).host} cannot be reached: {type(trouble).__name__}.") from trouble


def _judge(answer: httpx2.Response) -> None:
    told = f"{answer.url.host} answered with status {answer.status_code}."
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryAgain(told)
    if answer.status_code != 200:
        raise CannotBeDone(told)


def _read(answer: httpx2.Response) -> bytes:
    until = time.monotonic() + PATIENCE
    body = bytearray()
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > LARGEST:
            raise CannotBeDone(f"{answer.url.host} answered with more than {LARGEST // 1024} KiB.")
        if time.monotonic() > until:
            raise TryAgain(f"{answer.url.host} is too slow.")
    return bytes(body)
