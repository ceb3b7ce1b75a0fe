"""YAML → plain text, lists and mappings, with the place of each. What could explode or mislead is refused here.

Whatever is written is text until the line in which it stands says what it is: `2026` may be a name and `no` is a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from incidentbot.process.words import shown

DEEPEST = 20
LONGEST_PROBLEM = 200
NOTHING = ("", "~", "null", "Null", "NULL")

Where = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1
Plain = str | list["Plain"] | dict[str, "Plain"] | None


@dataclass
class Tree:
    """`places` has the key of each value in a mapping and the value of each item in a list, by the way to it."""

    root: Plain = None
    places: dict[Where, Place] = field(default_factory=lambda: {(): (1, 1)})
    mistakes: list[tuple[Place, str]] = field(default_factory=list)
    is_broken: bool = False  # in the middle; whatever comes after the last mistake was not read

    def place(self, where: Where) -> Place:
        """Of this, or of the nearest thing around it that is there."""
        while where not in self.places:
            where = where[:-1]
        return self.places[where]

    def at(self, where: Where) -> Plain:
        """What stands there; None when nothing does."""
        found = self.root
        for part in where:
            if isinstance(found, dict) and isinstance(part, str):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found


class _Unreadable(Exception):
    """From here on there is no sense in reading on."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.place, self.what = place, what


def read_tree(text: str) -> Tree:
    tree = Tree()
    events = _events(text)
    try:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                break
            if isinstance(event, StreamEndEvent):
                return tree
        tree.root = _Planter(tree, events).value(next(events), ())
        for event in events:
            if isinstance(event, DocumentStartEvent):
                raise _Unreadable(_place(event), "a second document (---) begins here; write one file as one document")
    except _Unreadable as wrong:
        tree.is_broken = True
        tree.mistakes.append((wrong.place, wrong.what))
    return tree


def _events(text: str) -> Iterator[Event]:
    """Raises _Unreadable, also for what trips the reader itself, such as \\UFFFFFFFF."""
    last = (1, 1)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = _place(event)
            yield event
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise _Unreadable((mark.line + 1, mark.column + 1) if mark else last, _problem(wrong)) from wrong
    except ReaderError as wrong:
        before = text[: wrong.position]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _Unreadable(place, "this character cannot stand in YAML; take it out") from wrong
    except (YAMLError, ValueError, OverflowError, RecursionError) as wrong:
        raise _Unreadable(last, "what follows is not YAML; write it in the way of the example file") from wrong


def _problem(wrong: MarkedYAMLError) -> str:
    problem = " ".join(str(wrong.problem or "this is not YAML").split())[:LONGEST_PROBLEM]
    return f"{problem}; mend the quotes, brackets or indentation here or in the line before"


class _Planter:
    """Builds the tree from events, and notes every mistake that does not stop the reading."""

    def __init__(self, tree: Tree, events: Iterator[Event]) -> None:
        self._tree = tree
        self._events = events

    def value(self, event: Event, where: Where) -> Plain:
        if len(where) > DEEPEST:
            raise _Unreadable(_place(event), f"is nested more than {DEEPEST} deep; write it flatter")
        self._refuse_marks(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(where)
        return self._scalar(event)

    def _refuse_marks(self, event: Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, AliasEvent):
            self._wrong(event, f"aliases, like {shown(f'*{anchor}')}, are not read; write the value out")
        elif anchor:
            self._wrong(event, f"anchors, like {shown(f'&{anchor}')}, are not read; take it out")
        if tag:
            self._wrong(event, f"tags, like {shown(str(tag))}, are not read; take it out")

    def _mapping(self, where: Where) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, where)
            inner = (*where, key)
            if key in found:
                line, column = self._tree.places[inner]
                self._wrong(event, f"{shown(key)} stands in line {line}, column {column} already; write each name once")
                self.value(next(self._events), inner)
                continue
            self._tree.places[inner] = _place(event)
            found[key] = self.value(next(self._events), inner)
        return found

    def _key(self, event: Event, where: Where) -> str:
        self._refuse_marks(event)
        if not isinstance(event, ScalarEvent):
            raise _Unreadable(_place(event), "a name is expected here, followed by a colon")
        text = self._scalar(event)
        return str(event.value) if text is None else text

    def _sequence(self, where: Where) -> list[Plain]:
        found: list[Plain] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            inner = (*where, len(found))
            self._tree.places[inner] = _place(event)
            found.append(self.value(event, inner))
        return found

    def _scalar(self, event: Event) -> str | None:
        if not isinstance(event, ScalarEvent):
            return None  # an alias
        text = str(event.value)
        if any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text):
            self._wrong(event, "this text has a character that no text can have; take out the \\ sequence")
            return ""
        return None if event.style is None and text in NOTHING else text

    def _wrong(self, event: Event, what: str) -> None:
        self._tree.mistakes.append((_place(event), what))


def _place(event: Event) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
