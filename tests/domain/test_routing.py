"""Where an alert goes, and why: the sentences that people read when they ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.domain.priority import Priority, Severity, Urgency
from incidentbot.domain.process import Process
from incidentbot.domain.routing import Route, route
from incidentbot.process import parse

SHOP = parse(
    """
timezone: Europe/Prague
people: {alice: {}, bob: {}}
teams: {storefront: {owner: bob}, payments: {owner: alice}}
services:
  checkout: {team: payments, tier: 1}
  catalogue: {team: storefront, match: {job: [catalogue, search-*]}}
  delivery: {team: storefront, tier: 3, match: {host: warehouse-*}, environment: production}
  archive: {team: storefront, tier: 4}
  orphan: {}
environments:
  production: {match: {cluster: eu-*}}
  staging:
    at_most: P3
    except: [{name: release window, from: 2026-03-02T10:00, to: 2026-03-02T11:00, at_most: P2}]
  lab: {at_most: P4}
severity_words: {kaputt: SEV1}
routing:
  - {name: certificates, match: {rule: "*cert*"}, then: {service: checkout, team: storefront, severity: SEV3}}
  - {name: also certificates, match: {rule: certificate}, then: {team: payments}}
  - {name: door, match: {integration: panel}, then: {team: payments, page_anyway: true}}
  - {name: lab noise, match: {env: lab, job: noise}, then: {priority: P1}}
  - {name: chores, match: {title: "backup *"}, then: {priority: P4}}
integrations:
  grafana: {labels: {env: staging, service: catalogue, severity: warning}, severity_words: {kaputt: SEV3}}
  pingdom: {severity: SEV2}
  panel: {source: generic, mapping: {title: $.title}}
