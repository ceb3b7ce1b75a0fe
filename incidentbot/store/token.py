"""Keys of integrations and of the API, by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from incidentbot.store.rows import Rows
from incidentbot.store.tables import token


@dataclass(frozen=True)
class Token:
    """What a key may do. `kind` is integration or api; an integration's key speaks for its `name` and `source`."""

    id: int
    kind: str
    name: str
    source: str | None
    scopes: tuple[str, ...]
    made_at: datetime
    made_by: str
    revoked_at: datetime | None


def _token(row: Any) -> Token:
    return Token(row.id, row.kind, row.name, row.source, tuple(row.scopes), row.made_at, row.made_by, row.revoked_at)


class TokenRows(Rows):
    def add_token(
        self, hashed: str, kind: str, name: str, source: str | None, scopes: Sequence[str], now: datetime, by: str
    ) -> int:
        return self.add(
            token, hash=hashed, kind=kind, name=name, source=source, scopes=list(scopes), made_at=now, made_by=by
        )

    def valid_tokens(self, most: int) -> dict[str, Token]:
        """Every key that is valid, by its hash."""
        rows = self.connection.execute(select(token).where(token.c.revoked_at.is_(None)).limit(most))
        return {row.hash: _token(row) for row in rows}

    def tokens_named(self, name: str) -> list[Token]:
        """Newest first, revoked ones too."""
        rows = self.connection.execute(select(token).where(token.c.name == name).order_by(token.c.id.desc()))
        return [_token(row) for row in rows]

    def tokens(self, most: int) -> list[Token]:
        return [_token(row) for row in self.connection.execute(select(token).order_by(token.c.id).limit(most))]

    def revoke_token(self, token_id: int, now: datetime) -> bool:
        revoked = update(token).where(token.c.id == token_id, token.c.revoked_at.is_(None)).values(revoked_at=now)
        return self.connection.execute(revoked).rowcount == 1
