"""By what a page reaches people: providers that refuse, are slow or lie, and sudden deaths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from incidentbot.domain.notification import MethodKind, NotificationState
from incidentbot.domain.priority import Priority
from incidentbot.store import tables
from tests.notified import *  # noqa: F403
from tests.notified import PUSH, SMS, VOICE, dies_at, notification_of
from tests.pager_world import *  # noqa: F403
from tests.pager_world import PagerWorld
from tests.telephones import Mood
from tests.world import *  # noqa: F403
from tests.world import P1, FakeClock
from tests.written import rows_of

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
    one = notification_of(world, SMS)
    assert one.state == NotificationState.FAILED
    assert "removed this SMS" in one.error


# -- providers that do not do what they should ------------------------------------------------------------------------


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.DOWN, Mood.UNPAID])
def test_when_one_provider_does_not_take_it_the_next_one_does(phoned: PagerWorld, mood: Mood) -> None:
    phoned.sms.mood = mood
    phoned.declare(P1)
    phoned.advance(minutes=1)
    assert [address for address, _ in phoned.other_sms.rang] == ["alice's sms"]
    one = notification_of(phoned, SMS)
    assert (one.state, one.provider, one.provider_id) == (NotificationState.SENT, "vonage", f"vonage-{one.key}")


@pytest.mark.parametrize("address", ["+420601000001", "alice@acme.example", "uQiRzpo4DXghDmr9QzzfQu27cmVRsG"])
def test_an_address_that_a_provider_repeats_stands_nowhere_in_clear(world: PagerWorld, address: str) -> None:
    world.give("alice", PUSH, address, shown="push …G")
    world.push.mood = Mood.REFUSES
    with capture_logs() as logged:
        world.declare(P1)
        world.advance()
    assert "a provider did not take it" in [line["event"] for line in logged]
    written = f"{logged} {[rows_of(world.store, table) for table in (tables.notification, tables.work)]}"
    assert address not in written
    assert "does not take push …G" in written


def test_a_provider_that_took_it_and_did_not_answer_is_asked_before_another_one_is(phoned: PagerWorld) -> None:
    phoned.sms.mood = Mood.SLOW
    phoned.declare(P1)
    phoned.advance(minutes=1)
    assert (len(phoned.sms.rang), phoned.other_sms.rang) == (1, [])
    assert notification_of(phoned, SMS).provider == "twilio"


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
    assert notification_of(phoned, SMS).error == "no provider for SMS is set up"


# -- dying in between -------------------------------------------------------------------------------------------------


@pytest.fixture
def dying(world: PagerWorld) -> Callable[[str], None]:
    """The process dies at this point; its lease expires, and another one takes over."""

    def dying(where: str) -> None:
        with dies_at(where):
            world.advance()
        world.clock.advance(seconds=7)
        world.advance()

    return dying


def test_a_death_after_sending_and_before_recording_sends_nothing_twice(
    world: PagerWorld, dying: Callable[[str], None]
) -> None:
    world.declare(P1)
    dying("notify.after_send")
    assert world.rings() == ["alice by slack"]
    assert notification_of(world, MethodKind.SLACK).state == NotificationState.SENT


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
    with dies_at("notify.before_send"):
        world.advance()
    world.acknowledge(world.page_of(incident), "alice")
    world.clock.advance(seconds=7)
    world.advance(hours=1)
    assert world.rings() == []


# -- after an acknowledgement -----------------------------------------------------------------------------------------


def test_what_still_rings_falls_silent(phoned: PagerWorld) -> None:
    incident = phoned.declare(P1)
    phoned.advance(minutes=3)
    phoned.acknowledge(phoned.page_of(incident), "alice")
    phoned.advance()
    assert (phoned.push.withdrawn, phoned.voice.withdrawn) == (
        [notification_of(phoned, PUSH).provider_id],
        [notification_of(phoned, VOICE).provider_id],
    )
    assert phoned.sms.withdrawn == []
