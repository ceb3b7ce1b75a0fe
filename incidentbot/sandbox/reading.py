"""Reading what a page or a test sends: a JSON object, and in it words, numbers and lists of the right kind."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from incidentbot.sandbox.wire import Json, Refusal, parsed


async def read_json(request: Request) -> Json:
    try:
        found = parsed(await request.body() or b"{}")
    except ValueError as problem:
        raise Refusal("invalid_json", f"The body is not JSON: {problem}.") from problem
    if not isinstance(found, dict):
        raise Refusal("invalid_json", "The body should be a JSON object.")
    return found


def words(body: Json, name: str, otherwise: str = "") -> str:
    """`otherwise` when it is left out or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal("invalid_argument", f"{name} should be text, and it is {value!r}.")
    return otherwise if value is None else value


def number(body: Json, name: str, otherwise: float, most: float = 1e9) -> float:
    """From 0 to `most`."""
    value = body.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= most:
        raise Refusal("invalid_argument", f"{name} should be a number from 0 to {most:g}, and it is {value!r}.")
    return value


def of_kind(body: Json, name: str, kind: type) -> Any:
    """None when it is left out or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refusal("invalid_argument", f"{name} should be a {kind.__name__}, and it is {value!r}.")
    return value
