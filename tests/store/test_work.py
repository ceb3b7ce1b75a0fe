"""Work rows: claimed by one, in the order of their lane, overtaken ones dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from incidentbot.domain.work import IDLE, URGENT, WorkState
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.store.desk import Desk, states
from tests.world import FakeClock
from tests.written import count, rows_of

# -- asking and claiming ----------------------------------------------------------------------------------------------


def test_a_row_is_claimed_once_and_carries_what_was_asked(ask: Any, desk: Desk, clock: FakeClock) -> None:
    ask("say", lane="channel:INC-1", subject="INC-1", dedup_key="hello", payload={"text": "hi"})
    [work] = desk.claim()
    assert (work.kind, work.lane, work.subject, work.key) == ("say", "channel:INC-1", "INC-1", "hello")
    assert (work.payload, work.attempt, work.doubtful, work.first_tried_at) == ({"text": "hi"}, 1, False, clock.now())
    assert work.state == WorkState.LEASED
    assert desk.claim() == []


def test_what_has_a_key_is_asked_for_once(ask: Any, store: Store) -> None:
    assert ask("say", dedup_key="card:INC-1", payload={"n": 1}) is True
    assert ask("say", dedup_key="card:INC-1", payload={"n": 2}) is False
    assert ask("say") is True
    assert ask("say") is True
    [first, *_] = rows_of(store, tables.work)
    assert (first["payload"], count(store, "work")) == ({"n": 1}, 3)
    with store.read() as tx:
        assert tx.is_asked("card:INC-1")
        assert not tx.is_asked("card:INC-2")


def test_the_same_key_asked_for_in_two_threads_is_one_row(store: Store, replica: Store, clock: FakeClock) -> None:
    def ask(on: Store) -> bool:
        with on.begin() as tx:
            return tx.ask("say", clock.now(), dedup_key="card:INC-1")

    with slow_commits():
        assert sorted(at_once(lambda: ask(store), lambda: ask(replica))) == [False, True]
    assert count(store, "work") == 1


def test_a_row_waits_for_its_moment(ask: Any, desk: Desk, clock: FakeClock) -> None:
    ask("remind", due_at=clock.now() + timedelta(minutes=30))
    clock.advance(minutes=30, microseconds=-1)
    assert desk.kinds() == []
    clock.advance(microseconds=1)
    assert desk.kinds() == ["remind"]


def test_the_most_urgent_come_first_then_the_longest_due_then_the_oldest(
    ask: Any, desk: Desk, clock: FakeClock
) -> None:
    now = clock.now()
    ask("idle", priority=IDLE, due_at=now - timedelta(hours=1))
    ask("second")
    ask("third")
    ask("first", due_at=now - timedelta(seconds=1))
    ask("page", priority=URGENT)
    assert desk.kinds() == ["page", "first", "second", "third", "idle"]


def test_nobody_takes_more_than_their_hands_can_hold(ask: Any, desk: Desk) -> None:
    ask("a", "b", "c")
    assert desk.kinds(most=2) == ["a", "b"]
    assert desk.kinds(most=2) == ["c"]


def test_two_replicas_never_take_the_same_row(ask: Any, desk: Desk, other: Desk) -> None:
    ask(*["say"] * 20)
    with slow_commits(0.01):
        taken = at_once(*[lambda: desk.claim(3), lambda: other.claim(3)] * 3)
    ids = [work.id for rows in taken for work in rows]
    while more := desk.claim(3):
        ids += [work.id for work in more]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 20


# -- lanes ------------------------------------------------------------------------------------------------------------


def test_a_lane_runs_in_order_one_at_a_time_and_lanes_do_not_wait_for_each_other(ask: Any, desk: Desk) -> None:
    ask("a1", "a2", lane="a")
    ask("b1", "b2", lane="b")
    ask("free", "free")
    first = desk.claim()
    assert [work.kind for work in first] == ["a1", "b1", "free", "free"]
    desk.done(first[0])
    assert desk.kinds() == ["a2"]


def test_a_row_that_waits_for_another_attempt_holds_its_lane(ask: Any, desk: Desk, clock: FakeClock) -> None:
    ask("a1", "a2", lane="a")
    [work] = desk.claim()
    desk.retry(work, minutes=1)
    assert desk.kinds() == []
    clock.advance(minutes=1)
    assert desk.kinds() == ["a1"]


def test_a_row_that_is_to_wait_holds_its_lane_too(ask: Any, desk: Desk, clock: FakeClock) -> None:
    ask("a1", lane="a", due_at=clock.now() + timedelta(seconds=5))
    ask("a2", lane="a")
    assert desk.kinds() == []


def test_a_dead_row_lets_the_others_of_its_lane_go_on(ask: Any, desk: Desk) -> None:
    ask("a1", "a2", lane="a")
    [work] = desk.claim()
    desk.bury(work)
    assert desk.kinds() == ["a2"]


def test_two_replicas_keep_the_order_of_a_lane(ask: Any, desk: Desk, other: Desk) -> None:
    ask("a1", "a2", lane="a")
    with slow_commits():
        taken = at_once(desk.kinds, other.kinds)
    assert sorted(taken) == [[], ["a1"]]


def test_rows_of_a_paced_kind_wait_for_their_lane_to_open_and_others_do_not(
    ask: Any, desk: Desk, store: Store, clock: FakeClock
) -> None:
    with store.begin() as tx:
        tx.hold_lane("a", clock.now() + timedelta(seconds=1))
    ask("say", lane="a")
    ask("say", lane="b")
    ask("pin", lane="c")
    with store.begin() as tx:
        tx.hold_lane("c", clock.now() + timedelta(seconds=1))
        assert tx.next_lane_opening(clock.now()) == clock.now() + timedelta(seconds=1)
    assert [work.lane for work in desk.claim()] == ["b", "c"]
    clock.advance(seconds=1)
    assert [work.lane for work in desk.claim()] == ["a"]
    with store.read() as tx:
        assert tx.next_lane_opening(clock.now()) is None


def test_a_lane_is_never_opened_earlier_by_a_shorter_hold(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        tx.hold_lane("a", clock.now() + timedelta(seconds=30))
        tx.hold_lane("a", clock.now() + timedelta(seconds=1))
        assert tx.next_lane_opening(clock.now()) == clock.now() + timedelta(seconds=30)


# -- epochs and folding -----------------------------------------------------------------------------------------------


def test_work_of_an_older_epoch_is_dropped_and_a_new_one_is_performed(ask: Any, desk: Desk, store: Store) -> None:
    with store.begin() as tx:
        assert [tx.epoch("page:1"), tx.bump_epoch("page:1")] == [0, 1]
    ask("escalate", subject="page:1", epoch=1)
    ask("remind", subject="page:1")  # bound to no epoch
    ask("other", subject="page:2", epoch=1)
    with store.begin() as tx:
        assert tx.bump_epoch("page:1") == 2
    ask("resolve", subject="page:1", epoch=2)
    assert desk.kinds() == ["remind", "other", "resolve"]
    assert states(store) == ["escalate dropped", "remind leased", "other leased", "resolve leased"]


def test_an_epoch_bumped_by_many_at_once_counts_each(store: Store, replica: Store) -> None:
    def bump(on: Store) -> int:
        with on.begin() as tx:
            return tx.bump_epoch("page:1")

    assert sorted(at_once(*[lambda: bump(store), lambda: bump(replica)] * 4)) == list(range(1, 9))


def test_what_is_being_performed_is_not_dropped_under_somebodys_hands(ask: Any, desk: Desk, store: Store) -> None:
    with store.begin() as tx:
        epoch = tx.bump_epoch("page:1")
    ask("escalate", subject="page:1", epoch=epoch)
    [work] = desk.claim()
    with store.begin() as tx:
        tx.bump_epoch("page:1")
    assert desk.claim() == []
    desk.done(work)
    assert states(store) == ["escalate done"]


def test_refreshing_the_same_card_three_times_is_refreshing_it_once(ask: Any, desk: Desk, store: Store) -> None:
    ask("card.refresh", "card.refresh", "say", "card.refresh", subject="INC-1", lane="channel:INC-1")
    ask("card.refresh", subject="INC-2", lane="channel:INC-2")
    claimed = desk.claim()
    assert [work.kind for work in claimed] == ["say", "card.refresh"]
    assert states(store) == [
        "card.refresh dropped",
        "card.refresh dropped",
        "say leased",
        "card.refresh ready",
        "card.refresh leased",
    ]


def test_kinds_that_may_not_be_folded_are_all_performed(ask: Any, desk: Desk) -> None:
    ask("say", "say", subject="INC-1")
    assert desk.kinds() == ["say", "say"]


def test_a_refresh_that_is_under_way_does_not_swallow_the_one_asked_for_since(ask: Any, desk: Desk) -> None:
    """It may have read the state before the change that asked for the new one."""
    ask("card.refresh", subject="INC-1", lane="channel:INC-1")
    [under_way] = desk.claim()
    ask("card.refresh", subject="INC-1", lane="channel:INC-1")
    assert desk.claim() == []
    desk.done(under_way)
    assert desk.kinds() == ["card.refresh"]
