"""How often each method may be called, in real seconds: tiers per minute, and one message per second and channel."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass

PER_MINUTE: dict[int | str, int] = {1: 1, 2: 20, 3: 50, 4: 100, "hundreds": 600, "per channel": 300}
MESSAGES_PER_SECOND, MESSAGE_BURST = 1.0, 4.0
MINUTE = 60.0


@dataclass
class Bucket:
    """One message per second and a small burst: what is left of it, and when that was counted."""

    left: float
    counted_at: float


class Rates:
    def __init__(self) -> None:
        self.on = True
        self.scale = 1.0
        self._calls: dict[str, deque[float]] = {}
        self._channels: dict[str, Bucket] = {}

    def wait_for(self, method: str, tier: int | str, channel: str = "") -> int:
        """Seconds to wait before calling again; 0 when the call may go ahead, which counts it."""
        if not self.on:
            return 0
        now = time.monotonic()
        return self._wait_for_minute(method, tier, now) or (
            self._wait_for_channel(channel, now) if tier == "per channel" else 0
        )

    def forget(self) -> None:
        self._calls.clear()
        self._channels.clear()

    def _wait_for_minute(self, method: str, tier: int | str, now: float) -> int:
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= PER_MINUTE[tier] * self.scale:
            return max(1, math.ceil(MINUTE - (now - calls[0])))
        calls.append(now)
        return 0

    def _wait_for_channel(self, channel: str, now: float) -> int:
        bucket = self._channels.setdefault(channel, Bucket(MESSAGE_BURST * self.scale, now))
        pace = MESSAGES_PER_SECOND * self.scale
        bucket.left = min(MESSAGE_BURST * self.scale, bucket.left + (now - bucket.counted_at) * pace)
        bucket.counted_at = now
        if bucket.left < 1:
            return max(1, math.ceil((1 - bucket.left) / pace))
        bucket.left -= 1
        return 0
