"""Virtual time: real time plus an offset that only grows. The bot follows it, so a rehearsal can be fast-forwarded."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

APPLIED_WITHIN_SECONDS = 2.0


class Follower(Protocol):
    """A program that keeps its own clock in step with ours."""

    applied: int
    next_due: datetime | None

    def follow(self, offset_seconds: float, number: int) -> None: ...


class VirtualClock:
    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds
        self.followers: list[Follower] = []
        self._number = 0
        self._last_ts = 0
        self._changed = asyncio.Event()

    def epoch(self) -> float:
        return time.time() + self.offset_seconds

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def ts(self) -> str:
        """A message's name: seconds with six decimals, never the same and never smaller than the one before."""
        self._last_ts = max(int(self.epoch() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def never_before(self, ts: str) -> None:
        """After a restart: go on above the names that were given out before it."""
        self._last_ts = max(self._last_ts, int(ts.replace(".", "")))

    def next_due(self) -> datetime | None:
        return min((f.next_due for f in self.followers if f.next_due), default=None)

    def join(self, follower: Follower) -> None:
        self.followers.append(follower)
        follower.follow(self.offset_seconds, self._number)

    def leave(self, follower: Follower) -> None:
        self.followers.remove(follower)
        self.touch()

    async def advance(self, seconds: float) -> None:
        """Move on, and wait a moment until every follower says that it has moved too."""
        self.offset_seconds += seconds
        self._number += 1
        number = self._number
        for follower in self.followers:
            follower.follow(self.offset_seconds, number)
        self.touch()
        patience = time.monotonic() + APPLIED_WITHIN_SECONDS
        while any(f.applied < number for f in self.followers) and (left := patience - time.monotonic()) > 0:
            await self._something_changes(left)

    async def sleep_until(self, epoch: float) -> None:
        while (left := epoch - self.epoch()) > 0:
            await self._something_changes(left)

    def touch(self) -> None:
        """Wake whoever waits on time: the offset moved, or a follower said something."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def _something_changes(self, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                await self._changed.wait()
        except TimeoutError:
            return
