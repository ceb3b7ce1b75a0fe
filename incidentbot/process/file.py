"""Reads the process file. Every mistake is reported, all at once, as `file:line:column: what is wrong`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from rapidfuzz import process as fuzzy
from rapidfuzz.fuzz import ratio
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from incidentbot.domain.priority import CapException, Environment
from incidentbot.domain.process import PRIORITY_RULES, PriorityRule, Process, Service
from incidentbot.errors import IncidentbotError
from incidentbot.process import words
from incidentbot.process.lines import EMPTY, EnvironmentLine, ExceptionLine, PriorityLine, ProcessFile, ServiceLine

LONGEST_FILE = 1 << 20
EXAMPLE = Path(__file__).parent / "example.yml"

# What the YAML holds is not what belongs there: said without the words of programmers.
_WRITE_INSTEAD = {
    "string_type": "write text here; in quotes, where it looks like a number or a list",
    "list_type": "write a list here, like [one, two]",
    "dict_type": "write lines of the form “name: value” here",
    "model_type": "write lines of the form “name: value” here",
    "missing": "is missing here",
}


class ProcessFileError(IncidentbotError):
    """One line for each mistake, in `mistakes`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def built_in() -> Process:
    return load(EXAMPLE)


def load(path: Path) -> Process:
    """Raises ProcessFileError."""
    try:
        raw = path.read_bytes()
    except OSError as trouble:
        raise ProcessFileError([f"{path}: cannot be read: {trouble.strerror}"]) from trouble
    if len(raw) > LONGEST_FILE:
        raise ProcessFileError([f"{path}: is {len(raw)} bytes long; at most {LONGEST_FILE} are read"])
    tree = _tree(raw, path)
    try:
        found = ProcessFile.model_validate(tree)
    except ValidationError as wrong:
        raise ProcessFileError([_mistake(dict(error), tree, path) for error in wrong.errors()]) from wrong
    return _process(found, hashlib.sha256(raw).hexdigest()[:12])


def _tree(raw: bytes, path: Path) -> Any:
    if b"&" in raw and b"*" in raw and len(raw) < LONGEST_FILE:
        _refuse_aliases(raw, path)
    try:
        tree = _yaml().load(raw.decode())
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ProcessFileError([f"{place}: {wrong.problem or 'not YAML'}"]) from wrong
    except (YAMLError, UnicodeDecodeError) as wrong:
        raise ProcessFileError([f"{path}: not YAML: {' '.join(str(wrong).split())}"]) from wrong
    except RecursionError as wrong:
        raise ProcessFileError([f"{path}: is nested too deeply"]) from wrong
    return {} if tree is None else tree


class _Constructor(RoundTripConstructor):
    """Moments stay as they were written: it is for us to say what is wrong with them, and in which zone they are."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return yaml


def _refuse_aliases(raw: bytes, path: Path) -> None:
    """An alias can stand for a billion values."""
    try:
        for event in YAML(typ="safe", pure=True).parse(raw.decode()):
            if type(event).__name__ == "AliasEvent":
                mark = event.start_mark
                place = f"{path}:{mark.line + 1}:{mark.column + 1}"
                raise ProcessFileError([f"{place}: aliases (*name) are not read; write the value out"])
    except (YAMLError, UnicodeDecodeError):
        return  # told by the real reading


def _mistake(error: dict[str, Any], tree: Any, path: Path) -> str:
    where = [part for part in error["loc"] if part != "[key]"]
    line, column = _place(tree, where)
    message = _WRITE_INSTEAD.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    if error["type"] == "extra_forbidden":
        message = f"“{where[-1]}” is not known here{_nearest(str(where[-1]), where[:-1])}"
    return f"{path}:{line}:{column}: {'.'.join(map(str, where)) or 'file'}: {message}"


def _place(tree: Any, where: list[Any]) -> tuple[int, int]:
    """The line and column of a key, or of the nearest thing around it that has a place."""
    place = (1, 1)
    for part in where:
        marks: Any = getattr(tree, "lc", None)
        try:
            line, column = marks.key(part) if isinstance(tree, Mapping) else marks.item(part)
            place = (line + 1, column + 1)
            tree = tree[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            return place
    return place


_MODELS: Mapping[Any, type[BaseModel]] = {
    0: ProcessFile,
    ("services", 2): ServiceLine,
    ("environments", 2): EnvironmentLine,
    ("environments", 4): ExceptionLine,
}


def _nearest(key: str, where: list[Any]) -> str:
    """The key that was probably meant."""
    model = _MODELS.get((where[0], len(where)) if where else 0) or PriorityLine
    known = [field.alias or name for name, field in model.model_fields.items()]
    found = fuzzy.extractOne(key, known, scorer=ratio, score_cutoff=60)
    return f"; did you mean “{found[0]}”?" if found else f"; known are {', '.join(known)}"


def _process(found: ProcessFile, version: str) -> Process:
    process = Process(
        organisation=found.organisation,
        announcements=found.announcements,
        services={key: _service(key, line or ServiceLine()) for key, line in found.services.items()},
        priorities={priority: _rule(found.priorities.get(priority), rule) for priority, rule in PRIORITY_RULES.items()},
        version=version,
    )
    if not found.environments:
        return process
    zone = ZoneInfo(found.timezone)
    places = {key: _environment(key, line or EMPTY, zone) for key, line in found.environments.items()}
    return Process(
        process.organisation, process.announcements, process.services, places, process.priorities, version=version
    )


def _service(key: str, line: ServiceLine) -> Service:
    return Service(key, line.team, line.customer_path, line.runbook, tuple(line.dashboards))


def _environment(key: str, line: EnvironmentLine, zone: ZoneInfo) -> Environment:
    exceptions = tuple(
        CapException(one.name, words.moment(one.starts, zone), words.moment(one.ends, zone), one.at_most)
        for one in line.exceptions
    )
    return Environment(key, line.at_most, exceptions)


def _rule(line: PriorityLine | None, usual: PriorityRule) -> PriorityRule:
    """What is left out stays as usual; an `update_every` with nothing behind it promises no updates."""
    if line is None or "update_every" not in line.model_fields_set:
        return usual
    return PriorityRule(update_every=words.duration(line.update_every) if line.update_every else None)
