"""The shipped example: read at every start, and the first thing that somebody copies."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from incidentbot.domain.catalog import CatalogPerson
from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.oncall import who
from incidentbot.domain.priority import Priority, Severity, Tables
from incidentbot.domain.process import PRIORITY_RULES, Service
from incidentbot.process import built_in, warnings
from incidentbot.process.file import EXAMPLE
from incidentbot.process.lines import ProcessFile


def test_it_is_a_small_shop_with_three_teams() -> None:
    process = built_in()
    assert (process.organisation, process.announcements, process.timezone) == ("Acme", "#incidents", "Europe/Prague")
    assert process.people["alice"] == CatalogPerson("alice", "U01ALICE", "alice@acme.example", "Alice Novak")
    assert {key: (team.owner, team.members) for key, team in process.teams.items()} == {
        "payments": ("alice", ("alice", "bob", "carol")),
        "storefront": ("bob", ("bob", "alice")),
        "logistics": ("dan", ("dan",)),
    }
    assert process.triage_team.key == "storefront"
    assert process.teams["payments"].calendar.holidays >= {date(2026, 12, 24)}
    assert process.teams["logistics"].calendar != process.teams["payments"].calendar


def test_its_catalog_has_three_services_and_three_environments() -> None:
    process = built_in()
    assert list(process.services) == ["checkout", "catalogue", "delivery"]
    assert process.services["checkout"] == Service(
        "checkout",
        "payments",
        "Customers can pay",
        "https://runbooks.acme.example/checkout",
        ("https://grafana.acme.example/d/checkout",),
        tier=1,
        match=LabelMatch({"job": ("checkout-api", "checkout-worker")}),
    )
    assert process.default_environment.key == "production"
    assert process.environment("staging").at_most == process.environment("development").at_most == Priority.P3
    assert process.environment_called("PROD") == process.default_environment


def test_what_it_spells_out_is_what_is_usual() -> None:
    process = built_in()
    assert process.priorities == PRIORITY_RULES
    assert process.tables == Tables()
    assert process.severity_words["kritisch"] == process.severity_words["critical"] == Severity.SEV1


def test_its_senders_and_its_rules_are_read() -> None:
    process = built_in()
    panel = process.integrations["alarm-panel"]
    assert (panel.source, panel.grouping_window) == ("generic", timedelta(minutes=15))
    assert panel.mapping is not None
    assert (panel.mapping.alerts, panel.mapping.fields["state"]) == ("$.events", "$.state")
    assert process.integrations["alertmanager"].severity_words == {"page": Severity.SEV1, "ticket": Severity.SEV3}
    assert [rule.name for rule in process.rules] == ["certificates", "somebody is at the door"]
    assert [(rule.of, rule.to, rule.alerts) for rule in process.raises] == [("P3", "P2", None), (None, "P2", 100)]
    assert process.kept == {}


def test_it_says_who_is_on_call_and_who_is_asked_next() -> None:
    process = built_in()
    monday = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert {key: who(schedule, monday).people for key, schedule in process.schedules.items()} == {
        "payments-primary": ("alice",),
        "payments-secondary": ("bob",),
    }
    lunch = who(process.schedules["payments-secondary"], monday + timedelta(hours=2))
    assert [(shift.person, shift.is_shadow) for shift in lunch.shifts] == [("alice", False), ("dan", True)]
    assert [str(target) for step in process.escalations["payments"].steps for target in step.targets] == [
        "schedule payments-primary",
        "schedule payments-secondary",
        "channel #incidents",
        "team payments",
    ]
    assert process.teams["payments"].usergroup == "S01PAYMENTS"


def test_every_name_that_may_stand_in_a_file_stands_in_it() -> None:
    text = EXAMPLE.read_text()
    assert [name for name in names(ProcessFile) if f"{name}:" not in text] == []


def names(line: type[BaseModel]) -> Iterator[str]:
    for name, field in line.model_fields.items():
        yield field.alias or name
        for inner in lines_in(field.annotation):
            yield from names(inner)


def lines_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in getattr(kind, "__args__", ()):
        yield from lines_in(inner)


def test_it_has_one_warning_on_purpose() -> None:
    [told] = warnings(None, datetime(2026, 3, 2, tzinfo=UTC))
    assert told.endswith("services.delivery: has no runbook; write runbook: https://…")


@pytest.mark.slow
def test_it_is_read_in_sixty_milliseconds() -> None:
    def took() -> float:
        started = time.perf_counter()
        built_in()
        return time.perf_counter() - started

    usual = statistics.median(took() for _ in range(7))
    print(f"the example: {usual * 1000:.0f} ms")
    assert usual < 0.06
