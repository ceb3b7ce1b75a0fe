"""What may be there once only: two services for the same labels, two places of one name, two people in one account."""

from __future__ import annotations

from collections.abc import Iterator

from incidentbot.domain.catalog_labels import fits
from incidentbot.process.references import Mistake
from incidentbot.process.tree import Plain, Tree, Where
from incidentbot.process.words import shown

KEYED = ("people", "calendars", "teams", "services", "environments", "integrations", "schedules", "escalations")
Patterns = dict[str, list[str]]


def doubles(tree: Tree) -> Iterator[Mistake]:
    for section in KEYED:
        yield from _same_key(tree, section)
    yield from _same_account(tree)
    yield from _same_environment(tree)
    yield from _same_key_in_match(tree)
    yield from _same_labels(tree, "services", "service")
    yield from _same_labels(tree, "environments", "environment")


def _items(tree: Tree, section: str) -> dict[str, Plain]:
    there = tree.at((section,))
    return there if isinstance(there, dict) else {}


def _same_key(tree: Tree, section: str) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for key in _items(tree, section):
        if (first := seen.setdefault(key.casefold(), key)) != key:
            yield (section, key), f"differs from {shown(first)} only in upper and lower case; choose another name"


def _same_account(tree: Tree) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for key in _items(tree, "people"):
        where: Where = ("people", key, "slack")
        account = tree.at(where)
        if isinstance(account, str) and (first := seen.setdefault(account, key)) != key:
            yield where, f"{shown(account)} is {first} already; write the id of {key}"


def _same_environment(tree: Tree) -> Iterator[Mistake]:
    seen = {key.casefold(): key for key in _items(tree, "environments")}
    for key in _items(tree, "environments"):
        aliases = tree.at(("environments", key, "aliases"))
        for number, alias in enumerate(aliases if isinstance(aliases, list) else []):
            if isinstance(alias, str) and (first := seen.setdefault(alias.strip().casefold(), key)) != key:
                yield ("environments", key, "aliases", number), f"{shown(alias)} means {first} already; take one out"


def _same_key_in_match(tree: Tree) -> Iterator[Mistake]:
    keys = {key.casefold(): key for key in _items(tree, "services")}
    for key in _items(tree, "services"):
        where: Where = ("services", key, "match")
        for word in _patterns(tree.at(where)).get("service", []):
            if keys.get(word, key) != key:
                yield where, f"service={shown(word)} means the service {keys[word]} already; write another value"


def _same_labels(tree: Tree, section: str, what: str) -> Iterator[Mistake]:
    """Two that ask for the same names and could both be meant by one alert. One that asks for more names than another
    is no double: it is the exception, and wins."""
    alike: dict[tuple[str, ...], _Known] = {}
    for key in _items(tree, section):
        where: Where = (section, key, "match")
        if patterns := _patterns(tree.at(where)):
            known = alike.setdefault(tuple(sorted(patterns)), _Known())
            if other := known.rival(patterns):
                labels = " and ".join(f"{name}={', '.join(values)}" for name, values in patterns.items())
                yield where, f"{shown(labels)} may also mean the {what} {other}; write labels that tell them apart"
            known.add(key, patterns)


def _patterns(match: Plain) -> Patterns:
    """As far as it is well written: what is not is told elsewhere."""
    if not isinstance(match, dict):
        return {}
    found: Patterns = {}
    for name, values in match.items():
        many = values if isinstance(values, list) else [values]
        found[name.strip().casefold()] = [value.casefold() for value in many if isinstance(value, str)]
    return found


class _Known:
    """Those that ask for the same names, found by the first of them, so that a thousand are read at once."""

    def __init__(self) -> None:
        self._by_value: dict[str, list[tuple[str, Patterns]]] = {}
        self._wild: list[tuple[str, Patterns]] = []

    def add(self, key: str, patterns: Patterns) -> None:
        values = patterns[min(patterns)]
        if any("*" in value for value in values):
            self._wild.append((key, patterns))
        for value in values:
            self._by_value.setdefault(value, []).append((key, patterns))

    def rival(self, patterns: Patterns) -> str | None:
        values = patterns[min(patterns)]
        others = [*self._wild, *(other for value in values for other in self._by_value.get(value, []))]
        if any("*" in value for value in values):
            others = [other for all_ in self._by_value.values() for other in all_]
        return next(
            (key for key, other in others if all(_meet(patterns[name], other[name]) for name in patterns)), None
        )


def _meet(some: list[str], others: list[str]) -> bool:
    """Whether one value can be what both say. Two different patterns with * are given the benefit of the doubt."""
    return any(one == other or fits(one, other) or fits(other, one) for one in some for other in others)
