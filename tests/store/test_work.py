"""Work rows: claimed by one, in the order of their lane, fenced against the late; overtaken ones dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from incidentbot.domain.work import IDLE, URGENT, Work, WorkState
from incidentbot.errors import Fenced
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.world import FakeClock, at_once, count, rows_of, slow_commits

LEASE = timedelta(seconds=6)
FOLDABLE = ("card.refresh",)
PACED = ("say",)


class Desk:
    """One worker's claims, without the worker."""

    def __init__(self, store: Store, clock: FakeClock, owner: str) -> None:
        self.store, self.clock, self.owner = store, clock, owner
        self.leases = FakeClock()  # a lease is about a living process: its clock is not the product's

    def claim(self, most: int = 10) -> list[Work]:
        now, lease_now = self.clock.now(), self.leases.now()
        with self.store.begin() as tx:
            return tx.claim_work(now, self.owner, lease_now + LEASE, lease_now, most, FOLDABLE, PACED)

    def kinds(self, most: int = 10) -> list[str]:
        return [work.kind for work in self.claim(most)]

    def done(self, work: Work) -> None:
        with self.store.begin() as tx:
            tx.seal_work(work.cause, self.clock.now(), provider_id="C1:1.2")

    def retry(self, work: Work, doubtful: bool = False, **later: float) -> bool:
        with self.store.begin() as tx:
            return tx.retry_work(work.cause, self.clock.now() + timedelta(**later), "went wrong", doubtful)

    def bury(self, work: Work) -> bool:
        with self.store.begin() as tx:
            return tx.bury_work(work.cause, self.clock.now(), "never works")


@pytest.fixture
def desk(store: Store, clock: FakeClock) -> Desk:
    return Desk(store, clock, "me")


@pytest.fixture
def other(replica: Store, clock: FakeClock, desk: Desk) -> Desk:
    other = Desk(replica, clock, "somebody else")
    other.leases = desk.leases
    return other


@pytest.fixture
def ask(store: Store, clock: FakeClock) -> Callable[..., bool]:
    def ask(*kinds: str, **more: Any) -> bool:
        with store.begin() as tx:
            return [tx.ask(kind, clock.now(), **more) for kind in kinds][-1]

    return ask


def states(store: Store) -> list[str]:
    return [f"{row['kind']} {row['state']}" for row in rows_of(store, tables.work)]


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
