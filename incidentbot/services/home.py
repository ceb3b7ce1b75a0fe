"""What one person has in front of them: open incidents, their team's queue, their tickets, what they owe."""

from __future__ import annotations

from typing import Any

from incidentbot.domain.people import Actor, Person
from incidentbot.domain.queue import Only, Wanted, teams_of
from incidentbot.domain.status_update import update_is_owed
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts
from incidentbot.services.page_story import of_story
from incidentbot.services.reachability import own_gaps
from incidentbot.services.recipient import keys_of
from incidentbot.store.store import Store

MOST = 10
MOST_QUEUED = 6
MOST_PAGES = 5


class Home:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def greet(self, channel: str, thread: str, by: Actor) -> None:
        """Somebody spoke to the bot: it says, in the thread, what it can do."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            payload = {"where": channel, "thread": thread, "template": "home/mentioned", "data": {}}
            tx.ask("message.post", now, lane=f"channel:{channel}", payload=payload)

    def of(self, person: Person) -> dict[str, Any]:
        now, process = self._clock.now(), self._running.process
        teams = () if person.is_guest else teams_of(process, person.slack_id)
        mine = Wanted(Only.MINE, person_id=person.id, with_waiting=True)
        with self._store.read() as tx:
            queue = tx.queue_page(Wanted(teams=teams), None, now, MOST_QUEUED + 1) if teams else []
            owned = tx.queue_page(mine, None, now, MOST + 1)
            incidents = tx.open_incidents(MOST + 1)
            commanding = tx.incidents_commanded_by(person.id, MOST)
            items = tx.open_action_items_of(person.id, MOST + 1)
            tickets = tx.open_tickets_of(person.id, MOST + 1)
            pages = tx.stories_of(tx.pages_going_on_of(keys_of(process, person.slack_id), MOST_PAGES))
            unreachable = own_gaps(tx, self._running.process, person.slack_id)
        return {
            "unreachable": list(unreachable),
            "pages": [of_story(process, story) for story in pages],
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
            "queue": [facts.of_line(ticket, now) for ticket in queue[:MOST_QUEUED]],
            "queue_of": list(teams),
            "more_queue": len(queue) > MOST_QUEUED,
            "owned": [facts.of_line(ticket, now) for ticket in owned[:MOST]],
            "more_owned": len(owned) > MOST,
            "tickets": [facts.of_ticket(ticket) for ticket in tickets[:MOST]],
            "more_tickets": len(tickets) > MOST,
        }
