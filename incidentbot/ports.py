"""What we need from outside, on one page. Failures are errors.VendorError, which say whether trying again helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.domain.work import Work


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, in UTC. Read once per request or tick, and passed down."""


class InForce(Protocol):
    @property
    def process(self) -> Process:
        """The process that is in force now. Read once per act: it may be another one for the next."""


@dataclass(frozen=True)
class Channel:
    id: str
    name: str


@dataclass(frozen=True)
class PostedMessage:
    """Where a message is: channel id and the chat's own id of it."""

    channel: str
    ts: str


class Chat(Protocol):
    """What the outbox asks of a chat. `key` marks a message at the chat, so that it can be asked for later.

    Every method raises TryAgain, NeedsPerson or CannotBeDone; `where` is a channel id, a #name or a person's id.
    """

    def open_channel(self, name: str) -> Channel:
        """Raises NameTaken when another channel, perhaps an archived one, has the name."""

    def own_channel_named(self, names: Sequence[str], since: datetime) -> Channel | None:
        """The channel that we made under one of these names at or after `since`, if we did."""

    def set_topic(self, channel: str, template: str, data: Mapping[str, Any]) -> None: ...

    def set_purpose(self, channel: str, template: str, data: Mapping[str, Any]) -> None: ...

    def invite(self, channel: str, people: Sequence[str]) -> Mapping[str, str]:
        """Invites those who are not there yet. Returns who could not be invited, with the reason."""

    def bookmark(self, channel: str, title: str, url: str) -> None: ...

    def has_bookmark(self, channel: str, url: str) -> bool: ...

    def pin(self, message: PostedMessage) -> None: ...

    def post(
        self, where: str, template: str, data: Mapping[str, Any], key: str, thread: str | None = None
    ) -> PostedMessage: ...

    def update(self, message: PostedMessage, template: str, data: Mapping[str, Any]) -> None: ...

    def find_post(self, where: str, key: str, since: datetime, thread: str | None = None) -> PostedMessage | None:
        """The message marked with `key`, if it was posted at or after `since`."""

    def answer(self, address: str, template: str, data: Mapping[str, Any]) -> None:
        """Answers the person who asked, at the response address that came with their request."""


class Performer(Protocol):
    """Performs work rows of certain kinds, outside any transaction."""

    def perform(self, work: Work, by: Actor) -> str | None:
        """Does it; returns the provider's id of what was done. `by` carries the work row as its cause: an act
        of a service with it ends the row in its own transaction."""

    def happened(self, work: Work) -> bool:
        """Asked before a repeat whose earlier outcome is unknown. True: it had happened, and what follows from it
        has been written down now. False: it had not, or the provider cannot be asked."""


class Words(Protocol):
    """Templates for documents; values in them are never templates."""

    def markdown(self, name: str, data: Mapping[str, Any]) -> str: ...
