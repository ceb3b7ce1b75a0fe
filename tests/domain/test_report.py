"""What a person says is wrong: for whom, about which ticket, and how it is judged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.catalog import Service
from incidentbot.domain.priority import Customers, Environment, Priority
from incidentbot.domain.process import Process
from incidentbot.domain.report import ReportFacts, customer_said, named_ticket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROCESS = Process(services={"lights": Service("lights", environment="staging"), "shop": Service("shop")})


@pytest.mark.parametrize(
    ("typed", "name", "number"),
    [
        ("Acme", "Acme", None),
        (" 12 ", "", 12),
        ("1,200", "", 1200),
        ("3 000", "", 3000),
        ("Studio 54", "Studio 54", None),
        ("", "", None),
    ],
)
def test_which_customer_or_how_many(typed: str, name: str, number: int | None) -> None:
    assert customer_said(typed) == (name, number)


@pytest.mark.parametrize(
    ("typed", "number", "rest"),
    [
        ("T-12 it is back", 12, "it is back"),
        ("t-12: again", 12, "again"),
        ("T-12", 12, ""),
        ("T-Mobile is down", None, "T-Mobile is down"),
        ("about T-12", None, "about T-12"),
    ],
)
def test_which_ticket(typed: str, number: int | None, rest: str) -> None:
    assert named_ticket(typed) == (number, rest)


@pytest.mark.parametrize(
    ("customer", "number", "told"),
    [
        ("", None, ""),
        ("Acme", None, " for Acme"),
        ("", 1, " for 1 customer"),
        ("", 0, " for 0 customers"),
        ("Acme", 1200, " for Acme, 1,200 customers"),
    ],
)
def test_on_whose_behalf(customer: str, number: int | None, told: str) -> None:
    assert ReportFacts("x", customer=customer, customer_count=number).on_behalf == told


@pytest.mark.parametrize(
    ("customers", "place", "priority"),
    [
        (Customers.NONE, "production", Priority.P3),
        (Customers.SOME, "production", Priority.P3),
        (Customers.MANY, "production", Priority.P1),
        (Customers.MANY, "staging", Priority.P3),
    ],
)
def test_only_what_hits_many_customers_cannot_wait(customers: Customers, place: str, priority: Priority) -> None:
    said = ReportFacts("x", environment=place, customers=customers)
    assert said.judged(PROCESS, said.place(PROCESS), NOW).priority == priority


@pytest.mark.parametrize(
    ("service", "named", "place"),
    [
        (None, None, "production"),
        ("shop", None, "production"),
        ("lights", None, "staging"),
        ("lights", "dev", "development"),
        (None, "Mars", "Mars"),
    ],
)
def test_where_it_happens(service: str | None, named: str | None, place: str) -> None:
    found = ReportFacts("x", service, named).place(PROCESS)
    assert found.key == place
    assert named != "Mars" or found == Environment("Mars"), "what the catalog does not know counts as production"