"""
)
WORKING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Prague
NIGHT = WORKING - timedelta(hours=5)
WINDOW = WORKING + timedelta(hours=1)  # the first moment of the release window


def arrives(at: datetime = WORKING, sender: str | None = None, process: Process = SHOP, **said: Any) -> Route:
    """An alert with these labels; `severity`, `title` and `rule` are its own facts."""
    facts = {name: said.pop(name) for name in ("severity", "title", "rule") if name in said}
    alert = Alert("key", AlertState.FIRING, facts.pop("title", "It hurts"), labels=said, **facts)
    return route(alert, process, process.integration(sender), at)


# -- the reasons ------------------------------------------------------------------------------------------------------


def test_an_alert_with_every_label_goes_to_its_team_and_says_why() -> None:
    found = arrives(severity="critical", service="checkout", env="production")
    assert found.reasons == (
        "label service=checkout → service checkout → team payments",
        "label env=production → environment production",
        "severity critical → SEV1",
        "tier 1 in production, in working hours of payments → now",
        "SEV1 × now → P1",
    )
    assert (found.service, found.team, found.environment) == ("checkout", "payments", "production")
    assert (found.severity, found.urgency, found.priority) == (Severity.SEV1, Urgency.NOW, Priority.P1)
    assert (found.is_ready, found.page_anyway, found.rule) == (True, False, None)
    judged = found.classification
    assert (judged.priority, judged.reasons, judged.override) == (found.priority, found.reasons, None)


def test_a_service_is_recognised_by_its_labels() -> None:
    found = arrives(severity="error", job="Search-API", cluster="eu-1")
    assert found.reasons == (
        "labels job=search-api → service catalogue → team storefront",
        "labels cluster=eu-1 → environment production",
        "severity error → SEV2",
        "tier 2 in production, in working hours of storefront → now",
        "SEV2 × now → P2",
    )


@pytest.mark.parametrize(
    ("said", "place", "why"),
    [
        ({"env": "PROD", "service": "checkout"}, "production", "label env=prod → environment production"),
        ({"environment": "stg"}, "staging", "label environment=stg → environment staging"),
        ({"stage": "lab"}, "lab", "label stage=lab → environment lab"),
        ({"env": "staging", "cluster": "eu-1"}, "staging", "label env=staging → environment staging"),
        ({"env": "mars", "cluster": "eu-1"}, "production", "labels cluster=eu-1 → environment production"),
        ({"env": "mars"}, "mars", "label env=mars is not in the process file → treated like production"),
        ({"host": "warehouse-7"}, "production", "delivery runs in production only"),
        ({}, "production", "no label says where → environment production"),
    ],
)
def test_where_it_happens_is_the_first_answer_that_there_is(said: dict[str, str], place: str, why: str) -> None:
    found = arrives(severity="critical", **said)
    assert (found.environment, why in found.reasons) == (place, True), found.reasons


def test_what_came_from_outside_is_cut_in_a_reason() -> None:
    found = arrives(severity="x" * 500, service="y" * 500, env="z" * 500)
    assert max(map(len, (*found.reasons, *found.missing))) < 200


# -- rules ------------------------------------------------------------------------------------------------------------


def test_the_first_rule_that_fits_wins_over_the_labels() -> None:
    found = arrives(severity="critical", rule="Certificate", service="catalogue", env="production")
    assert found.rule == "certificates"
    assert found.reasons == (
        "rule certificates → service checkout → rule certificates → team storefront",
        "label env=production → environment production",
        "rule certificates → SEV3",
        "tier 1 in production, in working hours of storefront → now",
        "SEV3 × now → P2",
    )


def test_a_rule_may_say_the_priority_and_leave_the_rest_to_the_catalog() -> None:
    found = arrives(title="Backup 7 failed", service="catalogue")
    assert (found.rule, found.priority, found.service) == ("chores", Priority.P4, "catalogue")
    assert found.reasons[-1] == "rule chores → P4"
    assert found.is_ready, "how bad it is need not be known where the priority is said"


def test_no_rule_wakes_anybody_for_what_is_not_production() -> None:
    found = arrives(severity="critical", service="checkout", env="lab", job="noise")
    assert found.reasons[-2:] == ("rule lab noise → P1", "lab is at most P4")
    assert found.priority == Priority.P4


# -- readiness --------------------------------------------------------------------------------------------------------

NO_SERVICE = "service: add the label “service” to the alert, or a “match” line to a service"
NO_TEAM = "team: it follows from the service; or add the label “team” with a team of the process file"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"severity": "critical", "service": "checkout"}, ()),
        ({"severity": "critical"}, (NO_SERVICE, NO_TEAM)),
        (
            {"severity": "critical", "service": "chekout"},
            ("service: “chekout” is not in the catalog; add it to services, or mend the label", NO_TEAM),
        ),
        ({"severity": "critical", "team": "payments"}, (NO_SERVICE,)),
        (
            {"severity": "critical", "service": "orphan"},
            ("team: write services.orphan.team; or add the label “team” with a team of the process file",),
        ),
        ({"severity": "critical", "service": "orphan", "team": "Payments"}, ()),
        (
            {"severity": "catastrophic", "service": "checkout"},
            ("severity: add the word “catastrophic” to severity_words",),
        ),
        (
            {"service": "checkout"},
            ("severity: add the label “severity” to the alert, or name its integration",),
        ),
    ],
)
def test_an_alert_that_leaves_a_question_open_is_not_ready_and_says_what_would_mend_it(
    said: dict[str, str], missing: tuple[str, ...]
) -> None:
    found = arrives(**said)
    assert found.missing == missing
    assert found.is_ready == (not missing)
    if missing:
        assert (found.team, found.priority) == ("storefront", Priority.P3), "the triage team, in working hours"
        assert found.reasons[-1] == "not ready for on-call → P3 of team storefront"


def test_an_integration_without_a_word_for_it_is_told_where_to_say_it() -> None:
    process = parse("people: {a: }\nteams: {t: {owner: a}}\nservices: {x: {team: t}}\nintegrations: {sentry: }")
    assert arrives(process=process, sender="sentry", service="x").missing == (
        "severity: add the label “severity” to the alert, or write integrations.sentry.severity",
    )


def test_what_pages_anyway_pages_although_it_is_not_ready() -> None:
    found = arrives(at=NIGHT, sender="panel", severity="info")
    assert found.missing == (NO_SERVICE,)
    assert (found.team, found.priority, found.page_anyway) == ("payments", Priority.P2, True)
    assert found.reasons[-1] == "rule door: page anyway → P2"


def test_what_pages_anyway_is_as_urgent_as_it_would_be() -> None:
    found = arrives(sender="panel", severity="critical", service="checkout")
    assert (found.priority, found.page_anyway, found.reasons[-1]) == (Priority.P1, True, "SEV1 × now → P1")


def test_outside_of_production_nothing_pages_anyway() -> None:
    found = arrives(sender="panel", severity="critical", env="staging")
    assert (found.priority, found.page_anyway) == (Priority.P3, False)


# -- what is usual for a sender ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "service", "place", "severity"),
    [
        ({}, "catalogue", "staging", "SEV3"),
        ({"service": "checkout"}, "checkout", "staging", "SEV3"),
        ({"Environment": "production"}, "catalogue", "production", "SEV3"),  # by whatever name it says it
        ({"severity": "critical"}, "catalogue", "staging", "SEV1"),
        ({"severity": "kaputt"}, "catalogue", "staging", "SEV3"),  # the sender's own meaning of the word
        ({"service": " "}, "catalogue", "staging", "SEV3"),  # which says nothing
    ],
)
def test_a_senders_labels_answer_only_what_the_alert_leaves_open(
    said: dict[str, str], service: str, place: str, severity: str
) -> None:
    found = arrives(sender="grafana", **said)
    assert (found.service, found.environment, found.severity) == (service, place, severity)


def test_a_senders_usual_severity_is_for_words_that_are_missing_or_unknown() -> None:
    told = {word: arrives(sender="pingdom", service="checkout", severity=word) for word in (None, "odd", "info")}
    assert {word: found.severity for word, found in told.items()} == {None: "SEV2", "odd": "SEV2", "info": "SEV4"}
    assert "usual for pingdom → SEV2" in told[None].reasons
    assert arrives(service="checkout", severity="kaputt").severity == "SEV1"


# -- urgency and the cap ----------------------------------------------------------------------------------------------

# tier ↓: in production in working hours and outside of them; elsewhere in and outside of them
URGENCIES = """
    checkout   now      now      hours    hours
    catalogue  now      hours    hours    hours
    delivery   hours    hours    planned  planned
    archive    planned  planned  planned  planned
