"""Who and what is in the workspace: people, conversations, messages. Plain values in memory; no rules here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from incidentbot.sandbox.wire import Json

TEAM_ID = "T0SANDBOX"
TEAM_DOMAIN = "acme"
TEAM_NAME = "Acme"
APP_ID = "A00INCIDENT"
BOT_ID = "B00BOT"
BOT_USER = "U00BOT"


class Kind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "im"


@dataclass
class User:
    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "UTC"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@acme.example"

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class Message:
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    subtype: str = ""
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    only_for: str = ""  # an ephemeral message's one reader
    inviter: str = ""

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def is_in_channel(self) -> bool:
        """Shown in the channel itself, not only in a thread."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass
class Note:
    """A topic or a purpose: what it says, who said so and when."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass
class Channel:
    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    is_general: bool = False
    is_archived: bool = False
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    members: list[str] = field(default_factory=list)
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    pins: dict[str, Json] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    read_until: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return Kind.DIRECT if self.is_im else Kind.PRIVATE if self.is_private else Kind.PUBLIC

    def other(self, user: str) -> str:
        """In a direct conversation: the other one."""
        return next((m for m in self.members if m != user), user)


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)


@dataclass
class Upload:
    """A file that the app was promised room for. Nobody sees it before it is completed."""

    id: str
    name: str
    length: int
    secret: str
    alt: str = ""
    content: str | None = None  # in base64, once it has come
    is_complete: bool = False


@dataclass
class Workspace:
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    last_number: int = 0
    usergroups: dict[str, UserGroup] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def new_id(self, prefix: str) -> str:
        self.last_number += 1
        return f"{prefix}0S{self.last_number:06d}"

    def user_named(self, name: str) -> User | None:
        return next((u for u in self.users.values() if u.name == name), None)

    def channel_named(self, name: str) -> Channel | None:
        """Archived channels keep their names, so they are found too."""
        return next((c for c in self.channels.values() if c.name == name and not c.is_im), None)

    def direct(self, one: str, other: str) -> Channel | None:
        pair = {one, other}
        return next((c for c in self.channels.values() if c.is_im and set(c.members) == pair), None)

    def people(self) -> list[User]:
        return [u for u in self.users.values() if not u.is_bot and not u.deleted]

    def sees(self, user: str, channel: Channel) -> bool:
        """Private is for members; a guest sees only what it was let into."""
        person = self.users.get(user)
        if user in channel.members:
            return True
        return channel.kind is Kind.PUBLIC and not (person and person.is_guest)
