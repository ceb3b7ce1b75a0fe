"""Handing the queue of a team on at the end of a shift: a sentence on each open item, and a digest of them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentbot.domain.catalog import Team
from incidentbot.domain.people import Actor, Person
from incidentbot.domain.process import Process
from incidentbot.domain.ticket import Ticket
from incidentbot.domain.timeline import Entry, EventKind
from incidentbot.errors import InvalidInput, NotPossible
from incidentbot.ports import Clock, InForce
from incidentbot.services import facts, speech
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from incidentbot.words.text import cleaned, is_blank, shortened

MOST_SHOWN = 10  # items of one digest, and sentences that one form asks for
MOST_COUNTED = 1_000
LONGEST_NOTE = 400  # of a note within a digest; the whole of it stands on the ticket


@dataclass(frozen=True)
class OpenItem:
    ticket: Ticket
    note: Entry | None


@dataclass(frozen=True)
class HandoverDigest:
    """What is unresolved in a team's queue, first what is most urgent. `more`: open items that are not shown."""

    team: Team
    items: tuple[OpenItem, ...]
    more: int


class Handovers:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def digest(self, team: str) -> HandoverDigest:
        """Every unresolved ticket of the team with its last note. Raises NotPossible for a team that there is not."""
        found = _team(self._running.process, team)
        with self._store.read() as tx:
            return _digest(tx, found, self._clock.now())

    def hand_over(
        self, team: str, sentences: Mapping[int, str], outgoing: Person | None, incoming: Person | None, by: Actor
    ) -> HandoverDigest:
        """Notes what was said of each ticket (by its id), and sends the digest to both people and the team's channel.

        Raises InvalidInput (field incoming) for somebody who cannot take a queue, NotPossible for a guest who hands
        one over and for a team that there is not.
        """
        now = self._clock.now()
        found = _team(self._running.process, team)
        if outgoing:
            check_sees_queue(outgoing)
        if incoming and (incoming.is_guest or not incoming.is_assignable):
            raise InvalidInput({"incoming": f"{incoming.name} cannot take over: a guest, a bot or somebody who left."})
        with self._store.begin(by, now) as tx:
            for ticket_id, sentence in sentences.items():
                if not is_blank(text := cleaned(sentence).strip()):
                    tx.record(tx.ticket(ticket_id).id, now, by, EventKind.NOTE, text)
            return send_digest(tx, found, outgoing, incoming, now)


def send_digest(
    tx: Transaction, team: Team, outgoing: Person | None, incoming: Person | None, now: datetime
) -> HandoverDigest:
    """To both people and to the team's channel."""
    digest = _digest(tx, team, now)
    data = {
        **of_digest(digest),
        "channel": team.channel,
        "outgoing": facts.of_person(outgoing),
        "incoming": facts.of_person(incoming),
    }
    for slack_id in dict.fromkeys(person.slack_id for person in (outgoing, incoming) if person):
        speech.tell(tx, slack_id, now, "handover/digest", data)
    if team.channel:
        asked_by = next((person.slack_id for person in (outgoing, incoming) if person), None)
        speech.post(tx, team.channel, now, "handover/digest", data, asked_by)
    return digest


def check_sees_queue(person: Person) -> None:
    if person.is_guest:
        raise NotPossible("Guests do not see the queue. Ask a member of the team to hand it over.")


def of_digest(digest: HandoverDigest) -> dict[str, Any]:
    return {
        "team": {"key": digest.team.key, "label": digest.team.label},
        "items": [_of_item(item) for item in digest.items],
        "more": digest.more,
        "counted_all": len(digest.items) + digest.more < MOST_COUNTED,
    }


def _of_item(item: OpenItem) -> dict[str, Any]:
    shown, note = facts.of_ticket(item.ticket), item.note
    if note is None:
        return {"ticket": shown, "note": None}
    said = {"text": shortened(note.text, LONGEST_NOTE), "by": note.event.actor, "at": note.happened_at}
    return {"ticket": shown, "note": said}


def _team(process: Process, key: str) -> Team:
    found = process.team(key)
    if found is None:
        raise NotPossible(f"There is no team “{key}”. There are: {', '.join(process.teams)}.")
    return found


def _digest(tx: Transaction, team: Team, now: datetime) -> HandoverDigest:
    tickets = tx.open_of_team(team.key, None, now, MOST_SHOWN)
    counted = tx.count_open_of_team(team.key, MOST_COUNTED)
    items = tuple(OpenItem(ticket, tx.last_note(ticket.id)) for ticket in tickets)
    return HandoverDigest(team, items, max(0, counted - len(items)))
