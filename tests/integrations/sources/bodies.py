"""Bodies as the products send them: our own, from their documented formats, and those that nobody here made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from incidentbot.domain.alert import Alert
from incidentbot.integrations.sources import SOURCES

OURS = Path(__file__).parent / "payloads"
THEIRS = Path(__file__).parents[4] / "shared" / "data" / "payloads"

# Which source reads which file: its name begins with the source's.
PREFIXES = {
    **{name.replace("-", "_"): name for name in SOURCES},
    "newrelic": "new-relic",
    "aws_sns": "cloudwatch",
}


def ours(name: str) -> Any:
    return json.loads((OURS / f"{name}.json").read_text(encoding="utf-8"))


def theirs(name: str) -> Any:
    path = THEIRS / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is absent: a body as the product sent it")
    return json.loads(path.read_text(encoding="utf-8"))


def with_changes(body: Any, /, **changes: Any) -> Any:
    """The same body where some values differ; a double underscore leads inside: payload__severity."""
    changed = json.loads(json.dumps(body))
    for path, value in changes.items():
        *inside, name = path.split("__")
        place = changed
        for step in inside:
            place = place[int(step) if step.isdigit() else step]
        place[name] = value
    return changed


def alerts(source: str, body: Any, headers: Mapping[str, str] | None = None) -> list[Alert]:
    return SOURCES[source].parse(body, headers or {})


def alert(source: str, body: Any, headers: Mapping[str, str] | None = None) -> Alert:
    (only,) = alerts(source, body, headers)
    return only


def urls(found: Alert, kind: str) -> list[str]:
    return [link.url for link in found.links if link.kind == kind]


def places_in(body: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, value in steps:
        yield (*place, step)
        yield from places_in(value, (*place, step))


def bodies_of(source: str) -> list[Any]:
    """All bodies at hand that this source knows."""
    paths = [*sorted(OURS.glob("*.json")), *(sorted(THEIRS.glob("*.json")) if THEIRS.exists() else [])]
    names = [prefix for prefix, name in PREFIXES.items() if name == source]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.stem.startswith(tuple(names))]


BODIES = {source: bodies_of(source) for source in SOURCES}
