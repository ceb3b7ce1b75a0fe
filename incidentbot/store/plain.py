"""Text on its way into the database: what PostgreSQL or UTF-8 cannot carry is left out, whoever wrote it."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import String, TypeDecorator, TypeEngine


def storable(text: str) -> str:
    """PostgreSQL refuses U+0000 in text; half a surrogate pair, which JSON can spell, is not UTF-8."""
    return text if text.isprintable() else text.replace("\x00", "").encode("utf-8", "replace").decode()


class Plain(TypeDecorator[str]):
    """Text that people or the outside wrote. With a length, it is cut to it: no sentence is lost to a long name."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return String(self.length) if self.length else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)[: self.length]
