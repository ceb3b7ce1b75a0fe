"""Looking for words in tickets, incidents and timelines: best first, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentbot.domain.people import Person
from incidentbot.domain.search import Part, Term, marked, says_any, terms
from incidentbot.domain.timeline import EventKind, TimelineEvent
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.store.search import Where
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

PAGE = 8
MOST = 50  # of one page
LONGEST_TITLE = 150
NEWEST = 2**62  # no id is as great
_CURSOR = re.compile(r"([123])\.([1-9]\d{0,17})")


@dataclass(frozen=True)
class Hit:
    """A ticket, an incident or an event of a timeline that says what was looked for."""

    kind: str  # ticket | incident | timeline
    ticket_number: int
    incident_number: int | None
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]
    state: str  # the incident's status, else the ticket's state
    priority: str
    service: str | None
    environment: str
    at: datetime
    channel_id: str | None
    channel_name: str | None
    said_by: str | None = None  # of an event
    link: str | None = None  # to the message that it was
    later: str = ""  # what became of it: corrected since, withdrawn

    @property
    def label(self) -> str:
        return f"INC-{self.incident_number}" if self.incident_number else f"T-{self.ticket_number}"


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]
    next: str | None  # the cursor of the page after this one


class Search:
    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, query: str, asker: Person | None, after: str = "", most: int = PAGE) -> Found:
        """`after` is the `next` of the page before. `asker` is None for a key of the API, which may read everything.

        Raises InvalidInput when there is nothing to look for, NotPossible for guests, who see only part of the
        workspace.
        """
        if asker is not None and asker.is_guest:
            raise NotPossible("Guests cannot search, because they do not see every channel. Ask a member.")
        wanted = terms(query)
        if not wanted:
            raise InvalidInput({"q": 'Say what to look for: a word, "a phrase", or the beginning of a word: time*.'})
        where, before = _read(after)
        most = min(max(most, 1), MOST)
        with self._store.read() as tx:
            rows = _look(tx, wanted, where, before, most + 1)
            changes = tx.changes_of_all({row.of or row.id for place, row in rows if place is Where.TIMELINE})
        hits = tuple(_hit(wanted, place, row, changes) for place, row in rows[:most])
        last_place, last_row = rows[most - 1] if len(rows) > most else (None, None)
        return Found(hits, f"{last_place:d}.{last_row.id}" if last_place and last_row else None)


def _read(cursor: str) -> tuple[Where, int]:
    """One that nobody gave out is the beginning."""
    read = _CURSOR.fullmatch(cursor)
    return (Where(int(read[1])), int(read[2])) if read else (Where.TITLE, NEWEST)


def _look(tx: Transaction, wanted: Sequence[Term], where: Where, before: int, most: int) -> list[tuple[Where, Any]]:
    found: list[tuple[Where, Any]] = []
    for place in Where:
        if place >= where and len(found) < most:
            start = before if place == where else NEWEST
            found += [(place, row) for row in tx.saying(place, wanted, start, most - len(found))]
    return found


def _hit(wanted: Sequence[Term], place: Where, row: Any, changes: Sequence[TimelineEvent]) -> Hit:
    whole = {
        "ticket_number": row.number,
        "incident_number": row.incident_number,
        "title": marked(wanted, row.title, LONGEST_TITLE),
        "state": row.status or row.state,
        "priority": row.priority,
        "service": row.service,
        "environment": row.environment,
        "channel_id": row.channel_id,
        "channel_name": row.channel_name,
    }
    if place is Where.TIMELINE:
        event = {"said_by": row.author or row.actor, "link": row.link, "later": _later(row, changes)}
        return Hit("timeline", snippet=marked(wanted, row.text), at=row.happened_at, **whole, **event)
    kind = "incident" if row.incident_number else "ticket"
    texts = [one for one in (row.summary, row.description) if one]
    telling = next((one for one in texts if says_any(wanted, one)), texts[0] if texts else "")
    return Hit(kind, snippet=marked(wanted, telling), at=row.opened_at, **whole)


def _later(row: Any, changes: Sequence[TimelineEvent]) -> str:
    """What became of an event, or of what a correction said, after it was written down."""
    of_it = [change for change in changes if change.of == (row.of or row.id)]
    return ", ".join(_told(of_it, row.id))


def _told(changes: Sequence[TimelineEvent], event_id: int) -> Iterator[str]:
    if any(change.kind == EventKind.CORRECTED and change.id > event_id for change in changes):
        yield "corrected since"
    standing = [change for change in changes if change.kind in (EventKind.WITHDRAWN, EventKind.RESTORED)]
    if standing and standing[-1].kind == EventKind.WITHDRAWN:
        yield f"withdrawn by {standing[-1].actor}"
