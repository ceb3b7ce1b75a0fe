"""What a person typed as an address → the one to send to, and what others see of it. Errors say what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import phonenumbers

from incidentbot.domain.contact import HIDDEN, Address, masked_email, masked_key, masked_number, masked_url
from incidentbot.errors import InvalidInput
from incidentbot.words.text import cleaned, one_line

LONGEST = 500
SHORTEST_TOPIC = 8  # whoever guesses a topic reads along

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62}")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USER_KEY = re.compile(r"[A-Za-z0-9]{30}")
_HERE = ("127.0.0.1", "localhost", "::1")


def read_address(offer: str, text: str) -> Address:
    """Raises InvalidInput for the field `address`."""
    text = one_line(cleaned(text)).strip()
    if not text or len(text) > LONGEST:
        raise wrong("Write the address." if not text else "That is too long for an address.")
    return READ[offer](text)


def wrong(said: str) -> InvalidInput:
    return InvalidInput({"address": said})


def _number(text: str) -> Address:
    """E.164. The country belongs to it: a bot knows of no country that everybody lives in."""
    text = re.sub(r"^\(?00", "+", text)
    if not text.startswith("+"):
        raise wrong("Write it with its country, like +420 601 234 567.")
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as unread:
        raise wrong("That is no telephone number. Write it like +420 601 234 567.") from unread
    if number.extension or not phonenumbers.is_valid_number(number):
        raise wrong("There is no such number in that country. Please look at its digits again.")
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Address(whole, masked_number(f"+{number.country_code}", whole))


def _ntfy(text: str) -> Address:
    topic = text if "/" not in text else _url(text).rpartition("/")[2]
    if not _TOPIC.fullmatch(topic) or len(topic) < SHORTEST_TOPIC:
        raise wrong(f"A topic has at least {SHORTEST_TOPIC} letters, digits, - or _. Make it hard to guess.")
    return Address(text, masked_key(topic))


def _pushover(text: str) -> Address:
    if not _USER_KEY.fullmatch(text):
        raise wrong("A user key has 30 letters and digits; it stands on your page at pushover.net.")
    return Address(text, masked_key(text))


def _apprise(text: str) -> Address:
    scheme, separator, rest = text.partition("://")
    if not separator or not scheme.isalnum() or not rest or not text.isascii() or " " in text:
        raise wrong("Write the address as Apprise does, like tgram://bot-token/chat-id.")
    return Address(text, f"{scheme}://{HIDDEN}")


def _email(text: str) -> Address:
    if not _EMAIL.fullmatch(text) or ".." in text or text.startswith("."):
        raise wrong("That is no e-mail address. Write it like alice@example.com.")
    local, _, host = text.rpartition("@")
    return Address(f"{local}@{host.lower()}", masked_email(f"{local}@{host.lower()}"))


def _webhook(text: str) -> Address:
    return Address(_url(text), masked_url(text))


def _url(text: str) -> str:
    try:
        url = urlsplit(text)
        host, _ = url.hostname or "", url.port
    except ValueError as unread:
        raise wrong("That is no address. Write it like https://example.com/pages.") from unread
    plain = url.scheme == "http" and host in _HERE
    if not (url.scheme == "https" or plain) or not host or " " in text:
        raise wrong("Write an address that begins with https://.")
    if url.username is not None or url.fragment:
        raise wrong("Write the address without a user name and without a #.")
    return text


READ: Mapping[str, Callable[[str], Address]] = {
    "mobile": _number,
    "landline": _number,
    "ntfy": _ntfy,
    "pushover": _pushover,
    "apprise": _apprise,
    "email": _email,
    "webhook": _webhook,
}
