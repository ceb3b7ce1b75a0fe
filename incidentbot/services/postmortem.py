"""The postmortem is opened when an incident is resolved, with everything filled in that is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT
from incidentbot.domain.postmortem import Postmortem, milestones
from incidentbot.domain.timeline import EventKind, told
from incidentbot.ports import Clock, Words
from incidentbot.services import facts, speech
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

MOST_AT_ONCE = 20


class Postmortems:
    def __init__(self, store: Store, clock: Clock, words: Words) -> None:
        self._store = store
        self._clock = clock
        self._words = words

    def open_missing(self) -> int:
        """Opens a postmortem for each resolved incident that has none; returns how many. APScheduler asks for it."""
        with self._store.read() as tx:
            ids = tx.resolved_without_postmortem(MOST_AT_ONCE)
        return sum(self.open(incident_id) for incident_id in ids)

    def open(self, incident_id: int) -> bool:
        """False when another replica was quicker, or the incident was reopened meanwhile."""
        now = self._clock.now()
        with self._store.begin() as tx:
            incident = tx.incident(incident_id)  # locked, so the look below holds until the end
            if incident_id not in tx.resolved_without_postmortem(MOST_AT_ONCE) or incident.resolved_at is None:
                return False
            body = self._words.markdown("postmortem/postmortem", _everything_known(tx, incident, now))
            tx.open_postmortem(incident_id, now, incident.resolved_at, body)
            tx.record(incident.ticket_id, now, BOT, EventKind.POSTMORTEM, "opened the postmortem")
            items = [facts.of_action_item(item) for item in tx.action_items_of_ticket(incident.ticket_id, 100)]
            data = {"incident": facts.of_incident(incident), "items": items}
            speech.say(tx, incident, now, "postmortem/opened", data)
            return True

    def of(self, incident_number: int) -> Postmortem:
        """Raises NotFound while there is none."""
        with self._store.read() as tx:
            return tx.postmortem_of(incident_number)


def _everything_known(tx: Transaction, incident: Incident, now: datetime) -> dict[str, Any]:
    events = tx.timeline(incident.ticket_id)
    ticket = tx.ticket(incident.ticket_id)
    judged = ticket.classification
    return {
        "incident": facts.of_incident(incident),
        "ticket": facts.of_ticket(ticket),
        "impact": judged.facts,
        "opened_at": now,
        "milestones": milestones(incident),
        "people": sorted({event.actor for event in events if event.actor != BOT.name}),
        "entries": [facts.of_entry(entry) for entry in told(events)],
        "updates": list(reversed(tx.status_updates(incident.id, 200))),
        "items": [facts.of_action_item(item) for item in tx.action_items_of_ticket(incident.ticket_id, 100)],
    }
