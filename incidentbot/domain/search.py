"""What is looked for, what a text says in words that can be compared, and how well it answers. Pure.

Both databases are given these words, and never the text itself, so that both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_QUERY = 200
MOST_TERMS = 8
MOST_WORDS_OF_TERM = 8
PREFIX_FROM = 2  # letters: what begins with one letter is half of the dictionary
LONGEST_TEXT = 40_000  # characters of a text that are looked at
MOST_WORDS = 3_000  # of a text; PostgreSQL takes no more than a mebibyte of them
LONGEST_WORD = 64
SNIPPET = 160
LEAD = 40  # characters before the word that was found

# Scripts that write without spaces: each character is a word, and several in a query follow one another.
_ALONE = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_TERM = re.compile(r'["“”„]([^"“”„]*)["“”„]?(\*?)|([^\s"“”„]+)')


@dataclass(frozen=True)
class Term:
    """Words that follow one another; with `is_prefix` the last of them may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


def words(text: str) -> list[str]:
    """In lower case, without accents: “Déjà-vu T-12” → deja, vu, t, 12."""
    text = text[:LONGEST_TEXT]
    plain = text.lower() if text.isascii() else _plain(unicodedata.normalize("NFC", text))
    found = _WORD.findall(plain)
    return [word[:LONGEST_WORD] for word in found[:MOST_WORDS]]


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


def answers(wanted: Sequence[Term], text: str) -> bool:
    """Whether every term stands in this one text."""
    said = words(text)
    return all(_stands_in(term, said) for term in wanted)


def _stands_in(term: Term, said: Sequence[str]) -> bool:
    length = len(term.words)
    return any(_is_said(term, said[at : at + length]) for at in range(len(said) - length + 1))


def _is_said(term: Term, said: Sequence[str]) -> bool:
    if tuple(said[:-1]) != term.words[:-1]:
        return False
    last = term.words[-1]
    return said[-1].startswith(last) if term.is_prefix else said[-1] == last


def snippet(wanted: Sequence[Term], text: str, width: int = SNIPPET) -> str:
    """The part of a text around the first word that was looked for, on one line."""
    line = " ".join(unicodedata.normalize("NFC", text[:LONGEST_TEXT]).split())
    if len(line) <= width:
        return line
    at = next((found.start() for found in _WORD.finditer(line) if _is_wanted(wanted, found[0])), 0)
    start = max(0, at - LEAD)
    start = line.find(" ", start, at) + 1 or start if start else 0
    cut = line[start : start + width]
    return ("…" if start else "") + cut.rstrip() + ("…" if start + width < len(line) else "")


def _is_wanted(wanted: Sequence[Term], word: str) -> bool:
    said = words(word)
    singles = [Term((one,)) for term in wanted for one in term.words[:-1]]
    singles += [Term(term.words[-1:], term.is_prefix) for term in wanted]
    return any(_stands_in(single, said) for single in singles)
