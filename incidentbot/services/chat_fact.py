"""What the chat did for us, written down together with the end of the work row that asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from incidentbot.domain.incident import Incident
from incidentbot.domain.page import PageStory
from incidentbot.domain.people import BOT, Actor
from incidentbot.domain.timeline import EventKind
from incidentbot.ports import Channel, Clock, PostedMessage
from incidentbot.services import facts, speech
from incidentbot.store.store import Store

PACE = timedelta(seconds=1)


class ChatFacts:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def channel_opened(self, incident_id: int, channel: Channel, answer_at: str | None, by: Actor) -> None:
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            tx.change_incident(incident_id, channel_id=channel.id, channel_name=channel.name)
            tx.record(incident.ticket_id, now, by, EventKind.CHANNEL, f"opened the channel #{channel.name}")
            incident = tx.incident(incident_id)
            tx.hasten(speech.announcement_name(incident), now)
            if answer_at:
                data = {"incident": facts.of_incident(incident)}
                speech.answer(tx, answer_at, now, "incident/channel_ready", data)

    def channel_replaced(self, incident_id: int, channel: Channel) -> None:
        """The old channel was deleted. The new one gets what the old one had: card, people, topic."""
        now = self._clock.now()
        with self._store.begin() as tx:
            incident = tx.incident(incident_id)
            if incident.channel_id == channel.id:
                return
            tx.change_incident(incident_id, channel_id=channel.id, channel_name=channel.name, is_channel_archived=False)
            told = f"#{incident.channel_name} was deleted; opened #{channel.name} in its place"
            tx.record(incident.ticket_id, now, BOT, EventKind.TROUBLE, told)
            people = [who.slack_id for who in (incident.declared_by, incident.commander) if who]
            speech.furnish_channel(tx, tx.incident(incident_id), now, list(dict.fromkeys(people)), channel.id)
            tx.forget_message(speech.card_name(incident))

    def card_lost(self, incident_id: int) -> None:
        """Somebody deleted the card: another is posted and pinned."""
        now = self._clock.now()
        with self._store.begin() as tx:
            incident = tx.incident(incident_id)
            if lost := tx.message_named(speech.card_name(incident)):
                tx.forget_message(speech.card_name(incident))
                speech.post_card(tx, incident, now, f"after {lost[1]}")

    def message_posted(self, name: str | None, message: PostedMessage, lane: str | None, by: Actor) -> None:
        """The chat takes about one message a second in a channel: its lane pauses for as long."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            if lane:
                tx.hold_lane(lane, now + PACE)
            if name:
                tx.remember_message(name, message.channel, message.ts, now)

    def not_invited(self, incident_id: int, refused: Mapping[str, str], by: Actor) -> None:
        """Somebody could not be invited: the channel hears who and why."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident(incident_id)
            told = "; ".join(f"could not invite {person}: {reason}" for person, reason in refused.items())
            tx.record(incident.ticket_id, now, by, EventKind.TROUBLE, told)
            people = [{"slack_id": person, "name": person, "reason": reason} for person, reason in refused.items()]
            speech.say(tx, incident, now, "incident/not_invited", {"people": people})

    def channel_renamed(self, channel_id: str, name: str, by: Actor) -> None:
        """Somebody renamed the channel; we know it by its id and follow the name."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident_of_channel(channel_id)
            if incident is None or incident.channel_name == name:
                return
            tx.change_incident(incident.id, channel_name=name)
            told = f"the channel #{incident.channel_name} is now called #{name}"
            tx.record(incident.ticket_id, now, by, EventKind.CHANNEL, told)

    def channel_archived(self, channel_id: str, archived: bool, by: Actor) -> None:
        """Archived: what is to be said there waits, and whoever leads an open incident hears of it.
        Unarchived: what has waited goes on at once."""
        now = self._clock.now()
        with self._store.begin(by, now) as tx:
            incident = tx.incident_of_channel(channel_id)
            if incident is None or incident.is_channel_archived == archived:
                return
            tx.change_incident(incident.id, is_channel_archived=archived)
            word = "archived" if archived else "unarchived"
            tx.record(incident.ticket_id, now, by, EventKind.CHANNEL, f"{word} the channel #{incident.channel_name}")
            if not archived:
                tx.hasten_lane(speech.lane_of(incident), now)
            elif incident.status.is_open and (leader := incident.commander or incident.declared_by):
                data = {"incident": facts.of_incident(incident), "by": facts.of_person(by)}
                speech.tell(tx, leader.slack_id, now, "incident/channel_archived", data)

    def incident(self, incident_id: int) -> Incident:
        with self._store.read() as tx:
            return tx.incident(incident_id)

    def pages_of(self, ticket_id: int, most: int) -> list[PageStory]:
        """Newest first: what the card shows of who was asked."""
        with self._store.read() as tx:
            return tx.stories_of(tx.pages_of_ticket(ticket_id, most))

    def message_named(self, name: str) -> PostedMessage | None:
        with self._store.read() as tx:
            found = tx.message_named(name)
        return PostedMessage(*found) if found else None
