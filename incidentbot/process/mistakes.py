"""What pydantic found, in words of people who write process files."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from incidentbot.process.lines import ProcessFile
from incidentbot.process.nearest import nearest
from incidentbot.process.references import Mistake
from incidentbot.process.tree import Where
from incidentbot.process.words import shown

_LINES = "write lines of the form “name: value” here"
_WRITE_INSTEAD: Mapping[str, str] = {
    "string_type": "write text here, not a list and no lines of its own",
    "list_type": "write a list here, like [one, two]",
    "dict_type": _LINES,
    "model_type": _LINES,
    "model_attributes_type": _LINES,
    "missing": "is missing here; write it",
    "too_short": "is empty; write at least one line",
    "int_parsing": "write a whole number here",
    "int_type": "write a whole number here",
    "int_from_float": "write a whole number here",
    "int_parsing_size": "write a smaller number here",
    "bool_parsing": "write true or false here",
    "bool_type": "write true or false here",
    "greater_than_equal": "write a number from {ge} on",
    "less_than_equal": "write a number up to {le}",
    "enum": "write {expected}",
    "literal_error": "write {expected}",
}


def mistakes_in(wrong: ValidationError) -> list[Mistake]:
    return [_mistake(dict(error)) for error in wrong.errors(include_url=False)]


def _mistake(error: Mapping[str, Any]) -> Mistake:
    where: Where = tuple(part for part in error["loc"] if part != "[key]")
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "extra_forbidden":
        return where, _unknown(where)
    if kind in ("enum", "literal_error") and isinstance(error["input"], str):
        return where, f"{shown(error['input'])} is not known here; write {context['expected']}"
    if kind in _WRITE_INSTEAD:
        return where, _WRITE_INSTEAD[kind].format(**context)
    return where, str(error["msg"]).removeprefix("Value error, ")


def _unknown(where: Where) -> str:
    known = _names_at(where[:-1])
    like = nearest(str(where[-1]), known) or f"known are {', '.join(known)}"
    return f"{shown(str(where[-1]))} is not known here; {like}"


def _names_at(where: Where) -> list[str]:
    """The names that may stand there."""
    line: Any = ProcessFile
    for part in where:
        if isinstance(line, type) and issubclass(line, BaseModel):
            line = next(field.annotation for name, field in line.model_fields.items() if (field.alias or name) == part)
        else:
            line = get_args(line)[-1]
        line = _inner(line)
    return [field.alias or name for name, field in line.model_fields.items()]


def _inner(kind: Any) -> Any:
    """What stands there when something does: `Annotated[X | None, …]` → X."""
    while get_origin(kind) in (Annotated, Union, types.UnionType):
        kind = get_args(kind)[0]
    return kind
