"""What somebody means who answers a page with a text message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    STOP = "stop"
    START = "start"
    HELP = "help"


# The keys are those of a call. Carriers expect STOP and START in these words.
WORDS = {
    **dict.fromkeys(("", "4", "ACK", "ACKNOWLEDGE", "OK", "YES", "ON IT", "MINE", "GOT IT"), Verb.ACKNOWLEDGE),
    **dict.fromkeys(("6", "ESC", "ESCALATE", "NO", "NEXT"), Verb.ESCALATE),
    **dict.fromkeys(
        ("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"), Verb.STOP
    ),
    **dict.fromkeys(("START", "UNSTOP"), Verb.START),
    **dict.fromkeys(("HELP", "INFO", "?"), Verb.HELP),
}
DIGITS = {"4": Verb.ACKNOWLEDGE, "6": Verb.ESCALATE}
CODE = re.compile(r"(?<!\d)\d{4,6}(?!\d)", re.ASCII)
LONGEST = 500


@dataclass(frozen=True)
class Meant:
    """`code` is empty where none was written: the one page that this person was asked about."""

    verb: Verb
    code: str = ""


def meant(text: str) -> Meant | None:
    """`4812`, `ack 4812`, `6 4812`, `ok`, `STOP`. None for anything else: a guess could silence a page."""
    text = text[:LONGEST]
    codes = CODE.findall(text)
    rest = " ".join(re.sub(r"[^\w?]+", " ", CODE.sub(" ", text)).upper().split())
    verb = WORDS.get(rest)
    if verb is None or len(codes) > 1 or not (rest or codes):
        return None
    return Meant(verb, codes[0] if codes else "")
