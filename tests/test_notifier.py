"""By what a page reaches people: providers that refuse, are slow or lie, limits, bundles, receipts, sudden deaths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from incidentbot import failpoints
from incidentbot.domain.notification import Limit, MethodKind, Noise, NotificationState
from incidentbot.domain.page import Notification
from incidentbot.domain.priority import Priority
from incidentbot.ports import Receipt
from incidentbot.store import tables
from incidentbot.store.store import Store
from tests.pager_world import PagerWorld, pager_process, schedule
from tests.telephones import Mood
from tests.world import *  # noqa: F403
from tests.world import P1, P2, FakeClock
from tests.written import rows_of

SMS, VOICE, PUSH = MethodKind.SMS, MethodKind.VOICE, MethodKind.PUSH


class Died(BaseException):
    """The process ends here."""


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


@pytest.fixture
def phoned(world: PagerWorld) -> PagerWorld:
    """Alice has everything."""
    for kind in (PUSH, SMS, VOICE):
        world.give("alice", kind)
    return world


def of(world: PagerWorld, kind: MethodKind, place: int = 0) -> Notification:
    """Of the newest page."""
    with world.store.read() as tx:
        newest = tx.open_pages()[-1]
    return [one for one in world.notified(newest) if one.kind == kind][place]


# -- what goes out ----------------------------------------------------------------------------------------------------


def test_slack_and_push_at_once_sms_after_a_minute_a_call_after_three(phoned: PagerWorld) -> None:
    phoned.declare(P1)
    heard = []
    for seconds in (0, 59, 1, 119, 1):
        phoned.advance(seconds=seconds)
        heard.append(phoned.rings())
    assert heard == [["alice by push", "alice by slack"], [], ["alice by sms"], [], ["alice by voice"]]


def test_a_message_says_what_it_is_about_and_how_to_answer(phoned: PagerWorld) -> None:
    phoned.declare(P1)
    phoned.advance()
    [(address, message)] = phoned.push.rang
    assert (address, message.title, message.code, message.priority) == (
        "alice's push",
        "checkout is down",
        "1001",
        Priority.P1,
    )
    assert message.body == "checkout in production, broad customer impact, must be acted on now"
    assert "/acknowledge/" in message.acknowledge_url
    assert not message.is_test


@pytest.mark.parametrize("change", [{"verified_at": None}, {"removed_at": FakeClock().now()}])
def test_what_is_not_verified_or_removed_is_not_used(world: PagerWorld, change: dict[str, Any]) -> None:
    world.give("alice", SMS, **change)
    world.declare(P1)
    world.advance(minutes=2)
    assert world.rings() == ["alice by slack"]


def test_an_address_that_refused_a_page_is_told_of_and_still_tried(world: PagerWorld) -> None:
    """The message may have been at fault; a telephone that nothing rings any more would be worse."""
    world.give("alice", SMS)
    world.sms.mood = Mood.REFUSES
    world.other_sms.mood = Mood.REFUSES
    world.declare(P1)
    world.advance(minutes=2)
    with world.store.read() as tx:
        [method] = tx.contact_methods_of(["alice"])["alice"]
    assert "does not take" in method.doubt
    told = [one.payload for one in world.asked.rows() if one.payload.get("template") == "me/doubted"]
    assert [(one["where"], one["data"]["kind"]) for one in told] == [("U01ALICE", "SMS")]
    world.sms.mood = Mood.WELL
    world.declare(P1)
    world.advance(minutes=2)
    assert "alice by sms" in world.rings()


def test_whoever_wrote_stop_gets_no_sms_and_is_still_called(phoned: PagerWorld, clock: FakeClock) -> None:
    with phoned.store.begin() as tx:
        stopped = tx.insert(tables.phone_stop).values(
            address_hash="alice's sms", stopped_at=clock.now(), provider="twilio"
        )
        tx.connection.execute(stopped)
    phoned.declare(P1)
    phoned.advance(minutes=3)
    assert phoned.rings() == ["alice by push", "alice by slack", "alice by voice"]


def test_a_method_that_is_removed_meanwhile_counts_as_failed(world: PagerWorld, clock: FakeClock) -> None:
    method = world.give("alice", SMS)
    world.declare(P1)
    world.advance(seconds=30)
    with world.store.begin() as tx:
        tx.connection.execute(
            tables.contact_method.update().where(tables.contact_method.c.id == method).values(removed_at=clock.now())
        )
    world.advance(minutes=1)
    one = of(world, SMS)
    assert one.state == NotificationState.FAILED
    assert "removed this SMS" in one.error


# -- providers that do not do what they should ------------------------------------------------------------------------


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.DOWN, Mood.UNPAID])
def test_when_one_provider_does_not_take_it_the_next_one_does(phoned: PagerWorld, mood: Mood) -> None:
    phoned.sms.mood = mood
    phoned.declare(P1)
    phoned.advance(minutes=1)
    assert [address for address, _ in phoned.other_sms.rang] == ["alice's sms"]
    one = of(phoned, SMS)
    assert (one.state, one.provider, one.provider_id) == (NotificationState.SENT, "vonage", f"vonage-{one.key}")


def test_a_provider_that_took_it_and_did_not_answer_is_asked_before_another_one_is(phoned: PagerWorld) -> None:
    phoned.sms.mood = Mood.SLOW
    phoned.declare(P1)
    phoned.advance(minutes=1)
    assert (len(phoned.sms.rang), phoned.other_sms.rang) == (1, [])
    assert of(phoned, SMS).provider == "twilio"


def test_a_method_that_belongs_to_one_provider_goes_there_only(world: PagerWorld) -> None:
    world.give("alice", SMS, provider="vonage")
    world.declare(P1)
    world.advance(minutes=1)
    assert (world.sms.requests, len(world.other_sms.rang)) == (0, 1)


def test_a_step_whose_every_message_failed_goes_on_at_once(phoned: PagerWorld) -> None:
    for provider in (phoned.push, phoned.sms, phoned.other_sms, phoned.voice, phoned.slack):
        provider.mood = Mood.REFUSES
    incident = phoned.declare(P1)
    phoned.give("bob", PUSH)
    phoned.advance(minutes=2)
    assert phoned.page_of(incident).position == (0, 0)  # the call is still to come
    phoned.push.mood = Mood.WELL
    phoned.advance(minutes=1)
    assert phoned.rings() == ["bob by push"]
    assert "Incidentbot: nothing of this step arrived; going on at once" in phoned.told(incident)


def test_a_provider_that_is_down_does_not_hold_up_the_next_ones_and_is_still_tried(world: PagerWorld) -> None:
    world.slack.mood = Mood.DOWN
    world.give("bob", PUSH)
    incident = world.declare(P1)
    world.advance(seconds=10)
    assert world.rings() == ["bob by push"]
    world.slack.mood = Mood.WELL
    world.advance(seconds=40)
    assert world.rings() == ["alice by slack", "bob by slack"]
    assert {one.state for one in world.notified(world.page_of(incident))} == {NotificationState.SENT}


def test_with_slack_down_a_p1_rings_within_a_minute_and_can_be_taken_from_the_telephone(phoned: PagerWorld) -> None:
    phoned.slack.mood = Mood.DOWN
    phoned.declare(P1)
    phoned.advance(seconds=60)
    assert phoned.rings() == ["alice by push", "alice by sms"]
    phoned.pager.acknowledge_by_code("1001", "alice", "SMS")
    phoned.advance(hours=1)
    phoned.slack.mood = Mood.WELL
    phoned.advance(hours=1)
    assert phoned.rings() == []


def test_nobody_for_a_kind_is_said(phoned: PagerWorld) -> None:
    phoned.providers[SMS].clear()
    phoned.declare(P1)
    phoned.advance(minutes=1)
    assert of(phoned, SMS).error == "no provider for SMS is set up"


# -- dying in between -------------------------------------------------------------------------------------------------


@pytest.fixture
def dying(world: PagerWorld) -> Callable[[str], None]:
    """The process dies at this point; its lease expires, and another one takes over."""

    def die() -> None:
        raise Died

    def dying(where: str) -> None:
        failpoints.arm({where: die})
        try:
            with pytest.raises(Died):
                world.advance()
        finally:
            failpoints.arm({})
        world.clock.advance(seconds=7)
        world.advance()

    return dying


def test_a_death_after_sending_and_before_recording_sends_nothing_twice(
    world: PagerWorld, dying: Callable[[str], None]
) -> None:
    world.declare(P1)
    dying("notify.after_send")
    assert world.rings() == ["alice by slack"]
    assert of(world, MethodKind.SLACK).state == NotificationState.SENT


def test_where_the_provider_cannot_be_asked_a_page_is_sent_again(
    world: PagerWorld, dying: Callable[[str], None]
) -> None:
    world.slack.can_be_asked = False
    world.declare(P1)
    dying("notify.after_send")
    assert world.rings() == ["alice by slack", "alice by slack"]


def test_a_death_before_sending_sends_it_later(world: PagerWorld, dying: Callable[[str], None]) -> None:
    world.declare(P1)
    dying("notify.before_send")
    assert world.rings() == ["alice by slack"]


def test_a_death_between_and_an_acknowledgement_meanwhile_sends_nothing_more(world: PagerWorld) -> None:
    incident = world.declare(P1)
    failpoints.arm({"notify.before_send": _die})
    try:
        with pytest.raises(Died):
            world.advance()
    finally:
        failpoints.arm({})
    world.acknowledge(world.page_of(incident), "alice")
    world.clock.advance(seconds=7)
    world.advance(hours=1)
    assert world.rings() == []


def _die() -> None:
    raise Died


# -- after an acknowledgement -----------------------------------------------------------------------------------------


def test_what_still_rings_falls_silent(phoned: PagerWorld) -> None:
    incident = phoned.declare(P1)
    phoned.advance(minutes=3)
    phoned.acknowledge(phoned.page_of(incident), "alice")
    phoned.advance()
    assert (phoned.push.withdrawn, phoned.voice.withdrawn) == (
        [of(phoned, PUSH).provider_id],
        [of(phoned, VOICE).provider_id],
    )
    assert phoned.sms.withdrawn == []


# -- limits -----------------------------------------------------------------------------------------------------------


def spaced(world: PagerWorld, how_many: int, judged: Any) -> list[str]:
    """So many incidents, one every two minutes; what rang that is neither Slack nor push."""
    heard: list[str] = []
    for number in range(how_many):
        world.declare(judged, title=f"number {number}")
        world.advance(minutes=2)
        heard += [line for line in world.rings() if line.endswith("sms")]
    return heard


def rules(world: PagerWorld, person: str, *lines: tuple[Priority, MethodKind, int]) -> None:
    with world.store.begin() as tx:
        tx.connection.execute(
            tables.contact_wish.insert().values(person=person, has_own_rules=True, changed_at=world.clock.now())
        )
        for priority, kind, seconds in lines:
            tx.add(tables.notification_rule, person=person, priority=priority, kind=kind, after_seconds=seconds)


def test_the_sixth_sms_within_a_quarter_of_an_hour_is_held_back_with_its_reason(phoned: PagerWorld) -> None:
    rules(phoned, "alice", (Priority.P2, SMS, 0))
    assert len(spaced(phoned, 7, P2)) == 5
    one = of(phoned, SMS)
    assert (one.state, one.error) == (NotificationState.SKIPPED, "5 by SMS within 15 min already")


def test_the_first_sms_of_a_p1_is_never_held_back(phoned: PagerWorld) -> None:
    rules(phoned, "alice", (Priority.P1, SMS, 0))
    assert len(spaced(phoned, 7, P1)) >= 7


def test_limits_can_be_set(store: Store, clock: FakeClock) -> None:
    noise = Noise(limits={SMS: Limit(1, timedelta(minutes=15))})
    world = PagerWorld(store, clock, pager_process(noise=noise))
    world.give("alice", SMS)
    rules(world, "alice", (Priority.P2, SMS, 0))
    assert len(spaced(world, 3, P2)) == 1


def test_ones_own_rules_and_quiet_hours_are_read(world: PagerWorld) -> None:
    world.give("alice", SMS)
    rules(world, "alice", (Priority.P1, SMS, 90))
    world.declare(P1)
    world.advance(seconds=89)
    assert world.rings() == []
    world.advance(seconds=1)
    assert world.rings() == ["alice by sms"]


# -- several at once --------------------------------------------------------------------------------------------------


def test_several_pages_at_once_are_one_sms_led_by_the_p1(phoned: PagerWorld) -> None:
    rules(phoned, "alice", (Priority.P1, SMS, 60), (Priority.P2, SMS, 60))
    for number in range(14):
        phoned.declare(P2, title=f"slow {number}")
    phoned.declare(P1)
    phoned.advance(minutes=1)
    [(_, message)] = phoned.sms.rang
    assert (message.title, message.bundled) == ("checkout is down", 14)
    assert message.body.endswith("checkout: 14 more")


def test_answering_a_bundle_answers_for_all_of_it(phoned: PagerWorld) -> None:
    rules(phoned, "alice", (Priority.P1, SMS, 60))
    incidents = [phoned.declare(P1, title=f"number {number}") for number in range(3)]
    phoned.advance(minutes=1)
    [(_, message)] = phoned.sms.rang
    taken = phoned.pager.acknowledge_by_code(message.code, "alice", "SMS")
    assert sorted(page.ticket_id for page in taken) == sorted(incident.ticket_id for incident in incidents)
    phoned.advance(hours=1)
    assert not any("bob" in line for line in phoned.rings())


def test_a_bundle_that_failed_has_failed_for_all_of_it(world: PagerWorld) -> None:
    world.give("alice", PUSH)
    rules(world, "alice", (Priority.P1, PUSH, 0))
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
    receipt = Receipt("twilio", of(phoned, SMS).provider_id, True)
    assert phoned.notifications.receipt(receipt)
    delivered_at = clock.now()
    phoned.advance(minutes=1)
    assert phoned.notifications.receipt(receipt)
    assert phoned.notifications.receipt(Receipt("twilio", receipt.provider_id, False))
    one = of(phoned, SMS)
    assert (one.state, one.delivered_at) == (NotificationState.DELIVERED, delivered_at)
    assert not phoned.notifications.receipt(Receipt("twilio", "of somebody else", True))


def test_a_receipt_may_come_before_we_have_written_that_it_was_sent(world: PagerWorld) -> None:
    world.declare(P1)
    one = of(world, MethodKind.SLACK)
    assert world.notifications.receipt(Receipt("slack", f"slack-{one.key}", True, notification_id=one.id))
    world.advance()
    assert of(world, MethodKind.SLACK).state == NotificationState.DELIVERED


def test_when_the_provider_says_that_nothing_arrived_the_next_ones_are_asked(world: PagerWorld) -> None:
    world.slack.mood = Mood.DROPS
    world.declare(P1)
    world.advance()
    world.slack.mood = Mood.WELL
    one = of(world, MethodKind.SLACK)
    world.notifications.receipt(Receipt("slack", one.provider_id, False, "undeliverable"))
    world.advance()
    assert world.rings() == ["bob by slack"]
    assert of(world, MethodKind.SLACK).error == "undeliverable"


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
    rules(phoned, "alice", (Priority.P1, SMS, 60))
    first = phoned.declare(P1, title="first")
    phoned.declare(P1, title="second")
    failpoints.arm({"notify.before_send": _die})
    try:
        with pytest.raises(Died):
            phoned.advance(minutes=1)
    finally:
        failpoints.arm({})
    phoned.acknowledge(phoned.page_of(first), "bob")
    phoned.clock.advance(seconds=7)
    phoned.advance()
    assert [message.title for _, message in phoned.sms.rang] == ["second"]
