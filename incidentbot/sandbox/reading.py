"""Reading a JSON body from a page or a test."""

from __future__ import annotations

import json

from starlette.requests import Request

from incidentbot.sandbox.wire import Json, Refusal


async def read_json(request: Request) -> Json:
    try:
        found = json.loads(await request.body() or b"{}")
    except ValueError as problem:
        raise Refusal("invalid_json", f"The body is not JSON: {problem}.") from problem
    if not isinstance(found, dict):
        raise Refusal("invalid_json", "The body should be a JSON object.")
    return found
