"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process as fuzzy
from rapidfuzz.fuzz import ratio

ALIKE = 60
SHORTEST_BEGINNING = 3


def nearest(name: str, known: Iterable[str]) -> str:
    """ "did you mean “checkout”?", or nothing."""
    known = list(known)
    begun = [one for one in known if len(name) >= SHORTEST_BEGINNING and one.startswith(name)]
    found = fuzzy.extractOne(name[:100], begun or known, scorer=ratio, score_cutoff=0 if begun else ALIKE)
    return f"did you mean “{found[0]}”?" if found else ""
