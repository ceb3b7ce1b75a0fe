"""Jinja expressions of the process file over a foreign body: no loops, no attributes, nothing that could grow.

What is allowed is listed; everything else is refused. The body is a value in an expression, never an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_EXPRESSION = 2_000  # characters
LONGEST_MADE = 100_000  # characters that joining or replacing may make

FILTERS = (
    "abs capitalize count d default dictsort first float int items join last length list lower map max min reject"
    " rejectattr replace reverse select selectattr sort string title trim truncate unique upper"
)
NOT_AS_TESTS = ("in", "filter", "test")  # `select("in", …)` compares each with each
OF_TEXT = (
    "capitalize endswith find isdigit lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip split"
    " splitlines startswith strip title upper"
)
OF_OBJECTS = "get items keys values"
METHODS: Mapping[type, frozenset[str]] = {str: frozenset(OF_TEXT.split()), dict: frozenset(OF_OBJECTS.split())}
WRONG = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


class ExpressionError(ValueError):
    """The expression cannot be read, or does what is not allowed."""


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`"a" * 10**10`, `10**10**10` and `"%9999999d" % 1` are short to write and long to compute."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError("only numbers are multiplied or divided, and no powers are taken")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A body's own field goes before a method: `payload.items` is what the sender calls items."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, jinja2.Undefined):
            return not attr.startswith("_")  # what is not there has nothing in it
        return attr in METHODS.get(type(obj), ())

    def wrap_str_format(self, value: Any) -> None:
        """`"{:9999999}".format(1)` is a method like others: not among those allowed."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> jinja2.Undefined:
        raise SecurityError(f"“{attribute}” of a {type(obj).__name__} cannot be read")


@jinja2.pass_environment
def _map(environment: jinja2.Environment, value: Iterable[Any], attribute: str) -> Iterator[Any]:
    """Only `map(attribute="labels.name")`: filters in it would make much out of little."""
    for entry in value:
        for part in str(attribute).split("."):
            entry = entry[part] if isinstance(entry, dict) and part in entry else environment.undefined(name=part)
        yield entry


def _join(value: Iterable[Any], d: object = "") -> str:
    between, parts, length = str(d), list[str](), 0
    for entry in value:
        parts.append(str(entry))
        length = _bounded(length + len(parts[-1]) + len(between))
    return between.join(parts)


def _replace(value: object, old: object, new: object) -> str:
    text, here, there = str(value), str(old), str(new)
    _bounded(text.count(here) * max(0, len(there) - len(here)))
    return text.replace(here, there)


def _bounded(length: int) -> int:
    if length > LONGEST_MADE:
        raise SecurityError(f"more than {LONGEST_MADE} characters would come out of it")
    return length


def _environment() -> _Environment:
    # The optimizer takes twice as long for each further filter in a row.
    made = _Environment(undefined=jinja2.ChainableUndefined, optimized=False)
    own: dict[str, Callable[..., Any]] = {"join": _join, "map": _map, "replace": _replace}
    made.filters = {name: own.get(name) or made.filters[name] for name in FILTERS.split()}
    made.tests = {name: test for name, test in made.tests.items() if name not in NOT_AS_TESTS}
    made.globals = {}  # range, lipsum, cycler and the like
    return made


_ENVIRONMENT = _environment()


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    if len(expression) > LONGEST_EXPRESSION:
        raise ExpressionError(f"“{_short(expression)}” is longer than {LONGEST_EXPRESSION} characters")
    try:
        return _ENVIRONMENT.compile_expression(expression, undefined_to_none=True)
    except WRONG as wrong:
        raise ExpressionError(f"“{_short(expression)}” is not a Jinja expression: {wrong}") from wrong


def check_expression(expression: str) -> None:
    """Raises ExpressionError where it cannot be read, or names a filter that there is not."""
    _compiled(expression)


def evaluate(expression: str, payload: object) -> object:
    """The value of `expression` with the body as `payload`, and its fields by their own names where it is an object.

    Raises ExpressionError. What the body does not have is None.
    """
    names = {**payload, "payload": payload} if isinstance(payload, dict) else {"payload": payload}
    names = {name: value for name, value in names.items() if isinstance(name, str) and name.isidentifier()}
    compiled = _compiled(expression)
    try:
        found = compiled(names)
        found = list(found) if isinstance(found, Iterator) else found
    except WRONG as wrong:
        raise ExpressionError(f"“{_short(expression)}” failed: {wrong}") from wrong
    if callable(found):
        raise ExpressionError(f"“{_short(expression)}” is something to call; write “()” behind it")
    return found


def _short(expression: str) -> str:
    return expression if len(expression) <= 100 else f"{expression[:100]}…"
