"""Text that a database would choke on is stored without what it choked on; the person's act succeeds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from incidentbot.domain.people import Actor
from incidentbot.domain.timeline import EventKind
from incidentbot.store.plain import storable
from incidentbot.store.store import Store
from tests.world import P4, a_ticket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOSTILE = "a\x00b\ud800c 🔥 ￿"
STORED = "ab?c 🔥 ￿"


@pytest.mark.parametrize("text", ["", "checkout is down", "línea\nzwei\t三", "🔥" * 3000, "<!channel>", "​"])
def test_ordinary_text_is_stored_as_it_is(text: str) -> None:
    assert storable(text) == text


def test_hostile_text_in_every_column_that_people_write(store: Store) -> None:
    by = Actor(HOSTILE)
    with store.begin() as tx:
        ticket = tx.open_ticket(
            title=HOSTILE,
            description=HOSTILE,
            service=HOSTILE,
            environment=HOSTILE,
            judged=P4,
            by=by,
            now=NOW,
            process_version="v1",
        )
        incident = tx.open_incident(ticket.id, None, NOW, NOW)
        tx.change_incident(incident.id, summary=HOSTILE, channel_name=HOSTILE)
        tx.add_status_update(incident.id, NOW, by, HOSTILE, None)
        item_id = tx.promise(ticket.id, HOSTILE, None, date(2026, 3, 9), NOW, by, link=HOSTILE)
        assert item_id
        tx.change_action_item(item_id, closing_note=HOSTILE)
        tx.record(
            ticket.id, NOW, by, EventKind.NOTE, HOSTILE, link=HOSTILE, author=HOSTILE, files=(HOSTILE,), source="C1:1"
        )
        tx.open_postmortem(incident.id, NOW, NOW, HOSTILE)
        tx.ask("k", NOW)
        [work] = tx.claim_work(NOW, "me", NOW, NOW, 1, [])
        tx.bury_work(work.cause, NOW, HOSTILE)
        person = tx.meet("U1", NOW, name=HOSTILE, tz="UTC", is_guest=False, is_bot=False, is_deleted=False)

    with store.read() as tx:
        [event], found, item = tx.timeline(ticket.id), tx.incident(incident.id), tx.action_item(item_id)
        stored = [ticket.title, ticket.service, ticket.environment, found.summary, found.channel_name, person.name]
        stored += [event.actor, event.text, event.link, event.author, *event.files, item.text, item.link]
        stored += [item.closing_note, tx.postmortem_of(1).body, tx.dead_work(1)[0].last_error]
        stored += [update.text for update in tx.status_updates(incident.id, 9)]
    assert stored == [STORED] * len(stored)


def test_a_name_longer_than_its_column_is_cut_and_what_was_said_is_kept(store: Store) -> None:
    with store.begin() as tx:
        ticket = a_ticket(tx, NOW, title="t" * 9999)
        tx.record(ticket.id, NOW, Actor("n" * 300), EventKind.NOTE, "x" * 99_999)
    with store.read() as tx:
        [event] = tx.timeline(ticket.id)
    assert (event.actor, len(event.text), len(ticket.title)) == ("n" * 200, 99_999, 9999)
