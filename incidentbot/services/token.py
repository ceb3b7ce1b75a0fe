"""Keys of integrations and of the API: made, found, rotated, revoked."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from threading import Lock

from incidentbot.domain.people import BOT, Actor
from incidentbot.errors import InvalidInput, NotFound
from incidentbot.ports import Clock
from incidentbot.store.store import Store
from incidentbot.store.token import Token

BYTES = 24  # 192 bits
PREFIX = {"integration": "ib-in-", "api": "ib-api-"}  # so that a scanner of secrets can know one
SANDBOX, SANDBOX_KEY = "sandbox", "ib-in-sandbox"
VALID_AT_ONCE = 2  # of one name: the new key works before the old one is taken out of the sender
SCOPES = ("read", "write", "admin")
FRESH = 2.0  # seconds for which what we know of the keys serves; a key of another replica works after that
MOST = 10_000


def hashed(key: str) -> str:
    """Keys are long and random, so one round of SHA-256 keeps them as safe as many."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Tokens:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, Token] = {}
        self._read_at = float("-inf")
        self._lock = Lock()

    def make(self, kind: str, name: str, source: str | None, scopes: Sequence[str], by: Actor) -> str:
        """A new key, shown once. A third key of one name revokes the oldest. Raises InvalidInput."""
        now = self._clock.now()
        if not name.strip() or "/" in name:
            raise InvalidInput({"name": "Give it a name without a slash, such as alertmanager-eu."})
        if unknown := set(scopes) - set(SCOPES):
            raise InvalidInput({"scopes": f"{', '.join(sorted(unknown))}: not a scope; there are {', '.join(SCOPES)}."})
        key = PREFIX[kind] + secrets.token_urlsafe(BYTES)
        with self._store.begin() as tx:
            tx.add_token(hashed(key), kind, name.strip(), source, scopes, now, by.name)
            valid = [token for token in tx.tokens_named(name.strip()) if token.revoked_at is None]
            for old in valid[VALID_AT_ONCE:]:
                tx.revoke_token(old.id, now)
        self._read_at = float("-inf")
        return key

    def keep_sandbox_key(self) -> None:
        """The key that stands in the README, so that a newcomer's first alert is one command. Only for the sandbox."""
        with self._store.begin() as tx:
            if not tx.tokens_named(SANDBOX):
                tx.add_token(hashed(SANDBOX_KEY), "integration", SANDBOX, None, (), self._clock.now(), BOT.name)
        self._read_at = float("-inf")

    def revoke(self, token_id: int) -> None:
        """Raises NotFound."""
        with self._store.begin() as tx:
            if not tx.revoke_token(token_id, self._clock.now()):
                raise NotFound(f"There is no valid key number {token_id}.")
        self._read_at = float("-inf")

    def all(self) -> list[Token]:
        with self._store.read() as tx:
            return tx.tokens(MOST)

    def find(self, key: str, kind: str) -> Token | None:
        """Who this key speaks for. A wrong key takes as long as a right one: both are one look into a table."""
        if self.is_stale:
            self.refresh()
        found = self._known.get(hashed(key))
        return found if found and found.kind == kind else None

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._read_at > FRESH

    def refresh(self) -> None:
        """Reads the keys anew, once however many ask at the same time."""
        with self._lock:
            if self.is_stale:
                with self._store.read() as tx:
                    self._known = tx.valid_tokens(MOST)
                self._read_at = time.monotonic()
