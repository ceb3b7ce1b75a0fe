"""The bot watches itself: its heart beats only while every page asks, and it calls for help without a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from incidentbot.domain.notification import MethodKind
from incidentbot.emergency import Emergency, Way
from incidentbot.errors import SettingsError
from incidentbot.services.page_audit import PageAudit
from incidentbot.setting_watch import Weekly
from incidentbot.settings import load
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from incidentbot.watch import Watch
from tests.pager_world import PagerWorld, pager_process
from tests.telephones import Mood, Telephones
from tests.world import *  # noqa: F403
from tests.world import P1, FakeClock
from tests.written import Asked

PHONE, MAIL = "+420601234567", "oncall@acme.example"


class Heart:
    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> bool:
        self.beats += 1
        return True


class World:
    """A database that can go away, and telephones that need none."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.pages = PagerWorld(store, clock, pager_process())
        self.clock = clock
        self.heart = Heart()
        self.trouble: str | None = None
        self.seconds = 0.0
        self.spread = 0.0
        self.voice = Telephones(MethodKind.VOICE, "twilio")
        self.sms = Telephones(MethodKind.SMS, "twilio_sms")
        self.other_sms = Telephones(MethodKind.SMS, "vonage")
        self.mail = Telephones(MethodKind.EMAIL, "smtp")
        providers = {
            MethodKind.VOICE: [self.voice],
            MethodKind.SMS: [self.sms, self.other_sms],
            MethodKind.EMAIL: [self.mail],
        }
        ways = [Way(MethodKind.VOICE, PHONE), Way(MethodKind.SMS, PHONE), Way(MethodKind.EMAIL, MAIL)]
        self.watch = Watch(
            PageAudit(store, clock, self.pages.in_force, self.pages.timers),
            clock,
            Emergency(ways, providers),
            self.heart,
            lambda: self.trouble,
            "http://bot.acme.example",
            lambda: self.seconds,
            lambda: self.spread,
        )

    def after(self, seconds: float) -> None:
        self.seconds += seconds
        self.watch.look_for_database()

    def rang(self) -> list[str]:
        everybody = (self.voice, self.sms, self.other_sms, self.mail)
        return [f"{one.name}: {message.title}" for one in everybody for _, message in one.rang]


@pytest.fixture
def world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


def test_the_heart_beats_while_every_page_asks(world: World, asked: Asked, told: Callable[..., list[str]]) -> None:
    incident = world.pages.declare(P1)
    world.pages.advance()
    world.watch.audit()
    assert world.heart.beats == 1
    world.pages.forget_work("page.step")
    world.clock.advance(minutes=7)
    asked.forget()
    world.watch.audit()
    assert world.heart.beats == 1, "whoever listens outside hears that something is wrong"
    assert "its timer was lost" in told(incident)[-1]
    assert any("page/repaired" in line for line in asked.new())
    world.pages.advance()
    world.watch.audit()
    assert world.heart.beats == 2


def test_a_timer_that_is_only_late_alarms_nobody_but_stops_the_heart(world: World, asked: Asked) -> None:
    world.pages.declare(P1)
    world.pages.advance()
    world.clock.advance(minutes=7)
    asked.forget()
    world.watch.audit()
    assert world.heart.beats == 0
    assert not any("page/repaired" in line for line in asked.new())


def test_without_a_database_somebody_is_called_once(world: World) -> None:
    world.trouble = "connection refused"
    world.after(0)
    world.after(59)
    assert world.rang() == [], "a restart is no emergency"
    world.after(1)
    title = "Incidentbot has lost its database"
    assert world.rang() == [f"twilio: {title}", f"twilio_sms: {title}", f"smtp: {title}"]
    world.after(3600)
    assert len(world.rang()) == 3
    world.trouble = None
    world.after(1)
    world.trouble = "connection refused"
    world.after(1)
    world.after(60)
    assert len(world.rang()) == 6, "another outage is said again"


def test_when_nobody_could_be_called_it_is_tried_again(world: World) -> None:
    world.trouble = "disk full"
    for one in (world.voice, world.sms, world.other_sms, world.mail):
        one.mood = Mood.DOWN
    world.after(0)
    world.after(60)
    world.other_sms.mood = Mood.WELL
    world.after(10)
    assert world.rang() == ["vonage: Incidentbot has lost its database"]


def test_replicas_spread_so_that_they_do_not_all_call_at_once(world: World) -> None:
    world.trouble, world.spread = "connection refused", 30.0
    world.after(0)
    world.after(89)
    assert world.rang() == []
    world.after(1)
    assert len(world.rang()) == 3


@pytest.mark.parametrize(("day", "is_now"), [(2, True), (3, False)])
def test_an_hour_of_the_week(day: int, is_now: bool) -> None:
    assert Weekly(0, 10).is_now(datetime(2026, 3, day, 10, 59, tzinfo=UTC)) is is_now


def test_a_database_that_takes_nothing_is_gone(sqlite_store: Store, sqlite_url: str, clock: FakeClock) -> None:
    assert sqlite_store.trouble(clock.now()) is None
    assert sqlite_store.trouble(clock.now()) is None, "also within the same minute"
    nowhere = Store(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2"))
    assert "did not answer" in (nowhere.trouble(clock.now()) or "")
    empty = Store(open_engine(sqlite_url))
    assert "no such table" in (empty.trouble(clock.now()) or ""), "somebody exchanged the file"
    for store in (nowhere, empty):
        store.close()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("INCIDENTBOT_WEEKLY_TEST", "Monday 10:00", "a day and a full hour"),
        ("INCIDENTBOT_WEEKLY_TEST", "Mon 10:30", "a day and a full hour"),
        ("INCIDENTBOT_WEEKLY_TEST", "Xyz 10:00", "a day and a full hour"),
        ("INCIDENTBOT_EMERGENCY_PHONE", "601 234 567", "begins with +"),
        ("INCIDENTBOT_EMERGENCY_EMAIL", "nobody", "an e-mail address"),
        ("INCIDENTBOT_EMERGENCY_PUSH", "a topic", "must be a topic"),
        ("INCIDENTBOT_HEARTBEAT_URL", "ftp://x.example", "starts with http"),
    ],
)
def test_a_wrong_setting_says_what_it_must_look_like(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as refused:
        load({name: value})
    assert name in str(refused.value)


def test_the_settings_are_read() -> None:
    read = load({"INCIDENTBOT_WEEKLY_TEST": "Sun 04:00", "INCIDENTBOT_EMERGENCY_PHONE": PHONE})
    assert (read.weekly_test, read.emergency_phone, read.heartbeat_url) == (Weekly(6, 4), PHONE, None)
