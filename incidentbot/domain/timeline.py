"""What happened, when, and who said so. Append-only: corrections and withdrawals are events too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    DECLARED = "declared"
    CLASSIFIED = "classified"
    CHANNEL = "channel"
    COMMANDER = "commander"
    STATUS = "status"
    UPDATE = "update"
    NOTE = "note"
    EDITED = "edited"  # the words of a ticket, its service, team or due date
    MESSAGE = "message"  # a message that somebody added, with its text, author, link and files
    ALERT = "alert"
    REPORT = "report"  # a person said that something is wrong
    ACTION_ITEM = "action item"
    POSTMORTEM = "postmortem"
    PAGE = "page"  # who was asked for attention, who was not and why, who has it
    TROUBLE = "trouble"  # something that the bot could not do
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


CHANGES = frozenset({EventKind.CORRECTED, EventKind.WITHDRAWN, EventKind.RESTORED})


@dataclass(frozen=True)
class TimelineEvent:
    """One row as it was written. `of` is the event that a correction, withdrawal or restoration speaks about."""

    id: int
    happened_at: datetime
    recorded_at: datetime
    actor: str
    actor_slack_id: str | None
    kind: EventKind
    text: str
    of: int | None = None
    link: str | None = None
    author: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An event as it is told today, with what it said before."""

    event: TimelineEvent
    happened_at: datetime
    text: str
    withdrawn_by: str | None = None
    before: tuple[TimelineEvent, ...] = ()

    @property
    def is_corrected(self) -> bool:
        return bool(self.before)


def told(events: Iterable[TimelineEvent]) -> list[Entry]:
    """The timeline as it reads today: changes folded into the events they speak about, in order of happening."""
    entries: dict[int, Entry] = {}
    for event in sorted(events, key=lambda event: event.id):
        if event.kind not in CHANGES:
            entries[event.id] = Entry(event, event.happened_at, event.text)
        elif event.of in entries:
            entries[event.of] = _changed(entries[event.of], event)
    return sorted(entries.values(), key=lambda entry: (entry.happened_at, entry.event.id))


def _changed(entry: Entry, change: TimelineEvent) -> Entry:
    if change.kind == EventKind.WITHDRAWN:
        return replace(entry, withdrawn_by=change.actor)
    if change.kind == EventKind.RESTORED:
        return replace(entry, withdrawn_by=None)
    earlier = replace(entry.event, text=entry.text, happened_at=entry.happened_at)
    return replace(entry, text=change.text, happened_at=change.happened_at, before=(*entry.before, earlier))


def page_of(rows: Sequence[Entry], page: int, size: int) -> tuple[Sequence[Entry], int, int]:
    """The rows of one page, with the page that it really is and how many there are (both from 1)."""
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 1), pages)
    return rows[(page - 1) * size : page * size], page, pages
