"""Encrypts what must not be readable in a backup: telephone numbers and the like. Keys can be exchanged."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from incidentbot.errors import NotPossible


class KeyMissing(NotPossible):
    """It was encrypted with a key that we do not have any more."""


class Seal:
    """The first secret encrypts, each of them decrypts: a new one is put in front, and the old one out some days later.

    Secrets are any text, so that each purpose gets a key of its own out of it.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(_key(one, "encryption"))) for one in secrets])
        self._first = Fernet(base64.urlsafe_b64encode(_key(secrets[0], "encryption")))
        self._marks = [_key(one, "recognition") for one in secrets]

    def seal(self, text: str) -> str:
        return self._first.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises KeyMissing."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as unread:
            raise KeyMissing(
                "This was encrypted with another INCIDENTBOT_SECRET_KEY. Put the old key behind the new one, after a "
                "comma; or enter the address anew."
            ) from unread

    def is_of_first(self, sealed: str) -> bool:
        try:
            return bool(self._first.decrypt(sealed.encode()))
        except InvalidToken:
            return False

    def mark(self, text: str) -> str:
        """By which a text is recognised without being readable: the same for the same text, of no use elsewhere."""
        return self.marks(text)[0]

    def marks(self, text: str) -> list[str]:
        """One for each secret, the newest first: what was marked before a key was exchanged is recognised, too."""
        return [hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest() for key in self._marks]


def _key(secret: str, purpose: str) -> bytes:
    info = f"incidentbot contact {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.strip().encode())


def secrets_in(setting: str) -> list[str]:
    """The keys of INCIDENTBOT_SECRET_KEY, newest first."""
    return [one.strip() for one in setting.split(",") if one.strip()]
