"""What others see of an address, when a code may be sent, and rules as a sentence and out of one."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain import contact, contact_rules
from incidentbot.domain.notification import DEFAULT_RULES, MethodKind, NotificationRule
from incidentbot.domain.priority import Priority

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
P1, P2 = Priority.P1, Priority.P2


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def test_a_masked_address_is_recognised_by_whoever_has_it_and_of_no_use_to_others() -> None:
    assert contact.masked_number("+420", "+420601234123") == "+420 ••• ••• 123"
    assert contact.masked_email("alice@acme.example") == "a•••@acme.example"
    assert contact.masked_url("https://hooks.example/pages/s3cret?key=1") == "hooks.example/•••"
    assert contact.masked_key("oncall-alice-7f3k9q") == "•••k9q"


@pytest.mark.parametrize(
    ("sent", "wait"),
    [
        ([], None),
        ([(ago(seconds=20), 1)], timedelta(seconds=40)),
        ([(ago(minutes=2), 1)], None),
        ([(ago(minutes=2), 2), (ago(hours=3), 1)], timedelta(hours=21)),
        ([(ago(days=2), 50)], None),
    ],
)
def test_nobody_is_pestered_with_codes(sent: list[tuple[datetime, int]], wait: timedelta | None) -> None:
    assert contact.code_wait(sent, 3, contact.BETWEEN_CODES, NOW) == wait


def test_the_usual_rules_as_sentences() -> None:
    assert contact_rules.sentence(DEFAULT_RULES, P1) == "Slack and push at once, SMS after 1 min, call after 3 min"
    assert contact_rules.sentence(DEFAULT_RULES, P2) == "Slack and push at once, SMS after 5 min"
    assert contact_rules.sentence(DEFAULT_RULES, Priority.P3) == "nothing"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (
            "Slack and push at once, SMS after 1 min, call after 3",
            "Slack and push at once, SMS after 1 min, call after 3 min",
        ),
        ("call", "call at once"),
        ("SMS\n\x85after 2\n", "SMS after 2 min"),
        ("sms 2, sms 5m, phone 10 minutes", "SMS after 2 min, SMS after 5 min, call after 10 min"),
        ("email in 30 s", "e-mail after 30 s"),
        ("slack, text and call after 1 hour", "Slack, SMS and call after 60 min"),
        ("nothing", "nothing"),
    ],
)
def test_a_typed_sentence_is_understood(typed: str, means: str) -> None:
    assert contact_rules.sentence(contact_rules.read(typed, P1), P1) == means


@pytest.mark.parametrize(
    "typed",
    ["", "carrier pigeon at once", "SMS after a while", "SMS after 5 hours", "at once", "<!channel>"],
)
def test_what_is_not_understood_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"known|delay"):
        contact_rules.read(typed, P1)


rules = st.lists(
    st.builds(
        NotificationRule,
        st.just(P1),
        st.sampled_from(MethodKind),
        st.integers(0, 14_400).map(lambda seconds: timedelta(seconds=seconds)),
    ),
    unique=True,
    max_size=contact_rules.MOST_RULES,
)


@given(rules)
def test_every_sentence_is_read_as_what_it_was_made_of(wanted: list[NotificationRule]) -> None:
    assert set(contact_rules.read(contact_rules.sentence(wanted, P1), P1)) == set(wanted)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        found = contact_rules.read(typed, P1)
    except ValueError:
        return
    assert all(rule.priority == P1 for rule in found)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("22 to 7", (time(22), time(7))),
        ("12.30 – 13.15", (time(12, 30), time(13, 15))),
        ("22-22", None),
        ("25:00-07:00", None),
        ("always", None),
    ],
)
def test_quiet_hours_in_words(typed: str, hours: tuple[time, time] | None) -> None:
    assert contact_rules.read_hours(typed) == hours
