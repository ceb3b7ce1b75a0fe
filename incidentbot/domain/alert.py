"""One thing a monitor says is wrong, or no longer wrong; what arrived from outside is made safe here, once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from types import MappingProxyType

LONGEST_KEY = 255
LONGEST_TITLE = 1024
LONGEST_VALUE = 1024
LONGEST_DESCRIPTION = 16_000
LONGEST_WORD = 128  # a label's name, a severity
LONGEST_URL = 3000  # Slack takes no more in a button
MOST_LABELS = 64
MOST_LINKS = 20
# Where there are too many labels, those that answer a question stay.
KEPT_FIRST = ("service", "team", "environment", "env", "stage", "severity", "alertname")
UNTITLED = "An alert without a title"
NOTHING: Mapping[str, object] = MappingProxyType({})

_FOLLOWABLE = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)


class AlertState(StrEnum):
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class AlertLink:
    """`kind` is dashboard, runbook, alert, image or document."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True)
class Alert:
    """`dedup_key` is the same for firing and resolve; `severity` is the source's own word, in lower case.

    `labels` are what routing compares with; a vendor's own answer to service, team and environment stands under those
    names. `rule` is the name of the alert rule at the source. Times are aware, in UTC, and None where the source does
    not say. `is_test` means that somebody pressed a test button; `extra` is what else is worth showing.
    """

    dedup_key: str
    state: AlertState
    title: str
    severity: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    links: tuple[AlertLink, ...] = ()
    rule: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_test: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_outside(
        cls,
        *,
        key: object,
        state: AlertState,
        title: object,
        severity: object = None,
        labels: Mapping[str, object] = NOTHING,
        description: object = "",
        links: Iterable[AlertLink | None] = (),
        rule: object = "",
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        is_test: bool = False,
        extra: Mapping[str, object] = NOTHING,
    ) -> Alert:
        """An alert from values as a foreign JSON carries them: cleaned, flat and no longer than we can keep.

        `key` may be a tuple of parts. What is empty is left out, and so is a link that nobody could follow.
        """
        return cls(
            dedup_key=key_of(*key) if isinstance(key, tuple) else key_of(key),
            state=state,
            title=as_line(title, LONGEST_TITLE) or UNTITLED,
            severity=as_line(severity, LONGEST_WORD).lower().replace(" ", "_") or None,
            labels=flat(labels),
            description=as_text(description),
            links=_followable(links),
            rule=as_line(rule, LONGEST_KEY),
            started_at=started_at,
            ended_at=ended_at if state is AlertState.RESOLVED else None,  # some senders say when it may end
            is_test=is_test,
            extra=flat(extra),
        )


def key_of(*parts: object) -> str:
    """A key of at most 255 characters, its parts joined by "/". Keys that differed still do.

    What is too long, or cannot be stored as it is, keeps its beginning for people and ends with its hash.
    """
    whole = "/".join(map(_written, parts))
    key = _storable(whole)
    if key == whole and len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}#{digest}"


def as_text(value: object, at_most: int = LONGEST_DESCRIPTION) -> str:
    """A string without its margins, null as nothing, everything else as compact JSON."""
    return _cut(_storable(_written(value)).strip(), at_most)


def as_line(value: object, at_most: int = LONGEST_VALUE) -> str:
    return _cut(" ".join(as_text(value).split()), at_most)


def flat(labels: Mapping[str, object]) -> dict[str, str]:
    """Names and values as text; the empty ones are left out, and of too many those that nobody asks for."""
    names: Iterable[str] = labels
    if len(labels) > MOST_LABELS:
        names = sorted(labels, key=lambda name: name not in KEPT_FIRST)
    written = ((as_line(name, LONGEST_WORD), as_text(labels[name], LONGEST_VALUE)) for name in names)
    return dict(islice(filter(all, written), MOST_LABELS))


def _followable(links: Iterable[AlertLink | None]) -> tuple[AlertLink, ...]:
    """Each address once, under its first name."""
    by_url: dict[str, AlertLink] = {}
    for link in filter(None, links):
        url = _storable(link.url).strip().replace(" ", "%20")
        if len(url) <= LONGEST_URL and _FOLLOWABLE.fullmatch(url):
            by_url.setdefault(url, AlertLink(link.kind, as_line(link.label, LONGEST_WORD) or link.kind, url))
    return tuple(by_url.values())[:MOST_LINKS]


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (TypeError, ValueError, RecursionError):  # thousands of digits, a list in a list in a list …
        return "(too large to show)"


def _storable(text: str) -> str:
    """Without U+0000, which PostgreSQL refuses, and lone surrogates, which no UTF-8 can carry."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _cut(text: str, at_most: int) -> str:
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"
