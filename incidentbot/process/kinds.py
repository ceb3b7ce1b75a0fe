"""What may stand behind a colon: each kind is read from text, and says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    HttpUrl,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from incidentbot.domain.calendar import Term, WorkingHours
from incidentbot.domain.process_integration import SOURCE_NAMES, is_json_path, json_path
from incidentbot.process import words
from incidentbot.process.nearest import nearest
from incidentbot.process.words import shown
from incidentbot.words.expression import ExpressionError, check_expression

_T = TypeVar("_T")

_NAME = re.compile(r"[^\W_][\w.-]{0,59}")
_CHANNEL = re.compile(r"#[^\s#]{1,80}|[CG][A-Z0-9]{7,20}")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_USERGROUP = re.compile(r"S[A-Z0-9]{2,20}")
_EMAIL = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}")
_ADDRESS = TypeAdapter(HttpUrl)
LONGEST_ADDRESS = 2000
LONGEST_PATTERN = 1000
LONGEST_TEXT = 300


class Line(BaseModel):
    """One line of the file. A name with nothing behind it is as if it were left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_left_out(cls, given: Any) -> Any:
        if given is None:
            return {}
        if not isinstance(given, dict):
            return given
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in given.items() if value is not None or key not in known}


def _text(read: Callable[[str], _T]) -> Callable[[object], _T]:
    """`read` is for text; a list or a mapping in its place is told."""

    def reading(value: object) -> _T:
        if not isinstance(value, str):
            raise ValueError("write one word or number here, not a list and no lines of its own")
        return read(value)

    return reading


def _is(pattern: re.Pattern[str], what: str, example: str) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{shown(value)} is not {what}; write {example}")
        return value

    return checked


def _source(value: str) -> str:
    if value not in SOURCE_NAMES:
        like = nearest(value, SOURCE_NAMES) or f"write one of {', '.join(SOURCE_NAMES)}"
        raise ValueError(f"{shown(value)} is not a source; {like}")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as wrong:
        raise ValueError(f"{shown(value)} is not a time zone; write one like Europe/Prague") from wrong
    return value


def _address(value: str) -> str:
    try:
        _ADDRESS.validate_python(value)
    except ValidationError:
        value = ""
    if not value or len(value) > LONGEST_ADDRESS or re.search(r"[\s<>|\"]", value):
        raise ValueError("is not a web address; write one like https://runbooks.example/checkout")
    return value


def _not_too_long(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"is {len(value)} characters long; write at most {LONGEST_TEXT}")
    return value


def _pattern(value: str) -> str:
    if not value.strip() or len(value) > LONGEST_PATTERN:
        raise ValueError(f"write a value of 1 to {LONGEST_PATTERN} characters; * alone fits any")
    if "**" in value or value[0] == "^" or value[-1] == "$" or (value[0] == value[-1] == "/" and len(value) > 2):
        raise ValueError(
            f"{shown(value)} is not a pattern; write the value itself, with single * where anything may be"
        )
    return value


def _expression(value: str) -> str:
    if len(value) > LONGEST_PATTERN:
        raise ValueError(f"is {len(value)} characters long; write at most {LONGEST_PATTERN}")
    if is_json_path(value):
        json_path(value)
        return value
    try:
        check_expression(value)
    except ExpressionError as wrong:
        raise ValueError(f"{wrong}; write one like payload.title, or a JSON path like $.title") from wrong
    return value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _not_empty(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("is an empty list, which fits nothing; write a value, or * for any")
    return value


def _moment(value: object, info: ValidationInfo) -> datetime:
    zone: ZoneInfo = (info.context or {})["zone"]
    return _text(lambda text: words.moment(text, zone))(value)


checked_usergroup = _is(_USERGROUP, "the id of a user group", "one like S01ONCALL")
checked_channel = _is(_CHANNEL, "a channel", 'its name in quotes, like "#incidents"')
Text = Annotated[str, AfterValidator(_not_too_long)]
Name = Annotated[str, AfterValidator(_is(_NAME, "a name", "letters, digits, dots, - and _, like checkout-api"))]
Channel = Annotated[str, AfterValidator(checked_channel)]
UserGroup = Annotated[str, AfterValidator(checked_usergroup)]
SlackUser = Annotated[str, AfterValidator(_is(_SLACK_USER, "a Slack member id", "one like U01ALICE (in the profile)"))]
Email = Annotated[str, AfterValidator(_is(_EMAIL, "an e-mail address", "one like alice@acme.example"))]
Source = Annotated[str, AfterValidator(_source)]
Zone = Annotated[str, AfterValidator(_zone)]
Address = Annotated[str, AfterValidator(_address)]
Duration = Annotated[timedelta, PlainValidator(_text(words.duration))]
DueTerm = Annotated[Term, PlainValidator(_text(words.term))]
Moment = Annotated[datetime, PlainValidator(_moment)]
Day = Annotated[date, PlainValidator(_text(words.day))]
Hours = Annotated[tuple[WorkingHours, ...], PlainValidator(_text(words.working_hours))]
Expression = Annotated[str, AfterValidator(_expression)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Patterns = Annotated[list[Pattern], BeforeValidator(_one_or_many), AfterValidator(_not_empty)]
Match = dict[Text, Patterns]
