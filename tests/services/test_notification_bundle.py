"""Bundles whose leader goes away, two that would lead the same ones, and the summary after an outage."""

from __future__ import annotations

import time

import pytest

from incidentbot.domain.notification import MethodKind, NotificationState
from incidentbot.domain.page import PageState
from incidentbot.domain.people import BOT
from incidentbot.domain.priority import Priority
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.pager_world import PagerWorld, pager_process
from tests.telephones import Mood
from tests.world import P1, P2, FakeClock
from tests.written import rows_of

SMS, SLACK = MethodKind.SMS, MethodKind.SLACK


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    world = PagerWorld(store, clock, pager_process())
    world.give("alice", SMS)
    with store.begin() as tx:
        wish = {"person": "alice", "has_own_rules": True, "changed_at": clock.now()}
        tx.connection.execute(tables.contact_wish.insert().values(**wish))
        for priority, kind in ((Priority.P1, SMS), (Priority.P1, SLACK), (Priority.P2, SMS)):
            tx.add(tables.notification_rule, person="alice", priority=priority, kind=kind, after_seconds=0)
    return world


def test_what_failed_with_a_bundle_is_sent_alone_when_its_leader_is_not_needed_any_more(world: PagerWorld) -> None:
    world.sms.mood = world.other_sms.mood = Mood.DOWN
    first = world.declare(P1, title="first")
    world.declare(P1, title="second")
    world.advance(seconds=10)
    world.acknowledge(world.page_of(first), "carol")
    world.sms.mood = Mood.WELL
    world.advance(minutes=2)
    assert [message.title for _, message in world.sms.rang] == ["second"]


def test_what_is_just_being_sent_is_not_bundled_with_another_one(world: PagerWorld, replica: Store) -> None:
    """Two workers, one message each, at the same moment: both are told, neither twice."""
    pages = [world.page_of(world.declare(judged)) for judged in (P1, P2)]
    sms = [next(one for one in world.notified(page) if one.kind == SMS) for page in pages]
    with world.store.begin() as tx:
        tx.change_notification(sms[0].id, due_at=world.clock.now().replace(second=30))
    world.clock.advance(seconds=20)  # the P2 is due, the P1, which would lead it, not yet
    other = PagerWorld(replica, FakeClock(world.clock.now().replace(second=40)), world.in_force.process)

    with slow_commits():
        alone, leads = at_once(
            lambda: world.notifications.sending(sms[1].id, BOT), lambda: other.notifications.sending(sms[0].id, BOT)
        )
    assert not isinstance(alone, Exception)
    assert not isinstance(leads, Exception)
    states = [row["state"] for row in rows_of(world.store, tables.notification) if row["kind"] == SMS]
    sending = [one for one in (alone, leads) if one is not None]
    assert states.count(NotificationState.SENDING) == len(sending)
    assert states.count(NotificationState.BUNDLED) == sum(one.bundled for one in sending)


def test_pages_that_fail_together_and_are_due_together_do_not_wait_in_a_circle(
    world: PagerWorld, replica: Store
) -> None:
    """Their message was led by the newest of them; steps lock the oldest one first."""
    incidents = [world.declare(P2, title=f"slow {number}") for number in range(40)]
    leading = world.page_of(world.declare(P1))
    sms = next(one for one in world.notified(leading) if one.kind == SMS)
    sending = world.notifications.sending(sms.id, BOT)
    assert sending is not None
    assert sending.bundled == len(incidents)
    world.clock.advance(minutes=5)
    other = PagerWorld(replica, world.clock, world.in_force.process)
    failed, taken = at_once(
        lambda: world.notifications.failed(sms.id, "no", BOT), lambda: other.timers.take_due_steps()
    )
    assert (failed, taken) == (None, len(incidents) + 1)


def test_taking_a_whole_bundle_while_its_pages_are_due_is_never_refused(world: PagerWorld, replica: Store) -> None:
    incidents = [world.declare(P2, title=f"slow {number}") for number in range(40)]
    leading = world.page_of(world.declare(P1))
    sms = next(one for one in world.notified(leading) if one.kind == SMS)
    assert world.notifications.sending(sms.id, BOT)
    world.clock.advance(minutes=5)
    other = PagerWorld(replica, world.clock, world.in_force.process)

    def steps_a_moment_later() -> int:
        time.sleep(0.01)
        return other.timers.take_due_steps()

    taken, steps = at_once(lambda: world.pager.acknowledge_by_code(leading.code, "alice", "SMS"), steps_a_moment_later)
    assert steps == len(incidents) + 1
    assert len(taken) == len(incidents) + 1
    assert {one.state for one in taken} == {PageState.ACKNOWLEDGED}


def test_after_an_outage_those_who_come_next_get_one_summary_and_the_p1_leads_it(world: PagerWorld) -> None:
    for number in range(9):
        world.declare(P2, title=f"slow {number}")
    world.declare(P1)
    world.advance()
    world.slack.rang.clear()
    world.clock.advance(hours=2)  # nobody worked, and bob was due long ago
    world.advance()
    [(_, message)] = [(where, message) for where, message in world.slack.rang if "BOB" in where]
    assert (message.title, message.bundled) == ("checkout is down", 9)
    assert "Waiting since 09:00 UTC" in message.body


def test_what_is_due_now_is_told_one_by_one_in_slack(world: PagerWorld) -> None:
    for number in range(3):
        world.declare(P1, title=f"number {number}")
    world.advance(minutes=5)
    assert world.rings().count("bob by slack") == 3
