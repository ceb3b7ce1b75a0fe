"""What a call says, and what it waits for: as much of TwiML as a page needs."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from incidentbot.sandbox.wire import Refusal


@dataclass(frozen=True)
class Script:
    """`digits_to` None: it hangs up after its last word; empty: a digit goes where this script came from."""

    lines: tuple[str, ...]
    digits_to: str | None = None


def read(text: str) -> Script:
    """Raises Refusal where it is not TwiML."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as wrong:
        raise Refusal("invalid_twiml", f"The call cannot be read: {wrong}.") from wrong
    if root.tag != "Response":
        raise Refusal("invalid_twiml", "TwiML begins with <Response>.")
    gather = root.find("Gather")
    spoken = root if gather is None else gather
    lines = tuple(said.text or "" for said in spoken.iter("Say"))
    return Script(lines, None if gather is None else gather.get("action", ""))


def messages(text: str | None) -> list[str]:
    """What is texted back, if anything is."""
    try:
        root = ElementTree.fromstring(text or "<Response/>")
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()) for message in root.iter("Message")]
