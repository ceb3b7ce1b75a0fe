"""Reads the process file. Every mistake is reported, all at once, as `file:line:column: what is wrong`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, ValidationError, field_validator
from rapidfuzz import process as fuzzy
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from incidentbot.domain.priority import CapException, Environment, Priority
from incidentbot.domain.process import PRIORITY_RULES, PriorityRule, Process, Service
from incidentbot.errors import IncidentbotError
from incidentbot.process import words

LONGEST_FILE = 1 << 20
EXAMPLE = Path(__file__).parent / "example.yml"


class ProcessFileError(IncidentbotError):
    """One line for each mistake, in `mistakes`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _web_address(value: str) -> str:
    TypeAdapter(HttpUrl).validate_python(value)
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ServiceLine(_Part):
    team: str | None = None
    customer_path: str = ""
    runbook: str | None = None
    dashboards: list[str] = []

    @field_validator("runbook")
    @classmethod
    def _runbook_is_an_address(cls, value: str | None) -> str | None:
        return _web_address(value) if value else None

    @field_validator("dashboards")
    @classmethod
    def _dashboards_are_addresses(cls, value: list[str]) -> list[str]:
        return [_web_address(one) for one in value]


class _ExceptionLine(_Part):
    name: str
    starts: str = Field(alias="from")
    ends: str = Field(alias="to")
    at_most: Priority


class _EnvironmentLine(_Part):
    at_most: Priority | None = None
    exceptions: list[_ExceptionLine] = Field([], alias="except")


_EMPTY = _EnvironmentLine.model_validate({})


class _PriorityLine(_Part):
    update_every: str | None = None

    @field_validator("update_every")
    @classmethod
    def _is_duration(cls, value: str | None) -> str | None:
        if value is not None:
            words.duration(value)
        return value


class _ProcessFile(_Part):
    organisation: str = ""
    timezone: str = "UTC"
    announcements: str = "#incidents"
    services: dict[str, _ServiceLine | None] = {}
    environments: dict[str, _EnvironmentLine | None] | None = None
    priorities: dict[Priority, _PriorityLine | None] = {}

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as wrong:
            raise ValueError(f"“{value}” is not a time zone; write one like Europe/Prague") from wrong
        return value


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
        found = _ProcessFile.model_validate(tree)
    except ValidationError as wrong:
        raise ProcessFileError([_mistake(dict(error), tree, path) for error in wrong.errors()]) from wrong
    return _process(found, hashlib.sha256(raw).hexdigest()[:12])


def _tree(raw: bytes, path: Path) -> Any:
    if b"&" in raw and b"*" in raw and len(raw) < LONGEST_FILE:
        _refuse_aliases(raw, path)
    try:
        tree = YAML(typ="rt").load(raw.decode())
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ProcessFileError([f"{place}: {wrong.problem or 'not YAML'}"]) from wrong
    except (YAMLError, UnicodeDecodeError) as wrong:
        raise ProcessFileError([f"{path}: not YAML: {wrong}"]) from wrong
    return {} if tree is None else tree


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
    message = str(error["msg"]).removeprefix("Value error, ")
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
    0: _ProcessFile,
    ("services", 2): _ServiceLine,
    ("environments", 2): _EnvironmentLine,
}


def _nearest(key: str, where: list[Any]) -> str:
    """The key that was probably meant."""
    model = _MODELS.get((where[0], len(where)) if where else 0) or _PriorityLine
    known = [field.alias or name for name, field in model.model_fields.items()]
    found = fuzzy.extractOne(key, known, score_cutoff=60)
    return f"; did you mean “{found[0]}”?" if found else f"; known are {', '.join(known)}"


def _process(found: _ProcessFile, version: str) -> Process:
    process = Process(
        organisation=found.organisation,
        announcements=found.announcements,
        services={key: _service(key, line or _ServiceLine()) for key, line in found.services.items()},
        priorities={**PRIORITY_RULES, **{priority: _rule(line) for priority, line in found.priorities.items()}},
        version=version,
    )
    if not found.environments:
        return process
    zone = ZoneInfo(found.timezone)
    places = {key: _environment(key, line or _EMPTY, zone) for key, line in found.environments.items()}
    return Process(
        process.organisation, process.announcements, process.services, places, process.priorities, version=version
    )


def _service(key: str, line: _ServiceLine) -> Service:
    return Service(key, line.team, line.customer_path, line.runbook, tuple(line.dashboards))


def _environment(key: str, line: _EnvironmentLine, zone: ZoneInfo) -> Environment:
    exceptions = tuple(
        CapException(one.name, words.moment(one.starts, zone), words.moment(one.ends, zone), one.at_most)
        for one in line.exceptions
    )
    return Environment(key, line.at_most, exceptions)


def _rule(line: _PriorityLine | None) -> PriorityRule:
    every: timedelta | None = words.duration(line.update_every) if line and line.update_every else None
    return PriorityRule(update_every=every)
