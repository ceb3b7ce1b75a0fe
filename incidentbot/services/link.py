"""Addresses of our own pages, signed so that only those who were given one can read it."""

from __future__ import annotations

import hashlib
import hmac

KEY_LENGTH = 32  # hexadecimal digits: 128 bits


class Links:
    def __init__(self, base_url: str, secret_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret = secret_key.encode()

    def incident(self, number: int) -> str:
        return self._address("incidents", number)

    def postmortem(self, number: int) -> str:
        return self._address("postmortems", number)

    def is_right(self, page: str, number: int, key: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self._key(page, number).encode(), key.encode("utf-8", "replace"))

    def _address(self, page: str, number: int) -> str:
        return f"{self._base_url}/{page}/{number}?key={self._key(page, number)}"

    def _key(self, page: str, number: int) -> str:
        return hmac.new(self._secret, f"{page}/{number}".encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]
