"""Activity in an incident's channel keeps an acknowledgement alive: words, commands, buttons, reactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import BoltResponse

from incidentbot.slack.bot import Bot

ONCE_IN = timedelta(minutes=1)
MOST_CHANNELS = 1000


class Activity:
    """When something last happened in an incident's channel; told onwards once in a while, not at each word."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._told: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def seen(self, channel: str) -> None:
        now = self._bot.clock.now()
        with self._lock:
            if (last := self._told.get(channel)) is not None and timedelta(0) <= now - last < ONCE_IN:
                return
            if len(self._told) >= MOST_CHANNELS:
                self._told.clear()
            self._told[channel] = now
        incident = self._bot.incidents.of_channel(channel)
        if incident is not None and incident.status.is_open:
            self._bot.pager.renew(incident.ticket_id)


def channel_of(body: Mapping[str, Any]) -> str | None:
    """Where something was said, typed, pressed or reacted to."""
    event = body.get("event") or {}
    named = (
        body.get("channel_id"),
        (body.get("channel") or {}).get("id"),
        event.get("channel"),
        (event.get("item") or {}).get("channel"),
    )
    return next((channel for channel in named if isinstance(channel, str) and channel), None)


def keeping_awake(bot: Bot) -> Callable[..., BoltResponse]:
    """A global middleware of the app that acts, where nobody waits for an acknowledgement any more."""
    activity = Activity(bot)

    def middleware(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:
        if channel := channel_of(body):
            activity.seen(channel)
        return next()

    return middleware
