"""Who asks: a bearer token, and whether its scopes allow it."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from incidentbot.domain.people import Actor, Cause
from incidentbot.services.inbox import Inbox
from incidentbot.services.token import Tokens

BEARER = HTTPBearer(
    scheme_name="key",
    auto_error=False,
    description="A key made with `incidentbot token create --api --scope read` (or write, admin).",
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="incidentbot"'}
HOW_TO = "Send it as “Authorization: Bearer ib-api-…”; `incidentbot token create --api --scope read` makes one."


async def caller(
    request: Request, needed: SecurityScopes, given: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
) -> Actor:
    """The API key that asks, as the one to whom everything it does is ascribed."""
    if given is None:
        raise HTTPException(401, f"A key is needed. {HOW_TO}", CHALLENGE)
    tokens: Tokens = request.app.state.tokens
    if tokens.is_stale:
        await asyncio.to_thread(tokens.refresh)
    token = tokens.find(given.credentials, "api")
    if token is None:
        raise HTTPException(401, f"This key is not valid here. {HOW_TO}", CHALLENGE)
    if missing := [scope for scope in needed.scopes if scope not in token.scopes]:
        has = ", ".join(token.scopes) or "no scope"
        raise HTTPException(403, f"This needs the scope {', '.join(missing)}; the key “{token.name}” has {has}.")
    return Actor(f"API key {token.name}")


async def writer(
    request: Request,
    by: Annotated[Actor, Security(caller, scopes=["write"])],
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=200, description="The same one twice, within six hours, acts once."),
    ] = None,
) -> Actor:
    """With a key of its own the request is written down before it acts, and the act seals it."""
    if idempotency_key is None:
        return by
    key = "api:" + hashlib.sha256(f"{by.name}\n{idempotency_key}".encode("utf-8", "replace")).hexdigest()
    inbox: Inbox = request.app.state.inbox
    await asyncio.to_thread(inbox.receive, key)
    return by.because_of(Cause("request", key))


# What stands in an endpoint's arguments, or among its dependencies: each scope allows just what it names.
READ = Security(caller, scopes=["read"])
ADMIN = Security(caller, scopes=["admin"])
Writer = Annotated[Actor, Depends(writer)]
Admin = Annotated[Actor, ADMIN]
