"""The rules of a process file about signals: where they go in spite of their labels, and when a ticket gets worse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from incidentbot.domain.calendar import spoken
from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.priority import Priority, Severity


@dataclass(frozen=True)
class RoutingRule:
    """What is decided for alerts with these labels; None leaves that answer to the catalog.

    `page_anyway` is for what must wake somebody even though it cannot answer the three questions.
    """

    name: str
    match: LabelMatch = field(default_factory=LabelMatch)
    service: str | None = None
    team: str | None = None
    environment: str | None = None
    severity: Severity | None = None
    priority: Priority | None = None
    page_anyway: bool = False


@dataclass(frozen=True)
class RaiseRule:
    """A ticket that meets every condition named here becomes `to`, once each time that it begins to meet them.

    `of` restricts it to tickets of that priority. `alerts` is more than so many within `within`, or at all.
    """

    to: Priority
    of: Priority | None = None
    unresolved_for: timedelta | None = None
    alerts: int | None = None
    within: timedelta | None = None
    growing: bool = False

    @property
    def reason(self) -> str:
        """Why, as it is said to people: "unresolved for 4 h and more than 50 alerts within 10 min"."""
        within = f" within {spoken(self.within)}" if self.within else ""
        held = {
            f"unresolved for {spoken(self.unresolved_for)}": self.unresolved_for is not None,
            f"more than {self.alerts} alert{'s' * (self.alerts != 1)}{within}": self.alerts is not None,
            "the impact is growing": self.growing,
        }
        return " and ".join(words for words, asked in held.items() if asked)
