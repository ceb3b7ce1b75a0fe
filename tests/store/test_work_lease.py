"""A lease makes a row somebody's, a fence keeps the late one out, and the dead can be seen and revived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from incidentbot.errors import Fenced
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.store.desk import LEASE, Desk, states
from tests.world import FakeClock
from tests.written import rows_of

# -- leases and fences ------------------------------------------------------------------------------------------------


def test_a_lease_that_ran_out_frees_the_row_and_leaves_a_doubt(ask: Any, desk: Desk, other: Desk) -> None:
    ask("say")
    desk.claim()
    desk.leases.advance(seconds=6, microseconds=-1)
    assert other.claim() == []
    desk.leases.advance(microseconds=1)
    [work] = other.claim()
    assert (work.attempt, work.doubtful) == (2, True)


def test_a_lease_runs_on_real_time_however_far_the_products_clock_is_moved(
    ask: Any, desk: Desk, other: Desk, clock: FakeClock
) -> None:
    ask("say")
    desk.claim()
    clock.advance(days=3)
    assert other.claim() == []


def test_a_lease_that_is_renewed_does_not_run_out(ask: Any, desk: Desk, other: Desk, store: Store) -> None:
    ask("say", "say")
    mine, _ = desk.claim()
    desk.leases.advance(seconds=5)
    with store.begin() as tx:
        tx.renew_leases("me", [mine.id], desk.leases.now() + LEASE)
        tx.renew_leases("somebody else", [mine.id + 1], desk.leases.now() + LEASE)
    desk.leases.advance(seconds=5)
    assert [work.id for work in other.claim()] == [mine.id + 1], "nobody renews what is not theirs"


def test_whoever_lost_the_lease_can_write_nothing_any_more(ask: Any, desk: Desk, other: Desk, store: Store) -> None:
    ask("say")
    [slow] = desk.claim()
    desk.leases.advance(minutes=1)
    [taken] = other.claim()
    with pytest.raises(Fenced):
        desk.done(slow)
    assert desk.retry(slow, seconds=1) is False
    assert desk.bury(slow) is False
    with store.begin() as tx:
        assert tx.drop_work(slow.cause, desk.clock.now(), "too late") is False
    other.done(taken)
    assert states(store) == ["say done"]


def test_between_the_end_of_a_lease_and_the_next_claim_nobody_may_write(ask: Any, desk: Desk, other: Desk) -> None:
    """Freed already, not yet taken: the slow one must not seal what somebody is about to repeat."""
    ask("say")
    [slow] = desk.claim()
    desk.leases.advance(minutes=1)
    assert other.claim(most=0) == []
    with pytest.raises(Fenced):
        desk.done(slow)


def test_what_was_done_keeps_its_name_at_the_provider(ask: Any, desk: Desk, store: Store) -> None:
    ask("say")
    desk.done(desk.claim()[0])
    [row] = rows_of(store, tables.work)
    assert (row["state"], row["provider_id"], row["lease_owner"], row["ended_at"]) == (
        "done",
        "C1:1.2",
        None,
        desk.clock.now(),
    )
    assert desk.claim() == []


@pytest.mark.parametrize("doubtful", [False, True])
def test_another_attempt_knows_when_the_first_one_was_and_whether_it_may_have_worked(
    ask: Any, desk: Desk, clock: FakeClock, doubtful: bool
) -> None:
    ask("say")
    first = clock.now()
    desk.retry(desk.claim()[0], doubtful, seconds=10)
    assert desk.claim() == []
    clock.advance(seconds=10)
    [work] = desk.claim()
    assert (work.attempt, work.first_tried_at, work.doubtful, work.last_error) == (2, first, doubtful, "went wrong")


# -- dead rows, hastening, looking ------------------------------------------------------------------------------------


def test_a_dead_row_is_seen_and_may_be_tried_again_in_doubt(ask: Any, desk: Desk, store: Store) -> None:
    ask("say")
    desk.bury(desk.claim()[0])
    with store.read() as tx:
        [dead] = tx.dead_work(10)
        assert (dead.last_error, tx.count_work()) == ("never works", {"ready": 0, "leased": 0, "dead": 1})
    assert desk.claim() == []
    with store.begin() as tx:
        assert tx.revive_work(dead.id, desk.clock.now()) is True
    [work] = desk.claim()
    assert (work.id, work.attempt, work.doubtful) == (dead.id, 2, True)


def test_reviving_one_row_revives_the_dead_rows_of_its_lane_in_their_order(ask: Any, desk: Desk, store: Store) -> None:
    """They died because of the first: nobody wants to press a button for each."""
    ask("a1", "a2", lane="a")
    ask("b1", lane="b")
    ask("free")
    for _ in range(2):
        for work in desk.claim():
            desk.bury(work)
    with store.begin() as tx:
        tx.revive_work(1, desk.clock.now())
    assert states(store) == ["a1 ready", "a2 ready", "b1 dead", "free dead"]
    assert desk.kinds() == ["a1"]
    with store.begin() as tx:
        assert tx.revive_work(4, desk.clock.now()) is True
        assert tx.revive_work(4, desk.clock.now()) is False
    assert states(store)[2:] == ["b1 dead", "free ready"], "no lane is not a lane"


def test_what_was_to_wait_may_be_hastened(ask: Any, desk: Desk, store: Store, clock: FakeClock) -> None:
    later = clock.now() + timedelta(minutes=5)
    ask("one", dedup_key="announcement:INC-1", due_at=later)
    ask("two", due_at=later)
    ask("three", lane="channel:INC-1", due_at=later)
    ask("four", due_at=later)
    with store.begin() as tx:
        assert tx.hasten("announcement:INC-1", clock.now())
        assert tx.hasten_work(2, clock.now())
        assert tx.hasten_lane("channel:INC-1", clock.now())
    assert desk.kinds() == ["one", "two", "three"]


def test_the_next_moment_and_the_oldest_delay_are_known(ask: Any, desk: Desk, store: Store, clock: FakeClock) -> None:
    now = clock.now()
    ask("late", due_at=now - timedelta(minutes=2))
    ask("next", due_at=now + timedelta(minutes=1))
    ask("far", due_at=now + timedelta(minutes=9))
    with store.read() as tx:
        assert (tx.oldest_due(now), tx.next_due(now)) == (now - timedelta(minutes=2), now + timedelta(minutes=1))
        assert tx.count_work() == {"ready": 3, "leased": 0, "dead": 0}
    desk.claim()
    with store.read() as tx:
        assert tx.oldest_due(now) is None
        assert tx.count_work() == {"ready": 2, "leased": 1, "dead": 0}


def test_what_is_still_failing_can_be_seen_with_its_reason(ask: Any, desk: Desk, store: Store) -> None:
    ask("fine", "failing", "healed")
    fine, failing, healed = desk.claim()
    desk.retry(failing, minutes=1)
    desk.done(fine)
    desk.done(healed)
    with store.read() as tx:
        assert [(work.kind, work.last_error) for work in tx.failing_work(10)] == [("failing", "went wrong")]


def test_housekeeping_forgets_what_has_ended_a_bite_at_a_time_and_never_the_dead(
    ask: Any, desk: Desk, store: Store, clock: FakeClock
) -> None:
    ask("a", "b", "c", "dead", "waiting")
    for work in desk.claim(3):
        desk.done(work)
    desk.bury(desk.claim(1)[0])
    clock.advance(days=14)
    with store.begin() as tx:
        assert tx.forget_ended_work(clock.now() - timedelta(days=14), 10) == 0
        assert tx.forget_ended_work(clock.now(), 2) == 2
        assert tx.forget_ended_work(clock.now(), 2) == 1
    assert states(store) == ["dead dead", "waiting ready"]


def test_housekeeping_forgets_lanes_that_have_been_open_for_long(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        tx.hold_lane("old", clock.now())
        tx.hold_lane("new", clock.now() + timedelta(days=3))
        assert tx.forget_open_lanes(clock.now() + timedelta(days=1)) == 1
    assert [row["name"] for row in rows_of(store, tables.lane)] == ["new"]
