"""Judging again: what a person chooses, what severity and growth make of it, and the due date that follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidentbot.domain.priority import (
    Classification,
    Customers,
    Environment,
    ImpactFacts,
    Priority,
    Severity,
    Tables,
    Urgency,
    classify,
)
from incidentbot.domain.process import PRODUCTION, STAGING
from incidentbot.domain.regrade import Crossing, chosen, crossing, due_after, growing, raised, with_severity

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
P1, P2, P3, P4 = Priority


def judged(customers: Customers = Customers.NONE, urgency: Urgency = Urgency.HOURS) -> Classification:
    return classify(ImpactFacts(customers=customers), urgency, PRODUCTION, NOW)


@pytest.mark.parametrize(
    ("was", "becomes", "crossed"),
    [(P3, P1, Crossing.UP), (P2, P4, Crossing.DOWN), (P1, P2, Crossing.NONE), (P4, P3, Crossing.NONE)],
)
def test_the_line_between_incidents_and_tickets(was: Priority, becomes: Priority, crossed: Crossing) -> None:
    assert crossing(was, becomes) == crossed


def test_a_person_chooses_and_the_reason_is_theirs() -> None:
    anew = chosen(judged(), P1, "customers cannot pay", "Alice")
    assert (anew.priority, anew.computed) == (P1, P3)
    assert anew.reasons == ("Alice chose P1: customers cannot pay", "judged as P3 before")


def test_who_chooses_what_the_tables_say_overrides_nothing() -> None:
    back = chosen(chosen(judged(), P1, "x", "Alice"), P3, "it was nothing", "Bob")
    assert (back.priority, back.override) == (P3, None)
    assert back.reasons == ("Bob chose P3: it was nothing",)


def test_a_severity_is_looked_up_in_the_table_within_the_environments_cap() -> None:
    before = judged(urgency=Urgency.NOW)
    assert with_severity(before, Severity.SEV1, "", "Alice", PRODUCTION, Tables(), NOW).priority == P1
    capped = with_severity(before, Severity.SEV1, "all down", "Alice", STAGING, Tables(), NOW)
    assert capped.priority == P3
    assert capped.reasons == ("Alice set SEV1: all down", "must be acted on now", "staging is at most P3")


@pytest.mark.parametrize("place", [PRODUCTION, STAGING, Environment("x", at_most=P4)])
@pytest.mark.parametrize("customers", Customers)
@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("override", [None, *Priority])
def test_growth_never_makes_anything_less_bad(
    place: Environment, customers: Customers, urgency: Urgency, override: Priority | None
) -> None:
    before = judged(customers, urgency)
    before = chosen(before, override, "x", "Bob") if override else before
    after = growing(before, "it spreads", "Alice", place, Tables(), NOW)
    assert after.priority <= before.priority
    assert after.severity <= before.severity
    assert (after.facts.growing, after.urgency) == (True, Urgency.NOW)
    assert after.reasons[0] == "Alice says that it is growing: it spreads"


def test_growth_makes_a_ticket_that_could_wait_an_incident() -> None:
    assert growing(judged(), "", "Alice", PRODUCTION, Tables(), NOW).priority == P2


def test_a_rule_says_what_it_found() -> None:
    anew = raised(judged(), P2, "unresolved for 4:00:00")
    assert (anew.priority, anew.reasons) == (P2, ("unresolved for 4:00:00 → P2", "it was P3"))


def test_what_is_more_urgent_is_never_due_later() -> None:
    soon, late = NOW, NOW + timedelta(days=9)
    assert due_after(soon, late, P4, P3) == due_after(late, soon, P4, P3) == soon
    assert due_after(soon, late, P3, P4) == due_after(late, soon, P3, P4) == late
    assert due_after(None, late, P4, P3) == late
