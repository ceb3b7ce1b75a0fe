"""A body that its owner laid out: the vendor names the values, somebody's template names the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

from incidentbot.integrations.sources.reading import first

# A placeholder that the template left as it was: $ALERT_ID, {EVENT.ID}, {$URL}, *UNKNOWN*.
_LEFT_OVER = re.compile(r"\$[A-Z_0-9]+(\[\w*\])?|\{[$#]?[A-Z][A-Z0-9_.:$]*\}|\*UNKNOWN\*")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


class Fields:
    """Finds names whatever their case and separators (`alert_id`, `alertId`, `ALERT.ID` by "alertid"), one level down
    too. What stands at the top goes first; what is empty, or was never filled in, is not there."""

    def __init__(self, body: Mapping[str, object]) -> None:
        self._values: dict[str, object] = {}
        within = (inner.items() for inner in body.values() if isinstance(inner, Mapping))
        for name, value in chain(body.items(), *within):
            if value is not None and value != "" and not is_left_over(value):
                self._values.setdefault(_bare(name), value)

    def get(self, *names: str) -> object:
        """The value of the first name that is there; None when none is."""
        return next((self._values[name] for name in names if name in self._values), None)

    def line(self, *names: str) -> str:
        return first(*(self._values.get(name) for name in names))

    def answers(self) -> dict[str, object]:
        """What the body says of its own accord about service, team and environment."""
        said = {
            "service": self.get("service", "servicename"),
            "team": self.get("team"),
            "environment": self.get("environment", "env"),
        }
        return {name: value for name, value in said.items() if value is not None}


def is_left_over(value: object) -> bool:
    return isinstance(value, str) and _LEFT_OVER.fullmatch(value.strip()) is not None


def _bare(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())
