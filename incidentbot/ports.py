"""What we need from outside, on one page. Failures are errors.VendorError, which say whether trying again helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.page_chart import PagePicture
from incidentbot.domain.people import Actor
from incidentbot.domain.priority import Priority
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

    def note_in_topic(self, channel: str, template: str, data: Mapping[str, Any]) -> None:
        """Puts a note into the channel's topic, in the place of the one before; what people wrote there stays.

        The note begins with a word and a colon, by which it is found again. Nothing where the bot is not."""

    def fill_usergroup(self, usergroup: str, people: Sequence[str]) -> None:
        """From now on the group is these people. There has to be one."""

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


class ChatFiles(Protocol):
    """Bringing a picture to a chat. Fails as Chat does."""

    def place_for(self, channel: str | None, person: str) -> str:
        """The channel, where the bot is in it and may speak; else the person's direct messages."""

    def bring(self, name: str, content: bytes, alt: str) -> str:
        """Brings a file that nobody sees yet; its id. `alt` is for those who do not see pictures."""

    def share(self, file: str, title: str, where: str, template: str, data: Mapping[str, Any]) -> None:
        """Shows a file that was brought, in a place from `place_for`. It works once for each file: a second time is
        refused with the code file_not_found."""

    def is_shared(self, file: str, where: str, since: datetime) -> bool:
        """Whether that file was shown there at or after `since`."""


Draw = Callable[[PagePicture], bytes]  # a PNG


class Words(Protocol):
    """Templates for documents; values in them are never templates."""

    def markdown(self, name: str, data: Mapping[str, Any]) -> str: ...


class SignedSender(Protocol):
    """A sender that signs what it brings, and asks once whether it is welcome (Amazon SNS)."""

    def signs(self, body: object) -> bool:
        """Whether the body is of the kind that this sender signs. Others are what their key makes of them."""

    def check(self, body: object) -> None:
        """Raises NotGenuine when the signature is not the sender's, TryAgain when that cannot be found out now."""

    def request_in(self, body: object) -> Mapping[str, str] | None:
        """The request for a subscription that the body is, if it is one; to be confirmed later."""


@dataclass(frozen=True)
class PageMessage:
    """What one notification says. `key` marks it at the provider, the same at every attempt.

    Where there is nothing to acknowledge (a code to verify a number with), `code` and the addresses are empty.
    `acknowledge_url` acts when it is posted to; `page_url` only shows, for whoever follows it.
    """

    notification_id: int
    key: str
    priority: Priority
    title: str
    body: str  # a sentence or two
    code: str = ""  # what a telephone answers with
    acknowledge_url: str = ""
    escalate_url: str = ""
    page_url: str = ""
    is_test: bool = False
    bundled: int = 0  # how many more pages this message tells of


class NotificationProvider(Protocol):
    """Brings a message to a person. Failures are TryAgain, NeedsPerson (a key, money, a right) and CannotBeDone."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> MethodKind: ...

    @property
    def can_be_asked(self) -> bool:
        """Whether `find` knows. Where it does not, a message whose fate is unknown is sent again."""

    @property
    def tells_delivery(self) -> bool:
        """Whether a receipt says later what became of a message. Elsewhere taking it is all that is ever known."""

    def send(self, message: PageMessage, address: str) -> str:
        """Returns the provider's id of the message."""

    def find(self, key: str, address: str) -> str | None:
        """The provider's id of the message that was marked with `key`, if it has arrived there."""

    def withdraw(self, provider_id: str) -> None:
        """Makes a message that still rings fall silent, where the provider can: somebody has acknowledged."""


@runtime_checkable
class RemembersMessages(Protocol):
    """A provider that can say what was sent somewhere from our account, by whichever of our replicas."""

    def has_told(self, message: PageMessage, address: str, since: datetime) -> bool: ...


@dataclass(frozen=True)
class Became:
    """What a provider knows of a message. `is_over`: nothing more will become of it."""

    is_delivered: bool = False
    is_acknowledged: bool = False
    is_over: bool = False


@runtime_checkable
class KnowsReceipts(Protocol):
    """A provider that does not call back when a message has arrived, but can be asked."""

    def became(self, provider_id: str) -> Became: ...


@dataclass(frozen=True)
class Receipt:
    """What a provider says became of a message. `key` is the same whenever it says the same again."""

    provider: str
    provider_id: str
    is_delivered: bool
    error: str = ""
    notification_id: int | None = None  # of ours, where the provider brings it back

    @property
    def key(self) -> str:
        return f"{self.provider}:{self.provider_id}:{'delivered' if self.is_delivered else 'failed'}"


@dataclass(frozen=True)
class Reply:
    """A text that somebody sent back. `provider_id` is that of the text, not of what it answers.

    `is_answered_here`: what is answered to the request reaches the sender. Elsewhere a text has to be sent.
    """

    provider: str
    provider_id: str
    sender: str
    text: str
    is_answered_here: bool = True

    @property
    def key(self) -> str:
        return f"{self.provider}:{self.provider_id}"


@dataclass(frozen=True)
class Press:
    """A key that somebody pressed in a call, or a button that a provider reports. `digit` as on a telephone."""

    provider: str
    provider_id: str
    notification_id: int
    digit: str

    @property
    def key(self) -> str:
        return f"{self.provider}:{self.provider_id}:{self.digit}"


@dataclass(frozen=True)
class Said:
    """What is said back to whoever pressed or wrote; `asks_again`: another key is expected."""

    text: str = ""
    asks_again: bool = False


@dataclass(frozen=True)
class Callback:
    """A request in which a provider tells us something. `url` is the address that it called, as it knows it."""

    url: str
    headers: Mapping[str, str]  # their names in small letters
    body: bytes


@dataclass(frozen=True)
class Answer:
    media_type: str = "text/plain"
    body: str = ""


class CallbackReader(Protocol):
    """Understands one kind of callback of one provider."""

    def read(self, call: Callback) -> Receipt | Reply | Press | None:
        """None: there is nothing to do. Raises NotGenuine when the provider did not send it."""

    def answer(self, said: Said) -> Answer:
        """What the provider wants to hear."""
