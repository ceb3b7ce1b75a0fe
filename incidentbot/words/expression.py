"""Jinja expressions of the process file over a foreign body: sandboxed, and the body is never a template."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=jinja2.ChainableUndefined)


class ExpressionError(ValueError):
    """The expression cannot be read, or does what is not allowed."""


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    try:
        return _ENVIRONMENT.compile_expression(expression, undefined_to_none=True)
    except jinja2.TemplateError as wrong:
        raise ExpressionError(f"“{expression}” is not a Jinja expression: {wrong}") from wrong


def evaluate(expression: str, payload: object) -> object:
    """The value of `expression` with the body as `payload`, and its fields by their own names where it is an object.

    Raises ExpressionError. What the body does not have is None.
    """
    names = {**payload, "payload": payload} if isinstance(payload, dict) else {"payload": payload}
    names = {name: value for name, value in names.items() if isinstance(name, str) and name.isidentifier()}
    try:
        return _compiled(expression)(**names)
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
        raise ExpressionError(f"“{expression}” failed: {wrong}") from wrong
