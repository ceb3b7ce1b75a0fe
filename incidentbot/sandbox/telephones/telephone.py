"""A person's telephone and mailbox, and everything that came to them. Plain values; no rules here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import quote
from zlib import crc32

from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import User

KEPT = 200
RINGING, TALKING, SOUNDING = "ringing", "talking", "sounding"


@dataclass(eq=False)
class Item:
    """A call, a text, a push or a letter. `wire` is what its provider needs to know, and nobody sees."""

    id: str
    at: str
    kind: str  # call, sms, push, mail, webhook
    provider: str
    state: str
    sender: str
    title: str = ""
    text: str = ""
    lines: list[str] = field(default_factory=list)  # what the voice of a call has said
    buttons: list[str] = field(default_factory=list)
    raw: str = ""  # the whole request, where a program would read it
    is_mine: bool = False
    wire: Json = field(default_factory=dict)

    def json(self) -> Json:
        return {name: value for name, value in vars(self).items() if name != "wire"}


@dataclass(eq=False)
class Telephone:
    user: User
    url: str  # of the sandbox
    items: deque[Item] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def number(self) -> str:
        return number_of(self.user)

    def json(self) -> Json:
        return {
            "user": self.user.id,
            "number": self.number,
            "email": self.user.email,
            "topic": topic_of(self.user),
            "pushover": pushover_key_of(self.user),
            "webhook": webhook_of(self.url, self.user),
            "items": [item.json() for item in self.items],
        }


def number_of(user: User) -> str:
    """Made of the name, so that a person who joins has one, too, and keeps it."""
    return f"+420601{crc32(user.name.encode()) % 1_000_000:06d}"


def topic_of(user: User) -> str:
    return f"{user.name}-telephone"


def webhook_of(url: str, user: User) -> str:
    return f"{url}/hooks/{quote(user.name)}"


def pushover_key_of(user: User) -> str:
    letters = "".join(letter for letter in user.name if letter.isascii() and letter.isalnum())
    return f"u{letters[:20]}{crc32(user.name.encode()):08x}".ljust(30, "0")[:30]
