"""Slack's text format: a value put into it can neither mention, nor link, nor format what stands around it.

Slack has no way to escape `*`, `_`, `~` and backticks. Where one of them could open or close formatting, a value shows
its look-alike instead: unlike zero-width characters, that works in every client, and nothing invisible is copied.
Inside a word (`http_errors`, `2*3`) Slack takes them as they are, and so do we.
"""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, quote, urlsplit

from incidentbot.words.text import cleaned, one_line, shortened

LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}

_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ENTITY = re.compile("&(?:amp|lt|gt);")
_MARKER = re.compile(
    r"(?P<harmless>(?<=\s)[*_~](?=\s)|(?<=[^\W_])[*_~]+(?=[^\W_]))|[*_~`]",
)
_UNSAFE_IN_URL = '|<>"`\\'
_BARE_URL = re.compile(r"(https?://[^\s<>|\"'`]*[^\s<>|\"'`.,;:!?()\[\]{}*_~])")
# A quote needs its sign at the beginning of a line; a word joiner is invisible and stands in the way.
_WORD_JOINER = "\u2060"


def escaped(text: str) -> str:
    return text.translate(_SPECIAL)


def inline(text: str) -> str:
    """A value as one line without formatting of its own."""
    line = one_line(cleaned(text))
    if line.isalnum():
        return line
    quote_guard = _WORD_JOINER if line.startswith(">") else ""
    return quote_guard + escaped(_MARKER.sub(_look_alike, line))


def _look_alike(marker: re.Match[str]) -> str:
    return marker[0] if marker["harmless"] else LOOK_ALIKES[marker[0]]


def prose(text: str) -> str:
    """What somebody wrote, with their lines and formatting; web addresses become links to what they show."""
    pieces = _BARE_URL.split(cleaned(text).strip())
    return "".join(f"<{escaped(piece)}>" if n % 2 else escaped(piece) for n, piece in enumerate(pieces))


def link(url: str, label: str) -> str:
    target = safe_url(url)
    shown = shortened(label.replace("|", "¦"), 200)
    return f"<{escaped(target)}|{inline(shown) or escaped(target)}>" if target else inline(label)


def safe_url(url: str) -> str | None:
    """The address if it may be followed (web or mail), with the characters that Slack would trip over encoded."""
    address = one_line(cleaned(url))
    try:
        parts = urlsplit(address)
        leads_somewhere = _LEADS_SOMEWHERE[parts.scheme.lower()](parts)
    except (KeyError, ValueError):  # another scheme; brackets, port or host that are none
        return None
    return "".join(map(_encoded, address)) if leads_somewhere else None


def _names_a_host(parts: SplitResult) -> bool:
    return bool(parts.hostname) and parts.port != 0 and all(_encoded(one) == one for one in parts.netloc)


_LEADS_SOMEWHERE: dict[str, Callable[[SplitResult], bool]] = {
    "http": _names_a_host,
    "https": _names_a_host,
    "mailto": lambda parts: "@" in parts.path.strip("@"),
}


def _encoded(character: str) -> str:
    harmless = character.isprintable() and not character.isspace() and character not in _UNSAFE_IN_URL
    return character if harmless else quote(character, safe="")


def outside_atoms(text: str, at: int) -> int:
    """`at`, moved to the beginning of the `<…>` or `&…;` that it would split; escaped text has no other `<`."""
    opened = text.rfind("<", 0, at)
    if opened != -1 and text.find(">", opened, at) == -1:
        return opened
    ampersand = text.rfind("&", max(0, at - 4), at)
    entity = _ENTITY.match(text, ampersand) if ampersand != -1 else None
    return ampersand if entity and entity.end() > at else at
