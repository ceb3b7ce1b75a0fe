"""The weekly test: taken is not arrived. A receipt is waited for, and told where people look."""

from __future__ import annotations

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import BOT
from incidentbot.domain.work import Work
from incidentbot.ports import Receipt
from incidentbot.services.receipt import LOOK, Receipts
from incidentbot.services.weekly_test import SEND, Trial, WeeklyTests, is_waited_for, verdict
from incidentbot.store.store import Store
from tests.world import FakeClock, Process, in_force
from tests.written import Asked

SMS, CALL = MethodKind.SMS, MethodKind.VOICE


class World:
    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.clock = clock
        self.asked = Asked(store)
        self.tests = WeeklyTests(store, clock, in_force(Process()))

    def begin(self, *tested: Trial) -> dict[str, int]:
        """The test's id by its provider."""
        self.tests.begin(tested or (Trial(SMS, "twilio_sms", True), Trial(MethodKind.EMAIL, "smtp", False)))
        rows = [row for row in self.asked.rows() if row.kind == SEND]
        return {row.payload["provider"]: row.payload["test_id"] for row in rows}

    def outcomes(self) -> dict[str, tuple[bool, str]]:
        """As they are told, ten minutes later."""
        self.clock.advance(minutes=10)
        self.asked.forget()
        self.tests.judge(BOT)
        told = self.asked.last("message.post").payload
        assert (told["template"], told["where"]) == ("page/weekly_test", "#incidents")
        return {one["provider"]: (one["is_well"], one["told"]) for one in told["data"]["outcomes"]}


@pytest.fixture
def world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


def test_delivered_is_well_and_taken_alone_is_not_where_there_are_receipts(world: World) -> None:
    ids = world.begin()
    world.tests.taken(ids["twilio_sms"], "SM1", BOT)
    world.tests.taken(ids["smtp"], "<1@acme>", BOT)
    assert world.outcomes() == {
        "twilio_sms": (False, "took it, and no receipt came within 10 minutes: it may have arrived nowhere"),
        "smtp": (True, "took it; it never says what arrives, so look at the telephone"),
    }
    assert world.tests.receipt(Receipt("twilio_sms", "SM1", True))
    assert world.outcomes()["twilio_sms"] == (True, "delivered")


def test_a_receipt_that_is_quicker_than_we_are_counts_for_its_own_message_alone(world: World) -> None:
    ids = world.begin(Trial(SMS, "twilio_sms", True), Trial(SMS, "vonage_sms", True))
    world.tests.receipt(Receipt("twilio_sms", "SM1", True, notification_id=0))
    world.tests.receipt(Receipt("vonage_sms", "somebody's code", True, notification_id=0))
    world.tests.taken(ids["twilio_sms"], "SM1", BOT)
    world.tests.taken(ids["vonage_sms"], "V1", BOT)
    found = world.outcomes()
    assert found["twilio_sms"] == (True, "delivered")
    assert not found["vonage_sms"][0]


def test_what_was_refused_not_sent_or_not_delivered_says_why(world: World) -> None:
    ids = world.begin(
        Trial(SMS, "twilio_sms", True),
        Trial(CALL, "twilio_voice", True),
        Trial(SMS, "vonage_sms", True),
        Trial(MethodKind.PUSH, "pushover", True, "INCIDENTBOT_EMERGENCY_PUSHOVER"),
    )
    world.tests.refused(ids["twilio_sms"], "no such number", BOT)
    world.tests.taken(ids["vonage_sms"], "V1", BOT)
    world.tests.receipt(Receipt("vonage_sms", "V1", False, "undeliverable 1331"))
    assert not world.tests.receipt(Receipt("twilio_sms", "SM7", True)), "it was refused: this is of something else"
    assert world.outcomes() == {
        "twilio_sms": (False, "no such number"),
        "twilio_voice": (False, "not sent within 10 minutes"),
        "vonage_sms": (False, "undeliverable 1331"),
        "pushover": (False, "not tried: INCIDENTBOT_EMERGENCY_PUSHOVER is not set"),
    }


def test_it_is_begun_once_in_its_hour_and_again_a_week_later(world: World) -> None:
    assert len(world.begin()) == 2
    world.clock.advance(minutes=30)
    assert world.tests.begin([Trial(SMS, "twilio_sms", True)]) == 0
    world.clock.advance(days=7)
    assert world.tests.begin([Trial(SMS, "twilio_sms", True)]) == 1
    assert [test.provider for test in world.tests.last()] == ["twilio_sms"]
    assert verdict(world.tests.last()[0])[0] is False


def test_who_does_not_call_back_is_asked_until_it_is_too_late(world: World, store: Store) -> None:
    ids = world.begin(Trial(MethodKind.PUSH, "pushover", True))
    world.tests.taken(ids["pushover"], "r" * 30, BOT, has_receipt=True)
    receipts, looks = Receipts(store, world.clock), 0

    def look() -> Work:
        return world.asked.last(LOOK)

    assert (look().due_at - world.clock.now()).total_seconds() == 6
    while receipts.look_again(look(), BOT):
        looks += 1
        world.clock.advance(seconds=30)
    assert looks == 22


def test_it_is_too_soon_to_say_while_the_receipt_may_come(world: World) -> None:
    ids = world.begin()

    def waited_for() -> list[str]:
        return [test.provider for test in world.tests.last() if is_waited_for(test, world.clock.now())]

    assert waited_for() == ["twilio_sms", "smtp"]
    world.tests.taken(ids["twilio_sms"], "SM1", BOT)
    world.tests.refused(ids["smtp"], "no", BOT)
    assert waited_for() == ["twilio_sms"]
    world.clock.advance(minutes=10)
    assert waited_for() == []
