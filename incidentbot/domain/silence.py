"""Silences and maintenance windows: which alerts they hold back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase


def holds_back(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """True when every label that the silence names has that value; `*` is anything. Nothing named, nothing held."""
    return bool(wanted) and all(fnmatchcase(labels.get(name, ""), value) for name, value in wanted.items())
