"""A contact card (vCard 3.0, RFC 2426), so that telephones can let our calls through."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def contact_card(name: str, numbers: Sequence[str], mailbox: str = "", address: str = "") -> str:
    """`numbers` in international form. Telephones show `name` when one of them calls."""
    shown = _text(name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Incidentbot//On call//EN", f"N:{shown};;;;", f"FN:{shown}"]
    lines += [f"TEL;TYPE=WORK,VOICE,MSG:{_text(number)}" for number in dict.fromkeys(numbers)]
    lines += [f"EMAIL;TYPE=INTERNET,WORK:{_text(mailbox)}"] * bool(mailbox)
    lines += [f"URL:{_text(address)}"] * bool(address)
    lines += [
        "CATEGORIES:Emergency",
        "NOTE:Pages you when you are on call. Let it through Do Not Disturb.",
        "END:VCARD",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _text(said: str) -> str:
    return _NOT_TEXT.sub("", said).translate(_ESCAPED)
