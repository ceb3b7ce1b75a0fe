"""What a page says where there is no room: on a telephone's screen, and in its speaker."""

from __future__ import annotations

import re

from incidentbot.ports import PageMessage

LONGEST_TITLE = 100  # characters
LONGEST_BODY = 200
UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")  # XML has no place for them


def title(message: PageMessage) -> str:
    """`P1 checkout is down (and 14 more)`."""
    more = f" (and {message.bundled} more)" if message.bundled else ""
    test = "TEST: " if message.is_test else ""
    priority = f"{message.priority.value} " if message.code else ""
    return f"{test}{priority}{cut(message.title, LONGEST_TITLE)}{more}"


def text(message: PageMessage) -> str:
    """One short text message, with what to answer."""
    parts = [ended(title(message)), ended(cut(message.body, LONGEST_BODY))]
    if message.code:
        parts.append(f"Reply {message.code} to acknowledge, 6 {message.code} to escalate.")
    return " ".join(filter(None, [*parts, message.page_url]))


def letter(message: PageMessage) -> str:
    """The same where there is room."""
    parts = [title(message), message.body]
    if message.page_url:
        parts.append(f"Look, and acknowledge:\n{message.page_url}")
    if message.is_test:
        parts.append("This is a test. Nothing is wrong.")
    return "\n\n".join(filter(None, parts)) + "\n"


def spoken(message: PageMessage) -> str:
    number = message.priority.value.removeprefix("P")
    about = f"Priority {number}. " if message.code else ""
    test = "This is a test. " if message.is_test else ""
    more = f" And {message.bundled} more." if message.bundled else ""
    return f"{test}{about}{ended(cut(message.title, LONGEST_TITLE))} {ended(cut(message.body, LONGEST_BODY))}{more}"


def ended(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."


def cut(said: str, longest: int) -> str:
    said = " ".join(UNSPEAKABLE.sub(" ", said).split())
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"
