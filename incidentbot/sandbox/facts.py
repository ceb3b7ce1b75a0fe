"""What Slack publishes about its methods: arguments, scopes, tiers and error codes. The table is facts.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Method:
    name: str
    tier: int | str
    required: tuple[str, ...]
    scopes: tuple[str, ...]
    args: dict[str, str]
    errors: frozenset[str]


def _table() -> tuple[dict[str, Method], frozenset[str]]:
    facts = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))
    methods = {
        name: Method(name, f["tier"], tuple(f["required"]), tuple(f["scopes"]), f["args"], frozenset(f["errors"]))
        for name, f in facts["methods"].items()
    }
    return methods, frozenset(facts["common_errors"])


METHODS, COMMON_ERRORS = _table()
