"""The verbs of /incident: what each is called under stress, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from incidentbot.slack.bot import Request

ALIKE = 70  # of 100: a mistyped letter or two


@dataclass(frozen=True)
class Verb:
    """`act` gets the request with the verb taken off its text. `usage` and `help` are for people."""

    name: str
    act: Callable[[Request], None]
    usage: str
    help: str
    aliases: tuple[str, ...] = ()


class Verbs:
    def __init__(self, verbs: Iterable[Verb]) -> None:
        self.all = tuple(verbs)
        self._by_word = {word: verb for verb in self.all for word in (verb.name, *verb.aliases)}

    def named(self, text: str) -> tuple[Verb | None, str]:
        """The verb that a text begins with, and the rest of it."""
        word, _, rest = text.partition(" ")
        verb = self._by_word.get(word.lower())
        return (verb, rest.strip()) if verb else (None, text)

    def nearest(self, text: str) -> str | None:
        """The verb that a mistyped first word most resembles."""
        word = text.partition(" ")[0].lower()
        found = process.extractOne(word, list(self._by_word), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self._by_word[found[0]].name if found else None
