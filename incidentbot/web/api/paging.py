"""Pages of a list: as many as asked for, and an opaque cursor with which the next ones begin."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from incidentbot.domain.priority import Priority
from incidentbot.errors import InvalidInput
from incidentbot.services.listing import Key, Listed
from incidentbot.web.api.shapes import LARGEST, in_utc

LONGEST = 200
USUAL = 50

T = TypeVar("T")
Item = TypeVar("Item")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PageQuery(BaseModel):
    """A parameter that nobody knows is an error: a mistyped filter must not look like an answer to it."""

    model_config = {"extra": "forbid"}

    limit: Annotated[int, Field(ge=1, le=LONGEST, description="How many at most.")] = USUAL
    cursor: Annotated[str | None, Field(max_length=500, description="What `next` of the page before said.")] = None

    def after(self, order: str) -> Key | None:
        """Where the page before ended. Raises InvalidInput."""
        return _read(self.cursor, order) if self.cursor else None


def page(listed: Listed[Item], order: str, shown: Callable[[Item], T]) -> Page[T]:
    return Page(items=[shown(item) for item in listed.items], next=_written(listed.last, order))


def whole(items: Iterable[T]) -> Page[T]:
    """A list that is short by its nature, in the shape of the others."""
    return Page(items=list(items), next=None)


def _number(part: Any) -> int:
    if type(part) is not int or not 0 <= part <= LARGEST:
        raise ValueError("not a number")
    return part


def _instant(part: Any) -> datetime:
    return in_utc(datetime.fromisoformat(part))


# The parts of a list's key, by the name of its order; what came back is read as strictly as anything from outside.
KEYS: Mapping[str, tuple[Callable[[Any], str | int | datetime], ...]] = {
    "id": (_number,),
    "newest": (_instant, _number),
    "queue": (Priority, _instant, _number),
}


def _written(key: Key | None, order: str) -> str | None:
    if key is None:
        return None
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps([order, *parts]).encode()).decode().rstrip("=")


def _read(cursor: str, order: str) -> Key:
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        of, *parts = told
        if of != order:
            raise ValueError("of another list")
        return tuple(read(part) for read, part in zip(KEYS[order], parts, strict=True))
    except (ValueError, TypeError, RecursionError) as wrong:
        told = "This is no cursor of this list; take what `next` said, or leave it out to begin."
        raise InvalidInput({"query.cursor": told}) from wrong
