"""The small language in which Slack's limits are written: a check yields one sentence for each problem it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]


def problem(at: str, sentence: str) -> str:
    return f"[ERROR] {sentence} [json-pointer:{at}]"


def size(text: str) -> int:
    """Characters as JavaScript counts them, so that an emoji is two: the stricter of the ways to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield problem(at, "must be a string")
        elif size(value) > most:
            yield problem(at, f"must be at most {most} characters, and has {size(value)}")
        elif len(value) < least:
            yield problem(at, f"must be at least {least} characters")

    return check


def boolean(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield problem(at, "must be true or false")


def integer(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield problem(at, f"must be a whole number from {least} to {most}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if value not in allowed:
            yield problem(at, f"must be one of {', '.join(allowed)}")

    return check


def matching(pattern: str, meaning: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield problem(at, f"must be {meaning}")

    return check


def items(check_one: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield problem(at, "must be a list")
            return
        if len(value) > most:
            yield problem(at, f"must have at most {most} items, and has {len(value)}")
        if len(value) < least:
            yield problem(at, f"must have at least {least} items")
        for number, item in enumerate(value):
            yield from check_one(item, f"{at}/{number}")

    return check


def anything(value: Any, at: str) -> Problems:
    yield from ()


@dataclass(frozen=True)
class Shape:
    """An object: the fields it must have and may have, and what has to hold between them."""

    must: Mapping[str, Check] = field(default_factory=dict)
    may: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem(at, "must be an object")
            return
        sound = True
        for found in self._fields(value, at):
            sound = False
            yield found
        # What holds between the fields can only be asked when each of them is what it should be.
        for rule in self.rules if sound else ():
            yield from rule(value, at)

    def _fields(self, value: dict[str, Any], at: str) -> Problems:
        known = {**self.may, **self.must}
        for name in self.must:
            if name not in value:
                yield problem(at, f"missing required field: {name}")
        for name, held in value.items():
            if name in known:
                yield from known[name](held, f"{at}/{name}")
            else:
                yield problem(at, f"invalid additional property: {name}")


def by_type(shapes: Mapping[str, Check], where: str = "here") -> Check:
    """Whatever its `type` says, if that type is allowed here."""

    def check(value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            yield problem(at, f"unsupported type {where}: {kind}")
        else:
            yield from shapes[kind](value, at)

    return check


def exactly_one(*names: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if sum(name in value for name in names) != 1:
            yield problem(at, f"needs exactly one of {', '.join(names)}")

    return check
