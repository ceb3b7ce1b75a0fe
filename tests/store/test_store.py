"""A transaction is whole or not at all, wakes the worker when it added work, and never fails by a traceback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import QueuePool

from incidentbot import failpoints
from incidentbot.domain.people import BOT, Cause
from incidentbot.domain.timeline import EventKind
from incidentbot.errors import AlreadyActed, Fenced, StoreUnavailable
from incidentbot.store.engine import open_engine
from incidentbot.store.listening import Listener
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction
from tests.at_once import at_once, eventually, slow_commits
from tests.world import FakeClock, arrived
from tests.written import count

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Refused(Exception):
    """What a service raises in the middle of its sentence."""


def break_off(store: Store, act: Callable[[Transaction], object]) -> None:
    with store.begin() as tx:
        act(tx)
        raise Refused


@pytest.fixture
def woken(store: Store) -> list[int]:
    """One entry for each time the worker was woken."""
    bell: list[int] = []
    store.when_work_is_added(lambda: bell.append(1))
    return bell


# -- whole or not at all ----------------------------------------------------------------------------------------------


def test_an_error_undoes_everything_and_wakes_nobody(store: Store, woken: list[int]) -> None:
    def write(tx: Transaction) -> None:
        tx.receive(["a"], NOW)
        tx.ask("k", NOW)
        tx.bump_epoch("s")

    with pytest.raises(Refused):
        break_off(store, write)
    assert (count(store, "inbox"), count(store, "work"), count(store, "epoch")) == (0, 0, 0)
    assert woken == []


def test_a_process_that_dies_just_before_the_commit_has_done_nothing(store: Store, woken: list[int]) -> None:
    failpoints.arm({"store.before_commit": lambda: (_ for _ in ()).throw(Refused())})
    try:
        with pytest.raises(Refused), store.begin() as tx:
            tx.ask("k", NOW)
    finally:
        failpoints.arm({})
    assert (count(store, "work"), woken) == (0, [])


# -- waking the worker ------------------------------------------------------------------------------------------------


def test_a_commit_that_added_work_wakes_the_worker_once(store: Store, woken: list[int]) -> None:
    with store.begin() as tx:
        tx.ask("k", NOW)
        tx.ask("k", NOW)
        assert woken == [], "not before the commit: there would be nothing to see"
    assert woken == [1]


def test_the_worker_finds_the_row_when_it_is_woken(store: Store) -> None:
    found: list[int] = []
    store.when_work_is_added(lambda: found.append(count(store, "work")))
    with store.begin() as tx:
        tx.ask("k", NOW)
    assert found == [1]


def test_a_commit_without_work_wakes_nobody(store: Store, woken: list[int]) -> None:
    with store.begin() as tx:
        tx.ask("k", NOW, dedup_key="once")
    woken.clear()
    with store.begin() as tx:
        tx.receive(["a"], NOW)
        assert tx.ask("k", NOW, dedup_key="once") is False
    assert woken == []


@pytest.mark.parametrize("how", ["revive", "hasten", "hasten_work", "hasten_lane"])
def test_work_that_need_not_wait_any_longer_wakes_the_worker_too(store: Store, woken: list[int], how: str) -> None:
    later = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    with store.begin() as tx:
        tx.ask("k", NOW, dedup_key="one", lane="l", due_at=NOW if how == "revive" else later)
        if how == "revive":
            [work] = tx.claim_work(NOW, "me", NOW, NOW, 1, [])
            tx.bury_work(work.cause, NOW, "broken")
    with store.read() as tx:
        work_id = (tx.dead_work(1) or [tx.work_row(1)])[0].id
    woken.clear()
    acts = {
        "revive": lambda tx: tx.revive_work(work_id, NOW),
        "hasten": lambda tx: tx.hasten("one", NOW),
        "hasten_work": lambda tx: tx.hasten_work(work_id, NOW),
        "hasten_lane": lambda tx: tx.hasten_lane("l", NOW),
    }
    with store.begin() as tx:
        assert acts[how](tx) is True
    assert woken == [1]
    with store.begin() as tx:
        assert acts[how](tx) is False, "there is nothing left to hasten"
    assert woken == [1]


@pytest.fixture
def listening(postgres_store: Store) -> Iterator[tuple[Store, list[int]]]:
    """A second replica on PostgreSQL, and the times that it was woken."""
    bell: list[int] = []
    listener = Listener(postgres_store.engine, lambda: bell.append(1))
    listener.start()
    assert eventually(lambda: count(postgres_store, "pg_stat_activity WHERE starts_with(query, 'LISTEN')") == 1)
    yield postgres_store, bell
    listener.stop()


def test_on_postgres_a_commit_wakes_the_other_replicas_within_a_moment(
    listening: tuple[Store, list[int]],
) -> None:
    store, bell = listening
    with store.begin() as tx:
        tx.receive(["a"], NOW)
    with store.begin() as tx:
        tx.ask("k", NOW)
    assert eventually(lambda: bell == [1], within=2)


# -- a cause acts once ------------------------------------------------------------------------------------------------


def test_a_request_seals_itself_in_the_transaction_of_its_act(store: Store, clock: FakeClock) -> None:
    by = BOT.because_of(arrived(store, clock, "trigger:1"))
    with store.begin(by, NOW) as tx:
        tx.ask("k", NOW)
        assert tx.has_acted("trigger:1") is True
    with pytest.raises(AlreadyActed), store.begin(by, NOW) as tx:
        tx.ask("k", NOW)
    assert count(store, "work") == 1


def test_a_request_whose_act_failed_may_act_again(store: Store, clock: FakeClock) -> None:
    by = BOT.because_of(arrived(store, clock, "view:1"))
    with pytest.raises(Refused), store.begin(by, NOW):
        raise Refused
    with store.begin(by, NOW) as tx:
        tx.ask("k", NOW)
    assert count(store, "work") == 1


def test_a_request_that_never_arrived_cannot_act(store: Store) -> None:
    with pytest.raises(AlreadyActed), store.begin(BOT.because_of(Cause("request", "made-up")), NOW):
        pass


def test_the_same_request_in_two_threads_acts_once(store: Store, replica: Store, clock: FakeClock) -> None:
    by = BOT.because_of(arrived(store, clock, "trigger:1"))

    def act(on: Store) -> str:
        with on.begin(by, NOW) as tx:
            tx.ask("k", NOW)
        return "acted"

    with slow_commits():
        results = at_once(lambda: act(store), lambda: act(replica))
    assert results.count("acted") == 1
    assert [type(other) for other in results if other != "acted"] == [AlreadyActed]
    assert count(store, "work") == 1


def test_an_attempt_at_work_ends_the_row_in_the_transaction_of_its_act(store: Store) -> None:
    with store.begin() as tx:
        tx.ask("k", NOW)
        [work] = tx.claim_work(NOW, "me", NOW, NOW, 1, [])
    with store.begin(BOT.because_of(work.cause), NOW) as tx:
        tx.receive(["a"], NOW)
    assert count(store, "work WHERE state = 'done'") == 1
    with pytest.raises(Fenced), store.begin(BOT.because_of(work.cause), NOW) as tx:
        tx.receive(["b"], NOW)
    assert count(store, "inbox") == 1


def test_the_same_attempt_in_two_threads_acts_once(store: Store, replica: Store) -> None:
    with store.begin() as tx:
        tx.ask("k", NOW)
        [work] = tx.claim_work(NOW, "me", NOW, NOW, 1, [])

    def act(on: Store) -> str:
        with on.begin(BOT.because_of(work.cause), NOW) as tx:
            tx.next_number("acts")
        return "acted"

    with slow_commits():
        results = at_once(lambda: act(store), lambda: act(replica))
    assert sorted(str(type(other).__name__) for other in results) == ["Fenced", "str"]
    assert count(store, "counter WHERE value = 1") == 1


# -- when the database does not answer --------------------------------------------------------------------------------


def test_a_locked_sqlite_file_is_told_in_a_sentence(sqlite_store: Store) -> None:
    impatient = Store(open_engine(sqlite_store.engine.url.render_as_string()))
    with impatient.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 20")
    with sqlite_store.begin(), pytest.raises(StoreUnavailable) as told, impatient.begin():
        pass
    assert str(told.value) == "The database did not answer: database is locked"
    assert told.value.again, "trying again helps"
    impatient.close()


def _next_number(store: Store, after: str) -> None:
    with store.begin() as tx:
        tx.connection.exec_driver_sql(after)
        tx.next_number("n")


def test_a_row_that_is_locked_too_long_on_postgres_is_told_in_a_sentence(postgres_store: Store) -> None:
    with postgres_store.begin() as tx:
        tx.next_number("n")
        with pytest.raises(StoreUnavailable, match="The database did not answer: canceling statement due to lock"):
            _next_number(postgres_store, "SET LOCAL lock_timeout = '20ms'")


def test_a_server_that_hangs_up_in_the_middle_is_told_in_a_sentence(postgres_store: Store) -> None:
    with pytest.raises(StoreUnavailable):
        _next_number(postgres_store, "SELECT pg_terminate_backend(pg_backend_pid())")
    with postgres_store.begin() as tx:
        assert tx.next_number("n") == 1, "the next one has a new connection"


def test_no_connection_left_is_told_in_a_sentence(sqlite_store: Store) -> None:
    url = sqlite_store.engine.url.render_as_string()
    narrow = Store(open_engine(url))
    narrow.engine.dispose()
    narrow.engine.pool = QueuePool(narrow.engine.pool._creator, pool_size=1, max_overflow=0, timeout=0.02)
    full = pytest.raises(StoreUnavailable, match="The database did not answer: QueuePool limit")
    with narrow.read(), full, narrow.read():
        pass
    narrow.close()


def test_a_mistake_of_ours_is_not_called_the_databases(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        tx.record(404, NOW, BOT, EventKind.NOTE, "of no ticket")


# -- numbers that people see ------------------------------------------------------------------------------------------


def test_numbers_begin_at_one_each_in_its_own_row(store: Store) -> None:
    with store.begin() as tx:
        taken = [tx.next_number("ticket"), tx.next_number("incident"), tx.next_number("ticket")]
    assert taken == [1, 1, 2]


def test_a_rollback_leaves_no_gap(store: Store) -> None:
    for _ in range(3):
        with pytest.raises(Refused):
            break_off(store, lambda tx: tx.next_number("ticket"))
    with store.begin() as tx:
        assert tx.next_number("ticket") == 1


def test_many_at_once_and_every_third_fails_yet_there_is_no_gap_and_no_double(store: Store, replica: Store) -> None:
    """Two replicas, five threads each, six numbers a thread."""
    taken: list[int] = []
    lock = threading.Lock()

    def take(on: Store) -> None:
        for attempt in range(6):
            try:
                with on.begin() as tx:
                    number = tx.next_number("ticket")
                    if attempt % 3 == 2:
                        raise Refused
            except Refused:
                continue
            with lock:
                taken.append(number)

    assert at_once(*[lambda: take(store), lambda: take(replica)] * 5) == [None] * 10
    assert sorted(taken) == list(range(1, 41))
