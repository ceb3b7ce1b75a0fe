"""Many rows at once are the rows that would have been written one by one, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from incidentbot.domain.people import BOT
from incidentbot.domain.timeline import EventKind
from incidentbot.store.many import insert_many
from incidentbot.store.store import Store
from incidentbot.store.tables import signal, work
from tests.world import P4

NOW = datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC)
HOSTILE = "nul\x00 half \ud800 quotes \"' back\\slash émoji 🔥 \u2028"


def arrival(number: int, alert: object) -> dict[str, object]:
    told = {"integration": "i", "source": "generic", "dedup_key": f"k{number}", "state": "firing", "times": number}
    return {**told, "alert": alert, "arrived_at": NOW + timedelta(microseconds=number)}


def test_what_goes_in_comes_out(store: Store) -> None:
    alert = {"title": "ä\n", "labels": {"a": None, "b": [1, 2.5, True]}, "$at": "no instant"}
    with store.begin() as tx:
        insert_many(tx.connection, signal, [arrival(number, alert) for number in range(3)], once=False)
    with store.read() as tx:
        rows = tx.connection.execute(select(signal).order_by(signal.c.id)).all()
    assert [row.times for row in rows] == [0, 1, 2]
    assert rows[2].arrived_at == NOW + timedelta(microseconds=2)
    assert rows[0].alert == alert


def test_nothing_is_nothing(store: Store) -> None:
    with store.begin() as tx:
        insert_many(tx.connection, signal, [], once=False)
        assert tx.connection.execute(select(signal)).all() == []


def test_a_naive_time_is_refused(store: Store) -> None:
    naive = {**arrival(1, {}), "arrived_at": datetime(2026, 1, 1)}  # noqa: DTZ001 (that is what is refused)
    with pytest.raises(Exception, match="naive"), store.begin() as tx:
        insert_many(tx.connection, signal, [naive], once=False)


def test_work_whose_key_is_there_already_is_left_out(store: Store) -> None:
    with store.begin() as tx:
        tx.ask("a", NOW, dedup_key="same")
        tx.ask_all([{"kind": kind, "dedup_key": key} for kind, key in (("b", "same"), ("c", "new"), ("d", None))], NOW)
    with store.read() as tx:
        kinds = tx.connection.scalars(select(work.c.kind).order_by(work.c.id)).all()
    assert kinds == ["a", "c", "d"]


def test_events_told_together_stand_in_their_order(store: Store) -> None:
    with store.begin() as tx:
        said = {"title": "t", "description": "", "service": None, "environment": "e", "process_version": ""}
        ticket = tx.open_ticket(**said, judged=P4, by=BOT, now=NOW)  # type: ignore[arg-type]
        tx.record_all([(ticket.id, BOT, f"{number} {HOSTILE}") for number in range(5)], EventKind.PAGE, NOW)
    with store.read() as tx:
        told = [event.text for event in tx.timeline(ticket.id) if event.kind == EventKind.PAGE]
    assert [text[0] for text in told] == list("01234")
    assert told[0] == "0 nul half ? quotes \"' back\\slash émoji 🔥 \u2028"
