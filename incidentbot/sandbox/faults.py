"""Faults that somebody has ordered: what goes wrong, for which method, how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.reading import number, words
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
# Of those who bring pages to telephones; `method` is then a provider's name.
PROVIDERS = frozenset(
    {
        "provider_slow",
        "provider_refuses",
        "provider_fails",
        "provider_breaks_off",
        "provider_lies",
        "provider_drops",
    }
)
KINDS = BEFORE | AFTER | DELIVERIES | EVERYTHING | AT_ONCE | PROVIDERS
HOLDS = frozenset({"hold_before", "hold_after"})
ONLY_FOR = {"name_taken": "conversations.create"}
ERRORS = {"error": "internal_error", "provider_refuses": ""}  # what is said where nobody chose a code


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
        kind = words(wanted, "kind")
        if kind not in KINDS:
            raise Refusal("unknown_fault", f"There is no fault {kind!r}. There are: {', '.join(sorted(KINDS))}.")
        self._last += 1
        fault = Fault(
            id=self._last,
            kind=kind,
            method=words(wanted, "method") or ONLY_FOR.get(kind, "*"),
            times=None if wanted.get("times", 1) is None else int(number(wanted, "times", 1)),
            after=int(number(wanted, "after", 0)),
            seconds=None if wanted.get("seconds") is None else number(wanted, "seconds", 0),
            error=words(wanted, "error", ERRORS.get(kind, "")) if kind in ERRORS else "",
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
