"""What can be added as a way to reach somebody, how much of it others see, and when a code may be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from incidentbot.domain.notification import MethodKind

FROM_FILE = 0  # the id of the one method that is no row: the e-mail address in the process file
HIDDEN = "•••"
MOST_ADDRESSES = 10  # of one person

CODE_LASTS = timedelta(minutes=10)
CODE_DIGITS = 6
MOST_TRIES = 5
BETWEEN_CODES = timedelta(minutes=1)
CODES_REMEMBERED = timedelta(days=1)
MOST_CODES = 5  # to one address in that time, whoever asks for them: nobody is pestered with codes through us
MOST_CODES_ASKED = 10  # by one person in that time
BETWEEN_TESTS = timedelta(minutes=2)


def without_address(said: str, address: str, shown: str = "…") -> str:
    """Providers repeat the address that they do not take, with or without its plus; it is kept nowhere in clear."""
    for written in (address, address.removeprefix("+")):
        said = said.replace(written, shown) if written else said
    return said


@dataclass(frozen=True)
class Offer:
    """One line of the menu. An address that serves several kinds is verified by the first of them that there is."""

    key: str
    label: str
    kinds: tuple[MethodKind, ...]
    hint: str
    provider: str = ""


OFFERS: Mapping[str, Offer] = {
    offer.key: offer
    for offer in (
        Offer("mobile", "Mobile phone: SMS and calls", (MethodKind.SMS, MethodKind.VOICE), "+420 601 234 567"),
        Offer("landline", "Telephone that only rings", (MethodKind.VOICE,), "+420 224 123 456"),
        Offer("ntfy", "Push by ntfy", (MethodKind.PUSH,), "the topic, such as oncall-alice-7f3k9q", "ntfy"),
        Offer("pushover", "Push by Pushover", (MethodKind.PUSH,), "your user key, 30 letters and digits", "pushover"),
        Offer(
            "apprise",
            "Another app, by Apprise (best effort)",
            (MethodKind.PUSH,),
            "tgram://bot-token/chat-id",
            "apprise",
        ),
        Offer("email", "E-mail", (MethodKind.EMAIL,), "alice@example.com"),
        Offer("webhook", "Webhook", (MethodKind.WEBHOOK,), "https://example.com/pages"),
    )
}


@dataclass(frozen=True)
class Address:
    """As it is sent to, and as it is shown: enough to be recognised by whoever has it."""

    whole: str
    shown: str


def masked_number(country: str, national: str) -> str:
    """ "+420", "601234123" → "+420 ••• ••• 123"."""
    return f"{country} {HIDDEN} {HIDDEN} {national[-3:]}"


def masked_email(address: str) -> str:
    """ "alice@acme.example" → "a•••@acme.example"."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}{HIDDEN}@{host}"


def masked_url(url: str) -> str:
    """The host; its path is often the secret."""
    return f"{urlsplit(url).hostname}/{HIDDEN}"


def masked_key(key: str) -> str:
    return f"{HIDDEN}{key[-3:]}"


def code_wait(sent: Sequence[tuple[datetime, int]], most: int, between: timedelta, now: datetime) -> timedelta | None:
    """How long until another code may be sent; None: now. `sent`: when each method was last sent one, and how many."""
    recent = [(at, count) for at, count in sent if now - at < CODES_REMEMBERED]
    if not recent:
        return None
    last = max(at for at, _ in recent)
    if sum(count for _, count in recent) >= most:
        return min(at for at, _ in recent) + CODES_REMEMBERED - now
    return last + between - now if now - last < between else None
