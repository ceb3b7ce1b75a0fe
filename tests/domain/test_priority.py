"""Facts become a severity, severity and urgency a priority. Held against the tables as a person would draw them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from incidentbot.domain.priority import (
    CapException,
    Condition,
    Customers,
    Environment,
    ImpactFacts,
    Override,
    Priority,
    Severity,
    SeverityRule,
    Tables,
    Urgency,
    classify,
    consequences,
    severity_of,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

# customers affected ↓, the service is →
IN_PRODUCTION = """
          fine   degraded  down
    none  SEV4   SEV2      SEV1
    some  SEV2   SEV2      SEV1
    many  SEV1   SEV1      SEV1
"""
ELSEWHERE = """
          fine   degraded  down
    none  SEV4   SEV2      SEV2
    some  SEV2   SEV2      SEV1
    many  SEV1   SEV1      SEV1
"""
PRIORITIES = """
          now   hours   planned
    SEV1  P1    P2      P3
    SEV2  P2    P3      P3
    SEV3  P2    P3      P4
    SEV4  P3    P3      P4
"""
URGENCY = {"now": "must be acted on now", "hours": "can wait for working hours", "planned": "can be planned"}

PRODUCTION = Environment("production")
STAGING = Environment("staging", at_most=Priority.P3)
ATTIC = Environment("attic", at_most=Priority.P4)
RELEASE = CapException("release window", NOW - timedelta(hours=1), NOW + timedelta(hours=1), at_most=Priority.P2)
RELEASING = Environment("staging", at_most=Priority.P3, exceptions=(RELEASE,))


def grid(drawn: str) -> dict[tuple[str, str], str]:
    head, *lines = [line.split() for line in drawn.strip().splitlines()]
    return {(line[0], column): cell for line in lines for column, cell in zip(head, line[1:], strict=True)}


def all_facts() -> Iterator[ImpactFacts]:
    for customers, condition, *flags in product(Customers, Condition, *[(False, True)] * 4):
        yield ImpactFacts(customers, condition, *flags)


def expected_severity(facts: ImpactFacts, live: bool) -> str:
    if facts.data_at_risk or facts.security or facts.contract:
        return "SEV1"
    drawn = grid(IN_PRODUCTION if live else ELSEWHERE)[facts.customers.value, facts.condition.value]
    return "SEV3" if drawn == "SEV4" and facts.growing else drawn


def expected_reasons(facts: ImpactFacts, live: bool) -> list[str]:
    """What a person would say of these facts: only what makes it as bad as it is, worst impact first."""
    some, many = facts.customers == Customers.SOME, facts.customers == Customers.MANY
    down, degraded = facts.condition == Condition.DOWN, facts.condition == Condition.DEGRADED
    by_severity = {
        "SEV1": [
            (many, "broad customer impact"),
            (down and live, "production outage"),
            (some and down and not live, "outage that customers notice"),
            (facts.data_at_risk, "data at risk"),
            (facts.security, "security or privacy risk"),
            (facts.contract, "SLA, contract or compliance risk"),
        ],
        "SEV2": [
            (some, "limited customer impact"),
            (down and not live, "service down outside of production"),
            (degraded and live, "degraded production service"),
            (degraded and not live, "degraded outside of production"),
        ],
        "SEV3": [(facts.growing, "operational risk, getting worse")],
        "SEV4": [(True, "no current customer impact")],
    }
    return [reason for holds, reason in by_severity[expected_severity(facts, live)] if holds]


@pytest.mark.parametrize(
    ("place", "cap"), [(PRODUCTION, "P1"), (STAGING, "P3"), (RELEASING, "P2"), (ATTIC, "P4")], ids=str
)
def test_every_combination_of_facts_and_urgency_gives_what_the_tables_say(place: Environment, cap: str) -> None:
    count = 0
    for facts, urgency in product(all_facts(), Urgency):
        found = classify(facts, urgency, place, NOW)
        live = place is PRODUCTION
        severity = expected_severity(facts, live)
        drawn = grid(PRIORITIES)[severity, urgency.value]
        reasons = [*expected_reasons(facts, live), URGENCY[urgency.value]]
        if drawn < cap:
            reasons.append(place.cap(NOW)[1])
        assert (found.severity, found.priority, list(found.reasons)) == (severity, max(drawn, cap), reasons), facts
        assert found.computed == found.priority
        count += 1
    assert count == 3 * 3 * 16 * 3


def test_the_meanings_of_the_four_priorities() -> None:
    """The sentences of the operating model, each with a situation that it was written for."""
    now, planned = Urgency.NOW, Urgency.PLANNED
    told = {
        "broad customer impact": (ImpactFacts(customers=Customers.MANY), now),
        "production outage": (ImpactFacts(condition=Condition.DOWN), now),
        "data risk": (ImpactFacts(data_at_risk=True), now),
        "security risk": (ImpactFacts(security=True), now),
        "contractual risk": (ImpactFacts(contract=True), now),
        "limited impact": (ImpactFacts(customers=Customers.SOME), now),
        "degraded production": (ImpactFacts(condition=Condition.DEGRADED), now),
        "high operational risk": (ImpactFacts(growing=True), now),
        "no current customer impact": (ImpactFacts(), now),
        "low-risk clean-up": (ImpactFacts(), planned),
    }
    assert {name: str(classify(*facts, PRODUCTION, NOW).priority) for name, facts in told.items()} == {
        "broad customer impact": "P1",
        "production outage": "P1",
        "data risk": "P1",
        "security risk": "P1",
        "contractual risk": "P1",
        "limited impact": "P2",
        "degraded production": "P2",
        "high operational risk": "P2",
        "no current customer impact": "P3",
        "low-risk clean-up": "P4",
    }


def test_down_is_an_outage_in_production_and_a_failure_elsewhere() -> None:
    """Nobody has counted a customer yet. A release window makes a place worth an incident, not production."""
    down = ImpactFacts(condition=Condition.DOWN)
    told = [classify(down, Urgency.NOW, place, NOW) for place in (PRODUCTION, STAGING, RELEASING)]
    assert [(found.severity, found.priority, found.reasons[0]) for found in told] == [
        ("SEV1", "P1", "production outage"),
        ("SEV2", "P3", "service down outside of production"),
        ("SEV2", "P2", "service down outside of production"),
    ]


def test_nobody_is_told_of_a_cap_that_changed_nothing() -> None:
    calm = classify(ImpactFacts(), Urgency.PLANNED, STAGING, NOW)
    assert (calm.priority, calm.reasons) == (Priority.P4, ("no current customer impact", "can be planned"))


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (RELEASE.starts - timedelta(microseconds=1), "P3"),
        (RELEASE.starts, "P2"),
        (RELEASE.ends - timedelta(microseconds=1), "P2"),
        (RELEASE.ends, "P3"),
    ],
)
def test_a_dated_exception_holds_from_its_first_moment_and_no_longer_at_its_last(
    moment: datetime, allowed: str
) -> None:
    found = classify(ImpactFacts(customers=Customers.MANY), Urgency.NOW, RELEASING, moment)
    assert found.priority == allowed
    why = "staging is at most P2 during release window" if allowed == "P2" else "staging is at most P3"
    assert found.reasons == ("broad customer impact", "must be acted on now", why)


def test_an_exception_may_also_be_stricter_than_the_environment() -> None:
    freeze = CapException("load test", NOW, NOW + timedelta(hours=1), at_most=Priority.P4)
    found = classify(ImpactFacts(security=True), Urgency.NOW, Environment("production", exceptions=(freeze,)), NOW)
    assert (found.priority, found.reasons[-1]) == (Priority.P4, "production is at most P4 during load test")


def test_a_person_may_choose_another_priority_and_it_wins_over_table_and_cap() -> None:
    chosen = Override(Priority.P1, "the board is watching")
    found = classify(ImpactFacts(), Urgency.PLANNED, STAGING, NOW, chosen)
    assert (found.priority, found.computed, found.override) == (Priority.P1, Priority.P4, chosen)
    assert found.severity == Severity.SEV4, "the facts are what they are"


def test_choosing_what_the_table_says_is_no_override() -> None:
    found = classify(ImpactFacts(), Urgency.NOW, PRODUCTION, NOW, Override(Priority.P3, ""))
    assert (found.priority, found.override) == (Priority.P3, None)


def test_a_process_file_may_bring_its_own_tables() -> None:
    rules = (
        SeverityRule(Severity.SEV2, {"security": True}, "we sell locks"),
        SeverityRule(Severity.SEV3, {}, "whatever it is"),
    )
    rows = {severity: dict.fromkeys(Urgency, Priority.P2) for severity in Severity}
    found = classify(ImpactFacts(security=True), Urgency.PLANNED, PRODUCTION, NOW, tables=Tables(rules, rows))
    assert (found.severity, found.priority) == (Severity.SEV2, Priority.P2)
    assert severity_of(ImpactFacts(data_at_risk=True), rules) == (Severity.SEV3, ["whatever it is"])


def test_p1_and_p2_are_incidents_and_the_others_are_tickets() -> None:
    assert [priority.value for priority in Priority if priority.is_incident] == ["P1", "P2"]


@pytest.mark.parametrize(
    ("priority", "told"),
    [
        ("P1", "Opens an incident channel and announces it."),
        ("P2", "Opens an incident channel and announces it."),
        ("P3", "Goes into the ticket queue. Nobody is woken."),
        ("P4", "Goes into the ticket queue."),
    ],
)
def test_the_form_says_what_will_happen(priority: str, told: str) -> None:
    assert consequences(Priority(priority)) == told
