"""Addresses of our own pages, signed so that only those who were given one can read it."""

from __future__ import annotations

import hashlib
import hmac

from incidentbot.services.sealing import secrets_in

KEY_LENGTH = 32  # hexadecimal digits: 128 bits


class Links:
    def __init__(self, base_url: str, secret_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._secrets = [one.encode() for one in secrets_in(secret_key)]

    def incident(self, number: int) -> str:
        return self._address("incidents", number)

    def postmortem(self, number: int) -> str:
        return self._address("postmortems", number)

    def page(self, page_id: int) -> str:
        return self._address("pages", page_id)

    def acknowledge(self, notification_id: int) -> str:
        """Acts when it is posted to, for whoever this notification was sent to."""
        return self._address("acknowledge", notification_id)

    def page_of(self, key: str) -> str:
        """The address in a page's message, by which it is known again; empty where the key is no notification's."""
        kind, _, number = key.partition(":")
        return self.acknowledge(int(number)) if kind == "notification" and number.isdigit() else ""

    def escalate(self, notification_id: int) -> str:
        return self._address("escalate", notification_id)

    def callback(self, provider: str, notification_id: int) -> str:
        """Where a provider that signs nothing tells us of this notification."""
        return f"{self._base_url}/callbacks/{provider}/{notification_id}.{self._key(provider, notification_id)}"

    def notification_in(self, provider: str, token: str) -> int | None:
        """The notification of such an address, by its last part; None where it is not one of ours."""
        number, _, key = token.partition(".")
        found = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else -1
        return found if self.is_right(provider, found, key) else None

    def calendar(self, seed: str) -> str:
        return f"{self._base_url}/calendar/{seed}{_key(self._secrets[0], 'calendar', seed)}.ics"

    def calendar_seed(self, token: str) -> str | None:
        """The seed of such an address; None where it is not one of ours."""
        seed, key = token[:-KEY_LENGTH], token[-KEY_LENGTH:]
        return seed if seed and self.is_right("calendar", seed, key) else None

    @property
    def contact_card(self) -> str:
        return f"{self._base_url}/contact.vcf"

    def is_right(self, page: str, number: int | str, key: str) -> bool:
        """Compared in constant time. What was signed with an older key is still right."""
        given = key.encode("utf-8", "replace")
        return any(hmac.compare_digest(_key(one, page, number).encode(), given) for one in self._secrets)

    def _address(self, page: str, number: int) -> str:
        return f"{self._base_url}/{page}/{number}?key={self._key(page, number)}"

    def _key(self, page: str, number: int) -> str:
        return _key(self._secrets[0], page, number)


def _key(secret: bytes, page: str, number: int | str) -> str:
    return hmac.new(secret, f"{page}/{number}".encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]
