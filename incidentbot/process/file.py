"""Reads the process file. Every mistake is told, all at once, as `file:line:column: what is wrong; what to write`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from incidentbot.domain.process import Process
from incidentbot.errors import IncidentbotError
from incidentbot.process.doubles import doubles
from incidentbot.process.lines import ProcessFile
from incidentbot.process.mistakes import mistakes_in
from incidentbot.process.references import Mistake, dangling
from incidentbot.process.tree import Place, Tree, Where, read_tree
from incidentbot.process.warnings import doubts
from incidentbot.process.words import plainly

LONGEST_FILE = 1 << 20
LONGEST_SENTENCE = 500
MOST_MISTAKES = 100
EXAMPLE = Path(__file__).parent / "example.yml"

Told = tuple[Place, Where, str]


class ProcessFileError(IncidentbotError):
    """One line for each mistake, in `mistakes`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Read:
    """A process, and where each of its lines stands."""

    process: Process
    name: str
    tree: Tree

    def warnings(self, now: datetime) -> list[str]:
        """Of what the file says itself, not of what is usual."""
        told = (doubt for doubt in doubts(self.process, now) if doubt[0] in self.tree.places)
        return _told(self.name, _placed(self.tree, told))


def built_in() -> Process:
    return load(EXAMPLE)


def load(path: Path) -> Process:
    """Raises ProcessFileError."""
    return read(path).process


def parse(text: str | bytes, name: str = "incidentbot.yml") -> Process:
    """`name` is what mistakes are reported of. Raises ProcessFileError."""
    return read_text(text, name).process


def warnings(path: Path | None, now: datetime) -> list[str]:
    """What will be missed one night, with places; of the example where there is no path. Raises ProcessFileError."""
    return read(path).warnings(now)


def read(path: Path | None) -> Read:
    """The example where there is no path. Raises ProcessFileError."""
    path = path or EXAMPLE
    return read_text(raw(path), str(path))


def raw(path: Path) -> bytes:
    """What stands in it, not yet understood. Raises ProcessFileError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_FILE + 1)
    except (OSError, ValueError) as trouble:
        why = getattr(trouble, "strerror", None) or trouble
        raise _alone(str(path), (1, 1), f"cannot be read: {why}; name a file that is there") from trouble


def version_of(raw: bytes) -> str:
    """The same text has the same version, wherever it is read."""
    return hashlib.sha256(raw).hexdigest()[:12]


def read_text(text: str | bytes, name: str) -> Read:
    """Raises ProcessFileError."""
    raw = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    if len(raw) > LONGEST_FILE:
        raise _alone(name, (1, 1), f"is longer than {LONGEST_FILE} bytes; take out what no person wrote")
    tree = read_tree(_decoded(raw, name))
    if tree.root is None:
        tree.root = {}
    wrong: list[Told] = [(place, (), what) for place, what in tree.mistakes]
    found: ProcessFile | None = None
    if not tree.is_broken:
        try:
            found = ProcessFile.model_validate(tree.root, context={"zone": _zone(tree)})
        except ValidationError as error:
            wrong += _placed(tree, mistakes_in(error))
        wrong += _placed(tree, chain(dangling(tree), doubles(tree)))
    if wrong or found is None:
        raise ProcessFileError(_told(name, wrong))
    return Read(found.process(version_of(raw)), name, tree)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start].decode(errors="replace")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _alone(name, place, "this is not UTF-8; save the file in that encoding") from wrong


def _zone(tree: Tree) -> ZoneInfo:
    """A wrong one is told by its own line; until then moments are read as if they were UTC."""
    try:
        return ZoneInfo(str(tree.at(("timezone",)) or "UTC"))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _placed(tree: Tree, mistakes: Iterable[Mistake]) -> list[Told]:
    return [(tree.place(where), where, what) for where, what in mistakes]


def _told(name: str, mistakes: Iterable[Told]) -> list[str]:
    """In the order of the file; where there are too many, the first ones are mended first."""
    ordered = sorted(set(mistakes), key=lambda told: (told[0], told[2]))
    lines = [_line(name, *told) for told in ordered[:MOST_MISTAKES]]
    if (more := len(ordered) - MOST_MISTAKES) > 0:
        lines.append(_line(name, ordered[MOST_MISTAKES][0], (), f"{more} more mistakes from here on; mend these first"))
    return lines


def _alone(name: str, place: Place, what: str) -> ProcessFileError:
    return ProcessFileError([_line(name, place, (), what)])


def _line(name: str, place: Place, where: Where, what: str) -> str:
    """One line, whatever stands in the file."""
    path = ".".join(plainly(str(part)) for part in where)
    return f"{name}:{place[0]}:{place[1]}: {path + ': ' if path else ''}{plainly(what, LONGEST_SENTENCE)}"
