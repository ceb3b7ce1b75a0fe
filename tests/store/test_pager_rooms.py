"""Rooms of the pager: what is written is what is read, codes are unique while a page goes on, turns are counted."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from incidentbot.domain.escalation import Policy, Step
from incidentbot.domain.notification import MethodKind, NotificationRule, QuietHours
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Priority
from incidentbot.domain.schedule import Override, TemporarySchedule, TemporaryShift
from incidentbot.domain.ticket import Ticket
from incidentbot.errors import NotFound
from incidentbot.store import tables
from incidentbot.store.page import CODES, FIRST_CODE, policy_read, policy_written
from incidentbot.store.recipient import quiet_read, quiet_written
from incidentbot.store.store import Store
from tests.at_once import at_once
from tests.pager_world import PAYMENTS, targets
from tests.world import FakeClock

POLICIES = [
    PAYMENTS,
    Policy("empty"),
    Policy("all", (Step(targets("team a", "usergroup S1"), timedelta(seconds=90), True),), 0, (), timedelta(hours=1)),
]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_a_policy_is_read_as_it_was_written(policy: Policy) -> None:
    assert policy_read(policy_written(policy)) == policy


def test_quiet_hours_are_read_as_they_were_written() -> None:
    quiet = quiet_read(quiet_written(time(22), time(7), "Europe/Prague"))
    assert isinstance(quiet, QuietHours)
    assert quiet.end(datetime(2026, 3, 2, 23, tzinfo=UTC)) == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert quiet.end(datetime(2026, 3, 2, 12, tzinfo=UTC)) is None
    assert quiet_read(None) is None


def test_one_page_of_a_ticket_goes_on_at_a_time(store: Store, clock: FakeClock, ticket: Ticket) -> None:
    def begin(target: str = "") -> int:
        with store.begin() as tx:
            return tx.start_page(ticket.id, target, None, Priority.P1, "why", PAYMENTS, BOT, clock.now()).id

    first = begin()
    with pytest.raises(IntegrityError):
        begin()
    begin("team search")
    with store.begin() as tx:
        tx.change_page(first, ended_at=clock.now())
    again = begin()
    with store.read() as tx:
        going_on = tx.page_going_on(ticket.id, "")
        assert going_on is not None
        assert going_on.id == again
        assert [page.id for page in tx.pages_of_ticket(ticket.id)] == [again, again - 1, first]


def test_a_code_is_short_and_finds_the_page_while_it_goes_on(store: Store, clock: FakeClock, ticket: Ticket) -> None:
    with store.begin() as tx:
        page = tx.start_page(ticket.id, "", None, Priority.P1, "why", PAYMENTS, BOT, clock.now())
    assert page.code == "1001"
    assert len(str(FIRST_CODE + CODES - 1)) == 6
    with store.begin() as tx:
        assert tx.page_with_code("1001") == page.id
        tx.change_page(page.id, ended_at=clock.now())
        assert (tx.page_with_code("1001"), tx.last_page_with_code("1001")) == (None, page.id)


def test_what_does_not_exist_is_said(store: Store) -> None:
    with store.read() as tx:
        for look in (tx.page, tx.notification, tx.ticket_of_page):
            with pytest.raises(NotFound):
                look(7)
        assert not tx.has_notification(7)


def test_turns_are_counted_once_each_also_by_two_at_once(store: Store, replica: Store) -> None:
    def turn(on: Store) -> int:
        with on.begin() as tx:
            return tx.next_turn("payments", 0)

    assert sorted(at_once(*[lambda: turn(store), lambda: turn(replica)] * 3)) == list(range(6))
    with store.begin() as tx:
        assert tx.next_turn("payments", 1) == 0


def test_exceptions_of_a_schedule_are_found_while_they_last(store: Store, clock: FakeClock) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    entered = {"made_at": now, "made_by": "test"}
    with store.begin() as tx:
        for start, end, more in (
            (now - hour, now, {}),
            (now, now + hour, {}),
            (now + hour, now + 2 * hour, {"who": None, "replaces": "bob", "is_swap": True}),
            (now, now + hour, {"cancelled_at": now}),
            (now, now + hour, {"schedule": "other"}),
        ):
            usual = {"schedule": "primary", "who": "carol", "replaces": "*", "starts_at": start, "ends_at": end}
            tx.add(tables.override, **{**usual, **entered, **more})
        shifts = [{"person": "dave", "start": now.isoformat(), "end": (now + hour).isoformat()}]
        tx.add(
            tables.temporary_schedule, schedule="primary", starts_at=now, ends_at=now + hour, shifts=shifts, **entered
        )
    with store.read() as tx:
        found = tx.overrides_of(["primary", "none"], now, now + 3 * hour)
        assert found == {
            "primary": [
                Override("carol", now, now + hour, "*", "2"),
                Override(None, now + hour, now + 2 * hour, "bob", "3", True),
            ],
            "none": [],
        }
        assert len(tx.overrides_of(["primary"], now, now + hour)["primary"]) == 1
        temporary = tx.temporary_schedules_of(["primary"], now, now + hour)["primary"]
        assert temporary == [TemporarySchedule(now, now + hour, (TemporaryShift("dave", now, now + hour),), "1")]
        assert tx.temporary_schedules_of(["primary"], now + hour, now + 2 * hour)["primary"] == []


def test_what_somebody_wishes_is_found_and_having_no_rule_is_a_wish(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        for person, has_own in (("alice", True), ("bob", False), ("carol", True)):
            wish = {"person": person, "has_own_rules": has_own, "changed_at": clock.now()}
            tx.connection.execute(tables.contact_wish.insert().values(**wish))
        for person in ("alice", "bob"):
            tx.add(tables.notification_rule, person=person, priority="P1", kind="sms", after_seconds=30)
    with store.read() as tx:
        found = tx.contact_wishes_of(["alice", "bob", "carol", "dave"])
    rule = NotificationRule(Priority.P1, MethodKind.SMS, timedelta(seconds=30))
    assert {person: wish.rules for person, wish in found.items()} == {"alice": (rule,), "bob": None, "carol": ()}


def test_many_rows_are_asked_for_in_one_statement(store: Store, clock: FakeClock) -> None:
    with store.begin() as tx:
        tx.ask_all([{"kind": "a"}, {"kind": "b", "priority": 1, "payload": {"at": clock.now()}}], clock.now())
        tx.ask_all([], clock.now())
        assert tx.added_work
    with store.begin() as tx:
        claimed = tx.claim_work(clock.now(), "me", clock.now(), clock.now(), 5, [])
    assert [(work.kind, work.payload) for work in claimed] == [("b", {"at": clock.now()}), ("a", {})]
