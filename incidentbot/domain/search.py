"""What is looked for, what a text says in words that can be compared, and which part of a text answers. Pure.

Both databases are given these words, and never the text itself, so that both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

LONGEST_QUERY = 200
MOST_TERMS = 8
MOST_WORDS_OF_TERM = 8
PREFIX_FROM = 2  # letters: what begins with one letter is half of the dictionary
LONGEST_TEXT = 20_000  # characters of a text that are looked at
MOST_WORDS = 3_000  # of a text; PostgreSQL takes no more than a mebibyte of them
LONGEST_WORD = 64
SNIPPET = 160
LEAD = 40  # characters before the words that were found

# Scripts that write without spaces: each character is a word, and several in a query follow one another.
_ALONE = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_ACCENTS = "\u0300-\u036f"  # those that have no letter of their own together with what they stand on
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_WRITTEN = re.compile(rf"[{_ALONE}][{_ACCENTS}]*|[^\W_{_ALONE}](?:[^\W_{_ALONE}]|[{_ACCENTS}])*")
# Unicode sorts the accents of a letter, and takes a second for ten thousand of them; no word has that many.
_HEAPED = re.compile(r"([^\w\s]{30})[^\w\s]+")
_QUOTES = '"“”„'
_TERM = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?(\*?)|([^\s{_QUOTES}]+)")


@dataclass(frozen=True)
class Term:
    """Words that follow one another; with `is_prefix` the last of them may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False

    def stands_at(self, said: Sequence[str], at: int) -> bool:
        end = at + len(self.words)
        if end > len(said) or tuple(said[at : end - 1]) != self.words[:-1]:
            return False
        last = said[end - 1]
        return last.startswith(self.words[-1]) if self.is_prefix else last == self.words[-1]


@dataclass(frozen=True)
class Part:
    """A part of a text that is shown; parts are joined by a space."""

    text: str
    is_found: bool


def words(text: str) -> list[str]:
    """In lower case, without accents: “Déjà-vu T-12” → deja, vu, t, 12."""
    text = _calmed(text)
    plain = text.lower() if text.isascii() else _plain(text)
    found = _WORD.findall(plain)
    return [word[:LONGEST_WORD] for word in found[:MOST_WORDS]]


def _calmed(text: str) -> str:
    text = text[:LONGEST_TEXT]
    return text if text.isascii() else _HEAPED.sub(r"\1", text)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def terms(query: str) -> tuple[Term, ...]:
    """`redis "pool is full" time*`: all of them have to be there. What has no letter and no digit says nothing."""
    found = []
    for phrase, phrase_star, word in _TERM.findall(query[:LONGEST_QUERY]):
        written = tuple(words(phrase or word)[:MOST_WORDS_OF_TERM])
        if written:
            starred = bool(phrase_star) or word.endswith("*")
            found.append(Term(written, starred and len(written[-1]) >= PREFIX_FROM))
    return tuple(dict.fromkeys(found))[:MOST_TERMS]


def says_any(wanted: Sequence[Term], text: str) -> bool:
    said = words(text)
    return any(term.stands_at(said, at) for term in wanted for at in range(len(said)))


def marked(wanted: Sequence[Term], text: str, width: int = SNIPPET) -> tuple[Part, ...]:
    """On one line, around the first of what was looked for, which is marked together with what it is joined to."""
    line = " ".join(unicodedata.normalize("NFC", _calmed(text)).split())
    spans = list(_found(wanted, line))
    start, end = _window(line, spans[0][0] if spans else 0, width)
    chunks = [
        (chunk[0], any(begin < start + chunk.end() and start + chunk.start() < stop for begin, stop in spans))
        for chunk in re.finditer(r"\S+", line[start:end])
    ]
    parts = [Part(" ".join(one for one, _ in some), is_found) for is_found, some in groupby(chunks, lambda one: one[1])]
    return _with_ellipses(parts, start > 0, end < len(line))


def _found(wanted: Sequence[Term], line: str) -> Iterator[tuple[int, int]]:
    """Where in the line a term stands, from the left."""
    said = [(word, match.span()) for match in _WRITTEN.finditer(line) for word in words(match[0])]
    plain = [word for word, _ in said]
    for at in range(len(plain)):
        length = max((len(term.words) for term in wanted if term.stands_at(plain, at)), default=0)
        if length:
            yield said[at][1][0], said[at + length - 1][1][1]


def _window(line: str, first: int, width: int) -> tuple[int, int]:
    if len(line) <= width:
        return 0, len(line)
    start = min(max(0, first - LEAD), len(line) - width)
    if start:
        start = line.find(" ", start, max(first, start)) + 1 or start
    return start, start + width


def _with_ellipses(parts: list[Part], before: bool, after: bool) -> tuple[Part, ...]:
    if before:
        parts[0] = Part("…" + parts[0].text, parts[0].is_found)
    if after:
        parts[-1] = Part(parts[-1].text + "…", parts[-1].is_found)
    return tuple(parts)
