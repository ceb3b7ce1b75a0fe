"""What is held back or bundled, and what became of it: limits, several pages at once, receipts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from incidentbot.domain.notification import Limit, MethodKind, Noise, NotificationState
from incidentbot.domain.priority import Priority
from incidentbot.ports import Receipt
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.notified import *  # noqa: F403
from tests.notified import PUSH, SMS, dies_at, notification_of, own_rules
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld, pager_process, schedule
from tests.telephones import Mood
from tests.world import P1, P2, FakeClock
from tests.written import rows_of

# -- limits -----------------------------------------------------------------------------------------------------------


def spaced(world: PagerWorld, how_many: int, judged: Any) -> list[str]:
    """So many incidents, one every two minutes; what rang that is neither Slack nor push."""
    heard: list[str] = []
    for number in range(how_many):
        world.declare(judged, title=f"number {number}")
        world.advance(minutes=2)
        heard += [line for line in world.rings() if line.endswith("sms")]
    return heard


def test_the_sixth_sms_within_a_quarter_of_an_hour_is_held_back_with_its_reason(phoned: PagerWorld) -> None:
    own_rules(phoned, "alice", (Priority.P2, SMS, 0))
    assert len(spaced(phoned, 7, P2)) == 5
    one = notification_of(phoned, SMS)
    assert (one.state, one.error) == (NotificationState.SKIPPED, "5 by SMS within 15 min already")


def test_the_first_sms_of_a_p1_is_never_held_back(phoned: PagerWorld) -> None:
    own_rules(phoned, "alice", (Priority.P1, SMS, 0))
    assert len(spaced(phoned, 7, P1)) >= 7


def test_limits_can_be_set(store: Store, clock: FakeClock) -> None:
    noise = Noise(limits={SMS: Limit(1, timedelta(minutes=15))})
    world = PagerWorld(store, clock, pager_process(noise=noise))
    world.give("alice", SMS)
    own_rules(world, "alice", (Priority.P2, SMS, 0))
    assert len(spaced(world, 3, P2)) == 1


def test_ones_own_rules_and_quiet_hours_are_read(world: PagerWorld) -> None:
    world.give("alice", SMS)
    own_rules(world, "alice", (Priority.P1, SMS, 90))
    world.declare(P1)
    world.advance(seconds=89)
    assert world.rings() == []
    world.advance(seconds=1)
    assert world.rings() == ["alice by sms"]


# -- several at once --------------------------------------------------------------------------------------------------


def test_several_pages_at_once_are_one_sms_led_by_the_p1(phoned: PagerWorld) -> None:
    own_rules(phoned, "alice", (Priority.P1, SMS, 60), (Priority.P2, SMS, 60))
    for number in range(14):
        phoned.declare(P2, title=f"slow {number}")
    phoned.declare(P1)
    phoned.advance(minutes=1)
    [(_, message)] = phoned.sms.rang
    assert (message.title, message.bundled) == ("checkout is down", 14)
    assert message.body.endswith("checkout: 14 more")


def test_answering_a_bundle_answers_for_all_of_it(phoned: PagerWorld) -> None:
    own_rules(phoned, "alice", (Priority.P1, SMS, 60))
    incidents = [phoned.declare(P1, title=f"number {number}") for number in range(3)]
    phoned.advance(minutes=1)
    [(_, message)] = phoned.sms.rang
    taken = phoned.pager.acknowledge_by_code(message.code, "alice", "SMS")
    assert sorted(page.ticket_id for page in taken) == sorted(incident.ticket_id for incident in incidents)
    phoned.advance(hours=1)
    assert not any("bob" in line for line in phoned.rings())


def test_a_bundle_that_failed_has_failed_for_all_of_it(world: PagerWorld) -> None:
    world.give("alice", PUSH)
    own_rules(world, "alice", (Priority.P1, PUSH, 0))
    world.push.mood = Mood.REFUSES
    for number in range(3):
        world.declare(P1, title=f"number {number}")
    world.advance()
    assert world.rings() == ["bob by slack"] * 3


def test_each_person_has_their_own_bundle_and_slack_is_never_bundled(store: Store, clock: FakeClock) -> None:
    both = {"payments-primary": schedule("payments-primary", "alice", "bob")}
    world = PagerWorld(store, clock, pager_process(schedules=both))
    for person in ("alice", "bob"):
        world.give(person, PUSH)
    for number in range(3):
        world.declare(P1, title=f"number {number}")
    world.advance()
    assert world.rings() == ["alice by push"] + ["alice by slack"] * 3 + ["bob by push"] + ["bob by slack"] * 3


def test_what_was_due_long_ago_is_one_summary_when_we_are_back(phoned: PagerWorld, clock: FakeClock) -> None:
    for number in range(4):
        phoned.declare(P1, title=f"number {number}")
    clock.advance(hours=2)  # nobody worked
    phoned.advance()
    summaries = [message for address, message in phoned.slack.rang if "alice" in address.lower()]
    assert [message.bundled for message in summaries][:1] == [3]
    assert "Waiting since 09:00 UTC" in summaries[0].body


# -- receipts ---------------------------------------------------------------------------------------------------------


def test_a_receipt_says_that_it_arrived_and_a_repeat_changes_nothing(phoned: PagerWorld, clock: FakeClock) -> None:
    phoned.declare(P1)
    phoned.advance(minutes=1)
    receipt = Receipt("twilio", notification_of(phoned, SMS).provider_id, True)
    assert phoned.notifications.receipt(receipt)
    delivered_at = clock.now()
    phoned.advance(minutes=1)
    assert phoned.notifications.receipt(receipt)
    assert phoned.notifications.receipt(Receipt("twilio", receipt.provider_id, False))
    one = notification_of(phoned, SMS)
    assert (one.state, one.delivered_at) == (NotificationState.DELIVERED, delivered_at)
    assert not phoned.notifications.receipt(Receipt("twilio", "of somebody else", True))


def test_a_receipt_may_come_before_we_have_written_that_it_was_sent(world: PagerWorld) -> None:
    world.declare(P1)
    one = notification_of(world, MethodKind.SLACK)
    assert world.notifications.receipt(Receipt("slack", f"slack-{one.key}", True, notification_id=one.id))
    world.advance()
    assert notification_of(world, MethodKind.SLACK).state == NotificationState.DELIVERED


def test_when_the_provider_says_that_nothing_arrived_the_next_ones_are_asked(world: PagerWorld) -> None:
    world.slack.mood = Mood.DROPS
    world.declare(P1)
    world.advance()
    world.slack.mood = Mood.WELL
    one = notification_of(world, MethodKind.SLACK)
    world.notifications.receipt(Receipt("slack", one.provider_id, False, "undeliverable"))
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert notification_of(world, MethodKind.SLACK).error == "undeliverable"


def test_every_message_ends_somewhere(phoned: PagerWorld) -> None:
    phoned.sms.mood, phoned.push.mood = Mood.DOWN, Mood.LOST
    incident = phoned.declare(P1)
    phoned.advance(minutes=20)
    phoned.acknowledge(phoned.page_of(incident), "alice")
    phoned.advance(hours=1)
    states = {row["state"] for row in rows_of(phoned.store, tables.notification)}
    assert states <= {"sent", "delivered", "failed", "cancelled", "bundled", "skipped"}
    assert not [row for row in rows_of(phoned.store, tables.work) if row["state"] == "ready"]


def test_those_that_were_to_be_told_with_one_that_is_not_sent_go_their_own_way(phoned: PagerWorld) -> None:
    own_rules(phoned, "alice", (Priority.P1, SMS, 60))
    first = phoned.declare(P1, title="first")
    phoned.declare(P1, title="second")
    with dies_at("notify.before_send"):
        phoned.advance(minutes=1)
    phoned.acknowledge(phoned.page_of(first), "bob")
    phoned.clock.advance(seconds=7)
    phoned.advance()
    assert [message.title for _, message in phoned.sms.rang] == ["second"]
