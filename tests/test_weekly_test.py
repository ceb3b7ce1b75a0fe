"""The weekly test goes to each provider, also to those that a page would only come to as the second."""

from __future__ import annotations

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.people import BOT
from incidentbot.emergency import Emergency, Way
from incidentbot.services.weekly_test import SEND, WeeklyTests
from incidentbot.store.store import Store
from incidentbot.weekly_test import WeeklyTest
from tests.telephones import Mood, Telephones
from tests.world import *  # noqa: F403
from tests.world import FakeClock, Process, in_force
from tests.written import Asked

PHONE = "+420601234567"


class World:
    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.asked = Asked(store)
        self.first = Telephones(MethodKind.SMS, "twilio_sms", tells_delivery=True)
        self.second = Telephones(MethodKind.SMS, "vonage_sms", tells_delivery=True)
        self.ntfy = Telephones(MethodKind.PUSH, "ntfy")
        self.pushover = Telephones(MethodKind.PUSH, "pushover")
        providers = {MethodKind.SMS: [self.first, self.second], MethodKind.PUSH: [self.ntfy, self.pushover]}
        self.ways = [Way(MethodKind.SMS, PHONE), Way(MethodKind.PUSH, "a-topic", "ntfy")]
        self.tests = WeeklyTests(store, clock, in_force(Process()))
        self.weekly = WeeklyTest(self.tests, Emergency(self.ways, providers))

    def send(self) -> None:
        for row in self.asked.rows():
            if row.kind == SEND:
                self.weekly.perform(row, BOT)

    def errors(self) -> dict[str, str]:
        return {test.provider: test.error for test in self.tests.last()}


@pytest.fixture
def world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


def test_every_provider_brings_one_and_none_stands_in_for_another(world: World) -> None:
    world.first.mood = Mood.REFUSES
    assert world.weekly.begin() == 4
    world.send()
    told = [(one.name, address) for one in (world.first, world.second, world.ntfy) for address, _ in one.rang]
    assert told == [("vonage_sms", PHONE), ("ntfy", "a-topic")]
    assert world.second.rang[0][1].is_test
    assert world.pushover.requests == 0, "a topic is no address of Pushover's"
    assert world.errors() == {
        "twilio_sms": "twilio_sms does not take …",
        "vonage_sms": "",
        "ntfy": "",
        "pushover": "not tried: INCIDENTBOT_EMERGENCY_PUSHOVER is not set",
    }


def test_who_is_not_set_up_any_more_is_said(world: World) -> None:
    world.weekly.begin()
    world.ways.clear()
    world.send()
    assert world.errors()["twilio_sms"] == "is not set up any more"
