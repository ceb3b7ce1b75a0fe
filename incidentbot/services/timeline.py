"""Notes, added messages, corrections. Nothing is erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import Actor
from incidentbot.domain.timeline import Entry, EventKind, TimelineEvent, told
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock
from incidentbot.store.store import Store


@dataclass(frozen=True)
class Quoted:
    """A message as the chat has it: what it says, who wrote it when, and where it stands."""

    channel: str
    ts: str
    text: str
    author: str
    written_at: datetime
    link: str | None = None
    files: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return f"{self.channel}:{self.ts}"


class Timeline:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def note(self, incident_id: int, text: str, by: Actor) -> None:
        """Raises InvalidInput when there is nothing to note."""
        now = self._clock.now()
        if not text.strip():
            raise InvalidInput({"text": "Write what happened: `/incident note <text>`."})
        with self._store.begin(by, now) as tx:
            tx.record(tx.incident(incident_id).ticket_id, now, by, EventKind.NOTE, text.strip())

    def add_message(self, incident_id: int, message: Quoted, by: Actor) -> bool:
        """Keeps a message. False when it is there already; one that was withdrawn comes back."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket_id = tx.incident(incident_id).ticket_id
            added = tx.record(
                ticket_id,
                now,
                by,
                EventKind.MESSAGE,
                message.text,
                happened_at=message.written_at,
                source=message.source,
                link=message.link,
                author=message.author,
                files=message.files,
            )
            if added is not None:
                return True
            event = tx.event_from(ticket_id, message.source)
            if event is None or not _is_withdrawn(tx.changes_of(event.id)):
                return False
            tx.record(ticket_id, now, by, EventKind.RESTORED, "added it again", of=event.id)
            return True

    def withdraw_message(self, incident_id: int, source: str, by: Actor) -> bool:
        """Marks it withdrawn; it stays readable. False when there is nothing to withdraw."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            ticket_id = tx.incident(incident_id).ticket_id
            event = tx.event_from(ticket_id, source)
            if event is None or _is_withdrawn(tx.changes_of(event.id)):
                return False
            tx.record(ticket_id, now, by, EventKind.WITHDRAWN, "withdrew it", of=event.id)
            return True

    def correct(self, incident_id: int, event_id: int, text: str, happened_at: datetime, by: Actor) -> None:
        """A new event that says how it really was; the old stays readable. Raises InvalidInput, NotPossible."""
        now = self._clock.now()
        wrong = {} if text.strip() else {"text": "Write what happened."}
        if happened_at > now:
            wrong["happened_at"] = "That moment is still to come."
        if wrong:
            raise InvalidInput(wrong)
        with self._store.begin(by, now) as tx:
            ticket_id = tx.incident(incident_id).ticket_id
            event = tx.original_event(ticket_id, event_id)
            present = told([event, *tx.changes_of(event_id)])[0]
            if (present.text, present.happened_at) == (text.strip(), happened_at):
                raise NotPossible("Nothing was changed.")
            tx.record(ticket_id, now, by, EventKind.CORRECTED, text.strip(), happened_at=happened_at, of=event_id)

    def told(self, incident: Incident) -> list[Entry]:
        """The whole timeline as it reads today."""
        with self._store.read() as tx:
            return told(tx.timeline(incident.ticket_id))

    def entry(self, incident_id: int, event_id: int) -> Entry:
        with self._store.read() as tx:
            event = tx.original_event(tx.incident(incident_id).ticket_id, event_id)
            return told([event, *tx.changes_of(event_id)])[0]


def _is_withdrawn(changes: list[TimelineEvent]) -> bool:
    last = [change.kind for change in changes if change.kind in (EventKind.WITHDRAWN, EventKind.RESTORED)]
    return bool(last) and last[-1] == EventKind.WITHDRAWN
