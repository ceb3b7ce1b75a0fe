"""Text from outside, cleaned of what nobody can see, and measured and cut as people read it."""

import re
import unicodedata
from collections.abc import Callable

# A value in a skeleton is TOKEN_START + its number + TOKEN_END; text from outside loses both characters.
TOKEN_START, TOKEN_END = "\ue000", "\ue001"

ELLIPSIS = "…"
EMPTY = "—"  # Slack refuses empty text

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, lone surrogates, bidirectional overrides (text that reads as something else), non-characters, our tokens.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    f"{TOKEN_START}{TOKEN_END}]"
)

# Clusters longer than this are an attack on the layout ("zalgo"), not writing: they may be cut inside.
_LONGEST_CLUSTER = 64


def cleaned(text: str) -> str:
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    lines = (line.strip() for line in text.replace("\t", " ").split("\n"))
    return " ".join(line for line in lines if line)


def is_blank(text: str) -> bool:
    """True for text in which there is nothing to see, such as zero-width characters alone."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def units(text: str) -> int:
    """Length in UTF-16 code units: no way of counting characters that Slack might use counts more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, inside: Callable[[str, int], int] = lambda _, at: at) -> str:
    """The longest beginning of `text` within `limit` units that ends between two characters as people see them.

    `inside(text, at)` moves a position that a format forbids (within an entity, say) back to one that it allows.
    """
    if units(text) <= limit:
        return text
    at = len(text.encode("utf-16-le", "surrogatepass")[: max(limit, 0) * 2].decode("utf-16-le", "ignore"))
    before = -1
    while at != before:
        before, at = at, _between_clusters(text, inside(text, at))
    return text[:at].rstrip()


def shortened(text: str, limit: int, inside: Callable[[str, int], int] = lambda _, at: at) -> str:
    return text if units(text) <= limit else cut(text, limit - len(ELLIPSIS), inside) + ELLIPSIS


def _between_clusters(text: str, at: int) -> int:
    for back in range(at, max(at - _LONGEST_CLUSTER, 0), -1):
        if not _joined(text, back):
            return back
    return 0 if at <= _LONGEST_CLUSTER else at


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` are drawn as one. After UAX #29, as far as its rules matter here."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if right.isascii():
        return False
    return (
        unicodedata.category(right) in ("Mn", "Mc", "Me")  # accents, vowel signs, variation selectors
        or right in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or left == "\u200d"  # families and professions are several emoji in one
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= right <= "\U000e007f"  # England, Scotland, Wales
        or (_is_flag_half(right) and _flag_halves_before(text, at) % 2 == 1)
        or (("\u1100" <= left <= "\u11ff" or "\uac00" <= left <= "\ud7a3") and "\u1160" <= right <= "\u11ff")
        or (unicodedata.combining(left) == 9 and right.isalpha())  # a virama joins two consonants
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start
