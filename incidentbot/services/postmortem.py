"""The postmortem is opened when an incident is resolved, with everything filled in that is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.postmortem import Postmortem, milestones
from incidentbot.domain.timeline import EventKind, told
from incidentbot.ports import Clock, Words
from incidentbot.services import facts, speech
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

MOST_AT_ONCE = 20
OPEN = "postmortem.open"


class Postmortems:
    def __init__(self, store: Store, clock: Clock, words: Words) -> None:
        self._store = store
        self._clock = clock
        self._words = words

    def missing(self) -> list[int]:
        """Ids of resolved incidents without a postmortem, or with one that tells of an earlier resolution."""
        with self._store.read() as tx:
            return tx.resolved_without_postmortem(MOST_AT_ONCE)

    def ask_for_missing(self) -> None:
        """APScheduler asks for it. One row each, so that one that cannot be written keeps no other back."""
        now = self._clock.now()
        for incident_id in self.missing():
            with self._store.begin() as tx:
                resolved_at = tx.incident(incident_id).resolved_at
                key = f"{OPEN}:{incident_id}:{resolved_at}"
                tx.ask(OPEN, now, dedup_key=key, payload={"incident_id": incident_id})

    def open(self, incident_id: int, by: Actor = BOT) -> bool:
        """False when another replica was quicker, or the incident was reopened meanwhile."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)  # locked, so the look below holds until the end
            if incident.resolved_at is None or not tx.lacks_postmortem(incident_id):
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
