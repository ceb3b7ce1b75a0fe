"""Opaque cursors: the app hands back what it was given, and may not look inside."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from incidentbot.sandbox.wire import Json, Refusal

T = TypeVar("T")
MOST_PER_PAGE, PER_PAGE = 1000, 100


def page(items: Sequence[T], args: Json, strict: bool = True) -> tuple[list[T], str]:
    """The asked page and the cursor of the next one (empty at the end). Not every method refuses a wrong limit."""
    limit = args.get("limit", PER_PAGE)
    if not 1 <= limit <= MOST_PER_PAGE:
        if strict:
            raise Refusal("invalid_limit")
        limit = PER_PAGE
    start = _position(args.get("cursor", ""))
    end = start + limit
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def cursor_metadata(cursor: str) -> Json:
    return {"response_metadata": {"next_cursor": cursor}}


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        name, _, position = base64.urlsafe_b64decode(cursor).decode().partition(":")
        if name == "next":
            return int(position)
    except ValueError:
        pass
    raise Refusal("invalid_cursor")
