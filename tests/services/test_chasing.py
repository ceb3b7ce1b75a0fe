"""The owner of a promise is chased the day before, on the day and weekly after, at nine on their own wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentbot.domain.action_item import ActionItem
from incidentbot.domain.incident import Incident
from incidentbot.domain.people import BOT, Person
from incidentbot.errors import Fenced
from incidentbot.services.action_item import CHASE, ActionItems
from incidentbot.services.people import People
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import MONDAY, FakeClock
from tests.written import Asked

Promise = Callable[..., ActionItem]
Fire = Callable[[], int]

FRIDAY = date(2026, 3, 6)


def in_zone(moment: datetime, zone: str) -> str:
    """`Mon 2026-03-02 09:00` on somebody's wall."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def test_the_owner_is_chased_the_day_before_on_the_day_and_weekly_after(
    promise: Promise, bob: Person, asked: Asked, clock: FakeClock, fire_chases: Fire, store: Store
) -> None:
    """A month, from one due moment to the next: the whole list of what Bob hears, on his wall."""
    promise(owner=bob)
    heard = []
    while clock.now() < MONDAY + timedelta(days=28):
        with store.read() as tx:
            due = tx.next_due(clock.now())
        assert due
        clock.advance(seconds=(due - clock.now()).total_seconds() - 1)
        assert (fire_chases(), asked.new()) == (0, [])
        clock.advance(seconds=1)
        if fire_chases():
            message, chase = asked.new()
            assert message == "message.post dm:U02BOB action_item/due"
            assert chase.startswith("action_item.chase action:AI-1")
            overdue = asked.last("message.post").payload["data"]["overdue"]
            heard.append(f"{in_zone(clock.now(), 'America/New_York')}{' overdue' if overdue else ''}")
    assert heard == [
        "Thu 2026-03-05 09:00",
        "Fri 2026-03-06 09:00",
        "Fri 2026-03-13 09:00 overdue",
        "Fri 2026-03-20 09:00 overdue",
        "Fri 2026-03-27 09:00 overdue",
        "Fri 2026-04-03 09:00 overdue",
    ]
    assert asked.new() == []


def test_a_chase_that_comes_late_is_sent_once_and_not_made_up_for(
    promise: Promise, asked: Asked, clock: FakeClock, fire_chases: Fire
) -> None:
    """The bot was down for three weeks."""
    promise()
    clock.advance(days=21)
    assert fire_chases() == 1
    assert asked.new() == [
        "message.post dm:U01ALICE action_item/due",
        "action_item.chase action:AI-1 at Fri 27 Mar 08:00",
    ]


def test_a_chase_performed_twice_chases_once(
    items: ActionItems, promise: Promise, store: Store, clock: FakeClock, asked: Asked
) -> None:
    promise()
    clock.advance(days=3)
    with store.begin() as tx:
        claimed = tx.claim_work(clock.now(), "me", clock.now() + timedelta(hours=1), clock.now(), 50, [])
    [work] = [work for work in claimed if work.kind == CHASE]

    def chase() -> None:
        items.chase(1, BOT.because_of(work.cause))

    with slow_commits():
        results = at_once(chase, chase)
    assert sorted(type(result).__name__ for result in results) == ["Fenced", "NoneType"]
    with pytest.raises(Fenced):
        chase()
    assert len([line for line in asked.new() if "due" in line]) == 1


def test_kept_while_its_reminder_was_on_its_way_it_is_not_chased(
    items: ActionItems, promise: Promise, alice: Person, asked: Asked
) -> None:
    promise()
    items.keep(1, alice.as_actor())
    items.chase(1, BOT)
    assert asked.new() == []


def test_overdue_is_judged_on_the_owners_calendar(
    items: ActionItems,
    people: People,
    incident: Incident,
    alice: Person,
    asked: Asked,
    clock: FakeClock,
    fire_chases: Fire,
) -> None:
    """The reminder comes late, when in UTC the due day is over; in Honolulu it is not."""
    kai = people.meet("U9", "Kai", "Pacific/Honolulu", False, False, False)
    items.promise(incident.id, "x", kai, FRIDAY, alice.as_actor())
    clock.advance(days=4, hours=20)
    assert clock.now() == datetime(2026, 3, 7, 5, 0, tzinfo=UTC)
    assert fire_chases() == 1
    assert asked.last("message.post").payload["data"]["overdue"] is False
