"""What one person has in front of them: open incidents, their action items, what they owe."""

from __future__ import annotations

from typing import Any

from incidentbot.domain.people import Actor, Person
from incidentbot.domain.status_update import update_is_owed
from incidentbot.ports import Clock
from incidentbot.services import facts
from incidentbot.store.store import Store

MOST = 10


class Home:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def greet(self, channel: str, thread: str, by: Actor) -> None:
        """Somebody spoke to the bot: it says, in the thread, what it can do."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            payload = {"where": channel, "thread": thread, "template": "home/mentioned", "data": {}}
            tx.ask("message.post", now, lane=f"channel:{channel}", payload=payload)

    def of(self, person: Person) -> dict[str, Any]:
        now = self._clock.now()
        with self._store.read() as tx:
            incidents = tx.open_incidents(MOST + 1)
            commanding = tx.incidents_commanded_by(person.id, MOST)
            items = tx.open_action_items_of(person.id, MOST + 1)
            tickets = tx.open_tickets_of(person.id, MOST + 1)
        return {
            "incidents": [facts.of_incident(incident) for incident in incidents[:MOST]],
            "more_incidents": len(incidents) > MOST,
            "owed_updates": [facts.of_incident(one) for one in commanding if update_is_owed(one, now)],
            "coming_updates": [
                facts.of_incident(one) for one in commanding if one.next_update_due and not update_is_owed(one, now)
            ],
            "items": [
                {**facts.of_action_item(item), "overdue": item.is_overdue(person.today(now))} for item in items[:MOST]
            ],
            "more_items": len(items) > MOST,
            "tickets": [facts.of_ticket(ticket) for ticket in tickets[:MOST]],
            "more_tickets": len(tickets) > MOST,
        }
