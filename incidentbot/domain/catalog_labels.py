"""How an alert's labels are compared with what the process file says: exactly, one of a list, or with a `*`.

No regular expressions: `*` is enough for names, is understood by everybody, and cannot take for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Labels = Mapping[str, str]


def folded(labels: Labels) -> dict[str, str]:
    """Labels as they are compared: upper and lower case are the same, and so is space around them."""
    return {name.strip().casefold(): value.strip().casefold() for name, value in labels.items()}


def fits(pattern: str, value: str) -> bool:
    """Whether `value` is what `pattern` says; `*` stands for anything, also for nothing. Linear in both."""
    first, *rest = pattern.split("*")
    if not rest:
        return value == pattern
    last = rest.pop()
    if not value.startswith(first) or not value.endswith(last) or len(value) < len(first) + len(last):
        return False
    at, end = len(first), len(value) - len(last)
    for piece in rest:
        found = value.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@dataclass(frozen=True)
class LabelMatch:
    """What labels must say: for each name one of the patterns. Without any name nothing fits."""

    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lower = {name.strip().casefold(): tuple(one.casefold() for one in all_) for name, all_ in self.wanted.items()}
        object.__setattr__(self, "wanted", lower)

    def fits(self, labels: Labels) -> bool:
        """`labels` are folded."""
        return bool(self.wanted) and all(
            name in labels and any(fits(pattern, labels[name]) for pattern in patterns)
            for name, patterns in self.wanted.items()
        )

    def shown(self, labels: Labels) -> str:
        """The labels that made it fit: "job=shop, app=checkout"."""
        return ", ".join(f"{name}={labels.get(name, '')}" for name in self.wanted)