"""


@pytest.mark.parametrize("line", URGENCIES.strip().splitlines())
def test_how_soon_depends_on_tier_and_place_and_time(line: str) -> None:
    service, *drawn = line.split()
    found = [
        arrives(at=at, severity="critical", service=service, env=place)
        for place in ("production", "staging")
        for at in (WORKING, NIGHT)
    ]
    assert [one.urgency for one in found] == drawn
    team = found[0].team
    assert any(f", outside working hours of {team} → {drawn[1]}" in why for why in found[1].reasons)


def test_at_the_weekend_nobody_works() -> None:
    assert arrives(at=WORKING - timedelta(days=1), severity="error", service="catalogue").urgency == Urgency.HOURS


@pytest.mark.parametrize(
    ("at", "priority", "why"),
    [
        (WINDOW - timedelta(microseconds=1), "P3", "staging is at most P3"),
        (WINDOW, "P2", "staging is at most P2 during release window"),
        (WINDOW + timedelta(hours=1, microseconds=-1), "P2", "staging is at most P2 during release window"),
        (WINDOW + timedelta(hours=1), "P3", "staging is at most P3"),
    ],
)
def test_outside_of_production_it_is_at_most_p3_but_for_a_dated_exception(
    at: datetime, priority: str, why: str
) -> None:
    found = arrives(at=at, severity="critical", service="checkout", env="staging")
    assert (found.priority, found.reasons[-1]) == (priority, why)


def test_a_cap_that_changed_nothing_is_no_reason() -> None:
    assert arrives(severity="warning", service="catalogue", env="staging").reasons[-1] == "SEV3 × hours → P3"


NAMES = st.sampled_from(["service", "team", "env", "environment", "stage", "severity", "job", "cluster", "host", "x"])
WORDS = st.sampled_from(["checkout", "orphan", "payments", "staging", "lab", "prod", "critical", "kaputt", "eu-1", ""])


@given(st.dictionaries(NAMES, WORDS | st.text(max_size=5)), st.sampled_from([None, *SHOP.integrations]), st.datetimes())
def test_whatever_the_labels_somebody_gets_it_with_reasons(
    said: dict[str, str], sender: str | None, moment: datetime
) -> None:
    if not 1970 < moment.year < 9000:
        return
    alert = Alert("key", AlertState.FIRING, "It hurts", labels=said)
    found = route(alert, SHOP, SHOP.integration(sender), moment.replace(tzinfo=UTC))
    assert found.team in SHOP.teams
    assert found.reasons
    assert found.priority >= (SHOP.environment(found.environment).cap(moment.replace(tzinfo=UTC))[0] or Priority.P1)
    assert found.is_ready or found.priority >= Priority.P3 or found.page_anyway


def test_an_alert_without_a_rule_is_known_by_its_title() -> None:
    """As it is kept with its title for a rule, it is judged alike when it comes and when it is judged anew."""
    found = arrives(title="All certificates expire in 9 days", severity="info")
    assert (found.service, found.rule) == ("checkout", "certificates")
