"""Faults that somebody has ordered: what goes wrong, for which method, how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.wire import Json, Refusal

BEFORE = frozenset(
    {
        "hold_before",
        "rate_limited",
        "server_error",
        "drop",
        "error",
        "revoked_token",
        "name_taken",
        "archived_channel",
    }
)
AFTER = frozenset({"slow", "hold_after", "accept_then_drop"})
DELIVERIES = frozenset({"duplicate_event", "event_out_of_order"})
EVERYTHING = frozenset({"down"})
AT_ONCE = frozenset({"disconnect"})
KINDS = BEFORE | AFTER | DELIVERIES | EVERYTHING | AT_ONCE
HOLDS = frozenset({"hold_before", "hold_after"})
ONLY_FOR = {"name_taken": "conversations.create"}


@dataclass(eq=False)
class Fault:
    id: int
    kind: str
    method: str = "*"
    times: int | None = 1
    after: int = 0
    seconds: float | None = None
    error: str = ""
    until: float | None = None  # virtual epoch at which `down` is over
    passed: int = 0
    hits: int = 0
    holding: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def spent(self) -> bool:
        return self.released.is_set() or (self.times is not None and self.hits >= self.times)

    def strikes(self, names: tuple[str, ...]) -> bool:
        """Whether this call (or delivery) is one that it was ordered for; counts it if so."""
        if self.spent or self.method not in ("*", *names):
            return False
        if self.passed < self.after:
            self.passed += 1
            return False
        self.hits += 1
        return True

    async def hold(self) -> None:
        self.holding += 1
        try:
            await self.released.wait()
        finally:
            self.holding -= 1

    def json(self) -> Json:
        shown = {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "times": self.times,
            "after": self.after,
            "seconds": self.seconds,
            "error": self.error or None,
            "hits": self.hits,
            "spent": self.spent,
        }
        return {**shown, "holding": self.holding} if self.kind in HOLDS else shown


class Faults:
    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.ordered: dict[int, Fault] = {}
        self.on_change: Callable[[], None] = lambda: None
        self._last = 0

    def order(self, wanted: Json) -> Fault:
        kind = wanted.get("kind")
        if kind not in KINDS:
            raise Refusal("unknown_fault", f"There is no fault {kind!r}. There are: {', '.join(sorted(KINDS))}.")
        self._last += 1
        fault = Fault(
            id=self._last,
            kind=kind,
            method=str(wanted.get("method") or ONLY_FOR.get(kind, "*")),
            times=_count(wanted, "times", 1),
            after=_count(wanted, "after", 0) or 0,
            seconds=_seconds(wanted),
            error=str(wanted.get("error") or "internal_error") if kind == "error" else "",
        )
        if kind == "down":
            fault.times = None
            fault.until = None if fault.seconds is None else self.clock.epoch() + fault.seconds
        self.ordered[fault.id] = fault
        self.on_change()
        return fault

    def lift(self, id: int) -> bool:
        fault = self.ordered.pop(id, None)
        if fault:
            fault.released.set()
            self.on_change()
        return fault is not None

    def lift_all(self) -> None:
        for id in list(self.ordered):
            self.lift(id)

    def striking(self, kinds: frozenset[str], *names: str) -> Iterator[Fault]:
        """Those that hit now, oldest first; counted only as far as the caller reads on."""
        for fault in list(self.ordered.values()):
            if fault.kind in kinds and fault.strikes(names):
                self.on_change()
                yield fault

    def strikes(self, kind: str, *names: str) -> bool:
        return any(True for _ in self.striking(frozenset({kind}), *names))

    @property
    def down(self) -> bool:
        """Slack is entirely unreachable."""
        return any(
            fault.kind == "down" and (fault.until is None or self.clock.epoch() < fault.until)
            for fault in self.ordered.values()
        )

    def json(self) -> list[Json]:
        return [fault.json() for fault in self.ordered.values()]


def _count(wanted: Json, name: str, otherwise: int) -> int | None:
    value = wanted.get(name, otherwise)
    if value is None and name == "times":
        return None
    if not isinstance(value, int) or value < 0:
        raise Refusal("invalid_fault", f"{name} should be a whole number, and it is {value!r}.")
    return value


def _seconds(wanted: Json) -> float | None:
    value = wanted.get("seconds")
    if value is not None and (not isinstance(value, (int, float)) or value < 0):
        raise Refusal("invalid_fault", f"seconds should be a number, and it is {value!r}.")
    return value
