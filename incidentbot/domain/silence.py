"""Silences and maintenance windows: which alerts they hold back. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.catalog_labels import fits, folded


def holds_back(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """True when every label that the silence names has that value, compared as everywhere; `*` is anything, also
    nothing. Nothing named, nothing held."""
    given = folded(labels)
    return bool(wanted) and all(fits(pattern, given.get(name, "")) for name, pattern in folded(wanted).items())
