"""What happened on the wire: every call and delivery, and every violation of Slack's rules."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.wire import Json

KEPT = 20_000


@dataclass
class Ledger:
    clock: VirtualClock
    on_violation: Callable[[Json], None] = lambda violation: None
    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))
    deliveries: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))
    violations: list[Json] = field(default_factory=list)
    _last: int = 0

    def violation(self, where: str, problem: str, detail: str = "") -> None:
        """Something that the real Slack would refuse, or that its documentation asks apps not to do."""
        violation = {"at": self.clock.now().isoformat(), "where": where, "problem": problem, "detail": detail}
        self.violations.append(violation)
        self.on_violation(violation)

    def call(self, method: str, args: Json) -> Json:
        """The line for a call that has just arrived; whoever answers it completes the line."""
        line = self._line(method=method, args=args, ok=None, error=None, status=None)
        self.calls.append(line)
        return line

    def delivery(self, kind: str, name: str, attempt: int) -> Json:
        line = self._line(kind=kind, name=name, attempt=attempt, outcome=None)
        self.deliveries.append(line)
        return line

    def clear(self) -> None:
        self.calls.clear()
        self.deliveries.clear()
        self.violations.clear()

    def _line(self, **facts: object) -> Json:
        self._last += 1
        return {"n": self._last, "at": self.clock.now().isoformat(), **facts}
