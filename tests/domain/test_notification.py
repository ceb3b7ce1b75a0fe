"""By what a person is told, when, and what is held back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.coverage import Coverage, Window
from incidentbot.domain.notification import (
    LIMITS,
    STALE,
    ContactMethod,
    Due,
    MethodKind,
    NotificationRule,
    QuietHours,
    Recipient,
    bundle,
    is_stale,
    over_limit,
    plan,
    unreachable,
)
from incidentbot.domain.priority import Priority

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PHONE = (ContactMethod(1, MethodKind.SMS, shown="…22"), ContactMethod(2, MethodKind.VOICE, shown="…22"))
PUSH = ContactMethod(3, MethodKind.PUSH, shown="ntfy")
ALICE = Recipient("alice", "U01ALICE", (*PHONE, PUSH))


def planned(recipient: Recipient, priority: Priority = Priority.P1) -> list[str]:
    return [f"{one.kind} {(one.at - NOW).total_seconds() / 60:g}" for one in plan(recipient, priority, NOW).planned]


def test_a_p1_is_told_at_once_then_by_sms_then_by_a_call() -> None:
    assert planned(ALICE) == ["slack 0", "push 0", "sms 1", "voice 3"]
    assert plan(ALICE, Priority.P1, NOW).planned[2].why == "P1: SMS after 1 min"


def test_a_p2_rings_nobody() -> None:
    assert planned(ALICE, Priority.P2) == ["slack 0", "push 0", "sms 5"]


@pytest.mark.parametrize("priority", [Priority.P3, Priority.P4])
def test_a_p3_or_p4_pages_nobody(priority: Priority) -> None:
    assert planned(ALICE, priority) == []


def test_ones_own_rules_take_the_place_of_the_usual_ones() -> None:
    rules = (NotificationRule(Priority.P1, MethodKind.VOICE, timedelta(seconds=90)),)
    assert planned(Recipient("alice", "U01ALICE", PHONE, rules)) == ["voice 1.5"]
    assert planned(Recipient("alice", "U01ALICE", PHONE, rules), Priority.P2) == ["slack 0"]


def test_every_method_of_a_kind_is_used_and_each_missing_kind_is_said() -> None:
    two = Recipient("alice", None, (PUSH, ContactMethod(4, MethodKind.PUSH)))
    found = plan(two, Priority.P1, NOW)
    assert [one.method_id for one in found.planned] == [3, 4]
    assert found.missing == ("alice has no Slack", "alice has no SMS", "alice has no call")


@pytest.mark.parametrize(
    "method",
    [
        ContactMethod(1, MethodKind.SMS, is_verified=False),
        ContactMethod(1, MethodKind.SMS, refused="they wrote STOP"),
    ],
)
def test_what_is_not_verified_or_refused_does_not_count(method: ContactMethod) -> None:
    assert planned(Recipient("alice", "U01ALICE", (method,))) == ["slack 0"]


def test_whoever_has_nothing_but_slack_gets_slack_whatever_their_rules_say() -> None:
    rules = (NotificationRule(Priority.P1, MethodKind.VOICE),)
    found = plan(Recipient("alice", "U01ALICE", (), rules), Priority.P1, NOW)
    assert [(one.kind, one.why) for one in found.planned] == [(MethodKind.SLACK, "nothing else reaches them")]
    assert planned(Recipient("alice", None, (), rules)) == []


def test_what_is_below_p2_waits_for_the_end_of_quiet_hours_and_what_wakes_does_not() -> None:
    rules = tuple(NotificationRule(priority, MethodKind.SLACK) for priority in Priority)
    quiet = QuietHours(Coverage((Window.daily(time(22), time(7)),)), "Europe/Prague")
    alice = Recipient("alice", "U01ALICE", (), rules, quiet)
    assert planned(alice, Priority.P3) == ["slack 240"]  # seven in Prague is six in UTC
    assert planned(alice, Priority.P2) == ["slack 0"]
    assert planned(alice, Priority.P1) == ["slack 0"]


def test_what_is_missing_to_be_woken_is_known_before_the_night() -> None:
    assert unreachable(ALICE) == []
    assert unreachable(Recipient("bob")) == [
        "no verified telephone",
        "no rule for P1 reaches a telephone or push",
        "not in Slack",
    ]
    stopped = Recipient("carol", "U1", (PUSH, ContactMethod(1, MethodKind.SMS, True, "…99", "they wrote STOP")))
    assert unreachable(stopped) == ["no verified telephone", "SMS …99: they wrote STOP"]
    doubtful = Recipient("dan", "U1", (ContactMethod(1, MethodKind.SMS, True, "…99", doubt="landline"),))
    assert unreachable(doubtful) == ["SMS …99: landline"], "told, and still tried"


# -- limits -----------------------------------------------------------------------------------------------------------


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


def test_the_fourth_call_in_a_quarter_of_an_hour_is_too_many() -> None:
    assert over_limit(MethodKind.VOICE, ago(1, 5), NOW, False, LIMITS) is None
    assert over_limit(MethodKind.VOICE, ago(1, 5, 14), NOW, False, LIMITS) == "3 by call within 15 min already"
    assert over_limit(MethodKind.VOICE, ago(1, 5, 15), NOW, False, LIMITS) is None


def test_the_first_message_of_a_p1_is_never_too_many_and_slack_has_no_limit() -> None:
    assert over_limit(MethodKind.VOICE, ago(1, 2, 3, 4), NOW, True, LIMITS) is None
    assert over_limit(MethodKind.SLACK, ago(*range(14)), NOW, False, LIMITS) is None


def test_what_is_late_by_more_than_the_limit_is_stale() -> None:
    assert not is_stale(NOW - STALE, NOW)
    assert is_stale(NOW - STALE - timedelta(seconds=1), NOW)


# -- bundles ----------------------------------------------------------------------------------------------------------


def due(number: int, priority: Priority, service: str | None, late: int = 0) -> Due:
    return Due(number, priority, NOW - timedelta(minutes=late), service)


def test_several_pages_at_once_are_one_message_led_by_the_p1() -> None:
    pages = [due(number, Priority.P2, "checkout", 1) for number in range(14)]
    found = bundle([*pages, due(20, Priority.P1, "payments"), due(21, Priority.P2, None)])
    assert (found.leader.id, found.more) == (20, "checkout: 14 more, other: 1 more")


def test_one_alone_says_nothing_of_others() -> None:
    assert bundle([due(1, Priority.P1, "checkout")]).more == ""


dues = st.builds(
    Due,
    st.integers(1, 9),
    st.sampled_from(Priority),
    st.integers(0, 5).map(lambda late: NOW - timedelta(minutes=late)),
    st.sampled_from(["checkout", "search", None]),
)


@given(st.lists(dues, min_size=1, max_size=8, unique_by=lambda one: one.id))
def test_nothing_is_lost_in_a_bundle_and_nothing_more_urgent_is_folded(pages: list[Due]) -> None:
    found = bundle(pages)
    assert sorted([found.leader, *found.folded], key=lambda one: one.id) == sorted(pages, key=lambda one: one.id)
    assert all(found.leader.priority <= one.priority for one in found.folded)
    numbers = [int(word) for word in found.more.replace(",", "").split() if word.isdigit()]
    assert sum(numbers) == len(found.folded)
