"""Reads values out of a foreign JSON, whatever stands there. Nothing here raises: what is not there is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, islice
from math import isfinite

from incidentbot.domain.alert import NOTHING, AlertLink, as_line, as_text

MILLISECONDS = 1e11  # a number of seconds this large would be in the year 5138
EARLIEST, LATEST = 2000, 2200  # a year before is "not known" (0001-01-01), one after is "not foreseen"
MOST_TAGS = 1000  # of one source; more are nobody's tags

# What an annotation or field with an address is called → what kind of link it is.
_KINDS = (
    ("runbook", "runbook"),
    ("playbook", "runbook"),
    ("dashboard", "dashboard"),
    ("panel", "dashboard"),
    ("image", "image"),
    ("snapshot", "image"),
    ("chart", "image"),
)


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else NOTHING


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def at(value: object, *names: str) -> object:
    """What stands at a path of names."""
    for name in names:
        value = mapping(value).get(name)
    return value


def first(*values: object) -> str:
    """The first of them that says anything, on one line."""
    return next(filter(None, map(as_line, values)), "")


def first_text(*values: object) -> str:
    """The same with its lines kept."""
    return next(filter(None, map(as_text, values)), "")


def header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def link(kind: str, label: object, url: object) -> AlertLink | None:
    return AlertLink(kind, as_line(label), url) if isinstance(url, str) and url else None


def link_named(name: str, url: object) -> AlertLink | None:
    """A link whose kind follows from the name under which it was found: runbook_url is a runbook."""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return None
    kind = next((kind for part, kind in _KINDS if part in name.lower()), "document")
    return AlertLink(kind, name, url)


def tags(*sources: object) -> dict[str, str]:
    """Tags as labels: "key:value, word", ["key:value"], [["key", "value"]], [{"tag": …, "value": …}] or {key: value}.

    The first value of a key holds, so that a label stays comparable; a word alone is "true".
    """
    found: dict[str, str] = {}
    for name, value in chain.from_iterable(map(_tags, sources)):
        if name:
            found.setdefault(name, value or "true")
    return found


def _tags(source: object) -> Iterator[tuple[str, str]]:
    if isinstance(source, str):
        source = source.split(",", MOST_TAGS)
    if isinstance(source, Mapping):
        source = [list(pair) for pair in islice(source.items(), MOST_TAGS)]
    for tag in listed(source)[:MOST_TAGS]:
        if isinstance(tag, Mapping):
            yield first(tag.get("tag"), tag.get("name"), tag.get("key")), as_text(tag.get("value"))
        elif isinstance(tag, list):
            yield first(*tag[:1]), as_text(tag[1] if len(tag) > 1 else "")
        else:
            name, _, value = as_text(tag).partition(":")
            yield name.strip(), value.strip()


def instant(value: object) -> datetime | None:
    """ISO 8601, or seconds or milliseconds since 1970; without a zone it is UTC. None for what no clock has shown."""
    try:
        moment = _moment(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return moment if EARLIEST <= moment.year <= LATEST else None


def _moment(value: object) -> datetime:
    if isinstance(value, str):
        value = value.strip()
        if not value.replace(".", "", 1).isdecimal():
            return datetime.fromisoformat(value)
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("neither a number nor a text")
    return datetime.fromtimestamp(value / 1000 if value >= MILLISECONDS else value, UTC)
