"""Fills the values back into a parsed skeleton: escaped where Slack formats, plain elsewhere, never too long."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import quote

from incidentbot.words import Spoken, TemplateError
from incidentbot.words.mrkdwn import escaped, outside_atoms, safe_url
from incidentbot.words.text import (
    EMPTY,
    TOKEN_END,
    TOKEN_START,
    cleaned,
    is_blank,
    one_line,
    shortened,
    units,
)
from incidentbot.words.values import in_mrkdwn, in_plain

_TOKEN = re.compile(f"{TOKEN_START}([0-9]+){TOKEN_END}")
_READ_THE_WHOLE = "read the whole"


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str | int, ...]:
    """Literal text and numbers of values in turn; text first."""
    return tuple(int(piece) if n % 2 else piece for n, piece in enumerate(_TOKEN.split(text)))


class Filling:
    """The values of one rendering, and what was cut on the way."""

    def __init__(self, template: str, values: Sequence[object], whole: str | None = None) -> None:
        self.template = template
        self.place = ""
        self._was_cut = False
        self._is_linked = False
        self._values = list(values)
        target = safe_url(whole) if whole else None
        self.link_to_whole = f"<{escaped(target)}|{_READ_THE_WHOLE}>" if target else ""

    @property
    def owes_a_link(self) -> bool:
        return self._was_cut and not self._is_linked and bool(self.link_to_whole)

    def wrong(self, problem: str) -> TemplateError:
        return TemplateError(
            f"{self.template}: {self.place}: {problem}" if self.place else f"{self.template}: {problem}"
        )

    def set_aside(self, value: object) -> str:
        """A skeleton that stands for one more value from outside."""
        self._values.append(value)
        return f"{TOKEN_START}{len(self._values) - 1}{TOKEN_END}"

    def value(self, spec: object) -> object:
        """What a slot holds: the very object that `{{ … }}` stands for when it stands alone, else the text."""
        if not isinstance(spec, str):
            return spec
        pieces = _pieces(spec)
        if len(pieces) == 3 and pieces[0] == pieces[2] == "":
            return self._values[int(pieces[1])]
        return "".join(self._said(spec, in_plain))

    def mrkdwn(self, spec: object, limit: int) -> str:
        said = self._said(spec, in_mrkdwn)
        text = "".join(said).strip()
        if units(text) > limit:
            self._was_cut = True
            more = f" {self.link_to_whole}" if self.link_to_whole and units(self.link_to_whole) * 2 < limit else ""
            self._is_linked |= bool(more)
            text = _fitted(said, self._cuttable(spec), limit - units(more), outside_atoms) + more
        return EMPTY if is_blank(text) else text

    def plain(self, spec: object, limit: int) -> str:
        """One line of text that Slack does not format; empty when there is nothing to see."""
        said = [one_line(piece) if n % 2 else piece for n, piece in enumerate(self._said(spec, in_plain))]
        text = one_line("".join(said))
        if units(text) > limit:
            self._was_cut = True
            text = one_line(_fitted(said, self._cuttable(spec), limit))
        return "" if is_blank(text) else text

    def typed(self, spec: object, limit: int) -> str:
        """Text for a field in which somebody goes on writing: with its lines."""
        value = self.value(spec)
        said = value.plain() if isinstance(value, Spoken) else "" if value is None else str(value)
        return "" if is_blank(cleaned(said)) else shortened(cleaned(said).strip(), limit)

    def exact(self, spec: object, limit: int) -> str:
        """An id or a value of ours: too long is a mistake, because a cut one would mean something else."""
        value = self.value(spec)
        text = "" if value is None else cleaned(str(value))
        if units(text) > limit:
            raise self.wrong(f"{text[:40]!r}… has {units(text)} characters, Slack takes {limit}")
        return text

    def url(self, spec: object, limit: int) -> str | None:
        """None where there is no address that Slack would take and a person may follow."""
        pieces = self._pieces(spec)
        # Alone, a value is the address; within one, it is only a part of it.
        say = in_plain if len("".join(piece for piece in pieces if isinstance(piece, str))) == 0 else _in_address
        address = safe_url("".join(self._said(spec, say)))
        return address if address and units(address) <= limit else None

    def several(self, spec: object) -> list[object]:
        """The items of a list that the template writes, or of one that `{{ … }}` stands for."""
        if isinstance(spec, list):
            return spec
        held = self.value(spec)
        if held is None or held == "":
            return []
        if not isinstance(held, list | tuple | set | frozenset):
            raise self.wrong(f"a list belongs here, not {held!r}")
        return [self.set_aside(item) for item in held]

    def _said(self, spec: object, say: Callable[[object], str]) -> list[str]:
        return [piece if isinstance(piece, str) else say(self._values[piece]) for piece in self._pieces(spec)]

    def _cuttable(self, spec: object) -> set[int]:
        """The positions of values that may be shortened; a mention or a date says nothing when it is cut."""
        values = {n: self._values[piece] for n, piece in enumerate(self._pieces(spec)) if isinstance(piece, int)}
        return {n for n, value in values.items() if not isinstance(value, Spoken) or value.cuttable}

    def _pieces(self, spec: object) -> tuple[str | int, ...]:
        if isinstance(spec, dict | list):
            raise self.wrong(f"text belongs here, not {spec!r}")
        return _pieces("" if spec is None else str(spec))


def _in_address(value: object) -> str:
    return quote(in_plain(value), safe="")


def _unrestricted(_: str, at: int) -> int:
    return at


def _fitted(
    pieces: Sequence[str], cuttable: set[int], limit: int, inside: Callable[[str, int], int] = _unrestricted
) -> str:
    """Shortens the longest values first, so that the words and formatting around them survive; then cuts the end."""
    fixed = sum(units(piece) for n, piece in enumerate(pieces) if n not in cuttable)
    longest = _longest_allowed([units(pieces[n]) for n in cuttable], limit - fixed)
    # Below this a list says more when its end is missing than when every line of it is a stump.
    longest = max(longest, min(200, limit // 4))
    text = "".join(shortened(piece, longest, inside) if n in cuttable else piece for n, piece in enumerate(pieces))
    return shortened(text.strip(), limit, inside)


def _longest_allowed(sizes: Sequence[int], room: int) -> int:
    """The largest length such that texts no longer than it fit into `room` together."""
    for left, size in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        if size * left > room:
            return room // left
        room -= size
    return room
