"""A work row's payload: JSON, in which instants and days survive the way to the database and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from incidentbot.store.plain import storable

AT, DAY = "$at", "$day"
AS_IT_IS = "$map"  # a mapping from outside that looks like one of these three


def write(value: Any) -> Any:
    """Plain JSON values, of a kind that both databases take: a number that is not one (NaN, 1e400) becomes null."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime in a payload: {value!r}")
        return {AT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, Mapping):
        written = {storable(str(key)): write(inner) for key, inner in value.items()}
        return {AS_IT_IS: written} if written.keys() in ({AT}, {DAY}, {AS_IT_IS}) else written
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
    if value.keys() == {AS_IT_IS}:
        value = value[AS_IT_IS]
    return {key: read(inner) for key, inner in value.items()}
