"""What may stand in a process file, line by line, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, field_validator, model_validator

from incidentbot.domain.priority import Priority
from incidentbot.process import words

_CHANNEL = re.compile(r"#[^\s#]{1,80}|[CG][A-Z0-9]{7,20}")


def _web_address(value: str) -> str:
    TypeAdapter(HttpUrl).validate_python(value)
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceLine(_Part):
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


class ExceptionLine(_Part):
    name: str
    starts: str = Field(alias="from")
    ends: str = Field(alias="to")
    at_most: Priority

    @field_validator("starts", "ends")
    @classmethod
    def _is_moment(cls, value: str) -> str:
        words.moment(value, ZoneInfo("UTC"))
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> ExceptionLine:
        if not words.in_order(self.starts, self.ends):
            raise ValueError(f"ends at {self.ends}, which is not after {self.starts}")
        return self


class EnvironmentLine(_Part):
    at_most: Priority | None = None
    exceptions: list[ExceptionLine] = Field([], alias="except")


EMPTY = EnvironmentLine.model_validate({})  # a name with nothing behind it


class PriorityLine(_Part):
    update_every: str | None = None

    @field_validator("update_every")
    @classmethod
    def _is_duration(cls, value: str | None) -> str | None:
        if value is not None:
            words.duration(value)
        return value


class ProcessFile(_Part):
    organisation: str = ""
    timezone: str = "UTC"
    announcements: str = "#incidents"
    services: dict[str, ServiceLine | None] = {}
    environments: dict[str, EnvironmentLine | None] | None = None
    priorities: dict[Priority, PriorityLine | None] = {}

    @model_validator(mode="before")
    @classmethod
    def _an_empty_section_is_left_out(cls, value: Any) -> Any:
        """As when every line of it is a comment."""
        if not isinstance(value, Mapping):
            return value
        return {key: inner for key, inner in value.items() if inner is not None or key not in cls.model_fields}

    @field_validator("announcements")
    @classmethod
    def _is_channel(cls, value: str) -> str:
        if not _CHANNEL.fullmatch(value):
            raise ValueError(f'“{value}” is not a channel; write its name in quotes, like "#incidents"')
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as wrong:
            raise ValueError(f"“{value}” is not a time zone; write one like Europe/Prague") from wrong
        return value
