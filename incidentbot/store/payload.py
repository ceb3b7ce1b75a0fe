"""A work row's payload: JSON, in which instants and days survive the way to the database and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

AT, DAY = "$at", "$day"


def write(value: Any) -> Any:
    """Plain JSON values. U+0000 is dropped, because PostgreSQL refuses it in text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime in a payload: {value!r}")
        return {AT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {str(key): write(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write(inner) for inner in value]
    return value


def read(value: Any) -> Any:
    if isinstance(value, list):
        return [read(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {AT}:
        return datetime.fromisoformat(value[AT])
    if value.keys() == {DAY}:
        return date.fromisoformat(value[DAY])
    return {key: read(inner) for key, inner in value.items()}
