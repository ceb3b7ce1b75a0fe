"""Keys of integrations and of the API: made, listed, revoked. A key is shown once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints, model_validator

from incidentbot.services.token import Tokens
from incidentbot.store.token import Token
from incidentbot.web.api.access import ADMIN, Admin
from incidentbot.web.api.paging import Page, whole
from incidentbot.web.api.problem import answers
from incidentbot.web.api.shapes import Id, Instant
from incidentbot.web.api.ticket_acts import Asked

Scope = Literal["read", "write", "admin"]


class KeyWanted(Asked):
    kind: Literal["integration", "api"]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^/]+$")]
    source: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")] | None = Field(
        None, description="Of an integration: the only source that may use it, such as alertmanager."
    )
    scopes: list[Scope] = Field([], max_length=3, description="Of an API key: what it may do.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> KeyWanted:
        if self.kind == "api" and (not self.scopes or self.source):
            raise ValueError("an API key has scopes and no source")
        if self.kind == "integration" and self.scopes:
            raise ValueError("an integration's key has no scopes")
        return self


class Made(BaseModel):
    key: str = Field(description="Shown this once; only its hash is kept.")
    name: str


class TokenShown(BaseModel):
    id: int
    kind: str
    name: str
    source: str | None
    scopes: list[str]
    made_at: Instant
    made_by: str
    revoked_at: Instant | None


def _shown(token: Token) -> TokenShown:
    return TokenShown(
        id=token.id,
        kind=token.kind,
        name=token.name,
        source=token.source,
        scopes=list(token.scopes),
        made_at=token.made_at,
        made_by=token.made_by,
        revoked_at=token.revoked_at,
    )


def routes(tokens: Tokens) -> APIRouter:
    router = APIRouter(prefix="/v1/tokens", tags=["tokens"], responses=answers())

    @router.get("", dependencies=[ADMIN], summary="List keys")
    def listed() -> Page[TokenShown]:
        return whole(_shown(token) for token in tokens.all())

    @router.post("", status_code=201, summary="Make a key", responses=answers(400, 413))
    def make(wanted: KeyWanted, by: Admin) -> Made:
        """Two keys of one name are valid at a time: a third one revokes the oldest."""
        key = tokens.make(wanted.kind, wanted.name, wanted.source, list(dict.fromkeys(wanted.scopes)), by)
        return Made(key=key, name=wanted.name)

    @router.delete("/{token}", dependencies=[ADMIN], status_code=204, summary="Revoke a key", responses=answers(404))
    def revoke(token: Id) -> None:
        tokens.revoke(token)

    return router
