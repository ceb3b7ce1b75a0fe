"""A request is on disk before it is acknowledged; the same one twice is one; many at once share a commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from incidentbot import failpoints
from incidentbot.errors import StoreUnavailable
from incidentbot.services.inbox import EVENT, Inbox
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import FakeClock
from tests.written import Asked, count


@pytest.fixture
def commits() -> Iterator[list[int]]:
    """One entry for each commit; each takes a moment, so that requests come together meanwhile."""
    made: list[int] = []
    failpoints.arm({"store.before_commit": lambda: time.sleep(0.03), "store.after_commit": lambda: made.append(1)})
    yield made
    failpoints.arm({})


def test_a_request_is_new_once_and_has_not_acted_yet(inbox: Inbox, store: Store) -> None:
    assert inbox.receive("trigger:1") is True
    assert count(store, "inbox") == 1, "it is on disk when the answer is given"
    assert inbox.receive("trigger:1") is False
    assert inbox.has_acted("trigger:1") is False
    assert inbox.has_acted("trigger:2") is False
    with store.begin() as tx:
        tx.seal_request("trigger:1")
    assert inbox.has_acted("trigger:1") is True


def test_a_request_is_known_after_a_restart_and_on_another_replica(
    inbox: Inbox, replica: Store, clock: FakeClock
) -> None:
    inbox.receive("trigger:1")
    other = Inbox(replica, clock)
    other.start()
    assert other.receive("trigger:1") is False
    other.stop()


def test_an_event_becomes_a_work_row_in_the_same_commit(inbox: Inbox, asked: Asked, commits: list[int]) -> None:
    body = {"event": {"type": "reaction_added", "reaction": "pushpin"}, "event_id": "Ev1"}
    assert inbox.receive("event:Ev1", body) is True
    assert len(commits) == 1
    [row] = asked.rows()
    assert (row.kind, row.dedup_key, row.payload) == (EVENT, "event:Ev1", {"body": body})


def test_an_event_that_is_delivered_again_is_not_asked_for_again(inbox: Inbox, asked: Asked) -> None:
    """Slack repeats what it believes lost: at once, after a minute and after five."""
    assert [inbox.receive("event:Ev1", {"n": number}) for number in range(4)] == [True, False, False, False]
    [row] = asked.rows()
    assert row.payload == {"body": {"n": 0}}


def test_a_command_asks_for_no_work(inbox: Inbox, asked: Asked) -> None:
    inbox.receive("trigger:1")
    assert asked.rows() == []


def test_the_worker_is_woken_for_an_event(store: Store, inbox: Inbox) -> None:
    bell: list[int] = []
    store.when_work_is_added(lambda: bell.append(1))
    inbox.receive("event:Ev1", {})
    inbox.receive("trigger:1")
    assert bell == [1]


def test_fifty_at_once_share_a_few_commits_and_all_are_answered(inbox: Inbox, asked: Asked) -> None:
    """While the first is being written down, the other forty-nine arrive."""
    arriving, commits = threading.Semaphore(0), []

    def wait_for_all() -> None:
        if not commits:
            for _ in range(50):
                arriving.acquire(timeout=5)
            time.sleep(0.05)  # each says that it comes, and stands in the queue a moment later

    def receive(number: int) -> bool:
        arriving.release()
        return inbox.receive(f"event:{number}", {"n": number})

    failpoints.arm({"store.before_commit": wait_for_all, "store.after_commit": lambda: commits.append(1)})
    try:
        assert at_once(*[lambda number=number: receive(number) for number in range(50)]) == [True] * 50
    finally:
        failpoints.arm({})
    assert len(commits) <= 3
    assert sorted(row.payload["body"]["n"] for row in asked.rows()) == list(range(50))


def test_the_same_key_fifty_times_at_once_is_new_for_one(inbox: Inbox, asked: Asked) -> None:
    acts = [lambda: inbox.receive("event:Ev1", {})] * 50
    assert sorted(at_once(*acts)) == [False] * 49 + [True]
    assert len(asked.rows()) == 1


def test_the_same_key_at_two_replicas_at_once_is_new_for_one(
    inbox: Inbox, replica: Store, clock: FakeClock, asked: Asked, commits: list[int]
) -> None:
    other = Inbox(replica, clock)
    other.start()
    found = at_once(*[lambda: inbox.receive("event:Ev1", {}), lambda: other.receive("event:Ev1", {})] * 5)
    other.stop()
    assert sorted(found) == [False] * 9 + [True]
    assert len(asked.rows()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a\x00b\ud800"},
        {"metadata": {"event_payload": {"$at": "never"}}},
        {"number": float("inf")},
        {"deep": [[[[[{"$day": 1}]]]]]},
    ],
)
def test_no_event_from_outside_stops_the_inbox_or_the_worker(
    inbox: Inbox, asked: Asked, clock: FakeClock, store: Store, body: dict[str, Any]
) -> None:
    assert inbox.receive("event:Ev1", body) is True
    assert inbox.receive("event:Ev2", {"fine": True}) is True
    assert inbox.is_alive
    with store.begin() as tx:
        now = clock.now()
        assert [work.kind for work in tx.claim_work(now, "me", now, now, 9, [])] == [EVENT, EVENT]


def test_a_database_that_is_locked_is_told_to_everybody_who_waits_and_later_ones_are_taken(
    sqlite_store: Store, clock: FakeClock
) -> None:
    impatient = Store(open_engine(sqlite_store.engine.url.render_as_string()))
    with impatient.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    inbox = Inbox(impatient, clock)
    inbox.start()
    with sqlite_store.begin():
        results = at_once(*[lambda number=number: inbox.receive(f"trigger:{number}") for number in range(3)])
    assert [str(result) for result in results] == ["The database did not answer: database is locked"] * 3
    assert inbox.receive("trigger:0") is True
    inbox.stop()
    impatient.close()


def test_whoever_waited_too_long_is_told_to_try_again(store: Store, clock: FakeClock) -> None:
    not_started = Inbox(store, clock, patience=0.01)
    with pytest.raises(StoreUnavailable, match="The database is busy; the request was not taken"):
        not_started.receive("trigger:1")
    assert not not_started.is_alive
    not_started.stop()


def test_what_has_arrived_before_the_end_is_still_written_down(store: Store, clock: FakeClock) -> None:
    inbox = Inbox(store, clock)
    inbox.start()
    with slow_commits():
        found = at_once(*[lambda number=number: inbox.receive(f"event:{number}", {}) for number in range(5)])
    inbox.stop()
    assert found == [True] * 5
    assert not inbox.is_alive
    assert count(store, "work") == 5
