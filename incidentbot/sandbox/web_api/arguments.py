"""Query string, form and JSON body become one set of arguments, each of the type that its method declares."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from incidentbot.sandbox.facts import Method
from incidentbot.sandbox.wire import Json, Refusal, parsed

# Bolt adds team_id to every call, and a token may travel as an argument.
EVERYWHERE = {"team_id": "string", "token": "string"}
# An empty topic takes the topic away.
MAY_BE_EMPTY = ("topic", "purpose")
TRUTH = {"true": True, "1": True, "false": False, "0": False}


async def read_arguments(request: Request) -> tuple[Json, str]:
    """The arguments as they came, without the token, and the token."""
    args: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        args |= _json_body(body)
    elif body:
        args |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    token = str(args.pop("token", ""))
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return args, bearer.strip() if scheme.lower() == "bearer" else token


def unknown_arguments(method: Method, args: Json) -> list[str]:
    return sorted(name for name in args if name not in method.args and name not in EVERYWHERE)


def typed(method: Method, args: Json) -> Json:
    """The known arguments, in their types; raises when one is missing or is something else."""
    missing = [name for name in method.required if args.get(name) in (None, "") and name not in MAY_BE_EMPTY]
    missing += [name for name in method.required if name in MAY_BE_EMPTY and args.get(name) is None]
    if missing:
        raise _invalid([f"[ERROR] missing required field: {name}" for name in missing])
    known = {name: value for name, value in args.items() if name in method.args and value is not None}
    return {name: _as(method.args[name], name, value) for name, value in known.items()}


def _as(kind: str, name: str, value: Any) -> Any:
    read = READERS.get(kind)
    try:
        return read(value) if read else value
    except (ValueError, TypeError, KeyError) as problem:
        raise _invalid([f"[ERROR] {name} must be a {kind}"]) from problem


def _string(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(value)


def _boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else TRUTH[str(value).lower()]


def _structure(value: Any, kind: type) -> Any:
    found = parsed(value) if isinstance(value, str) else value
    if not isinstance(found, kind):
        raise TypeError
    return found


READERS: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "boolean": _boolean,
    "number": int,
    "array": lambda value: _structure(value, list),
    "object": lambda value: _structure(value, dict),
}


def _json_body(body: bytes) -> Json:
    try:
        found = parsed(body or b"{}")
    except ValueError as problem:
        raise Refusal("invalid_json") from problem
    if not isinstance(found, dict):
        raise Refusal("json_not_object")
    return found


def _invalid(messages: list[str]) -> Refusal:
    return Refusal("invalid_arguments", response_metadata={"messages": messages})
