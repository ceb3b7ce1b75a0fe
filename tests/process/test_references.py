"""What is named in one place has to stand in another, and what may be there once only is there once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.process import parse

Mistakes = Callable[[str], list[str]]

HOUSE = "people: {alice: {}}\nteams: {payments: {owner: alice}}\nservices: {checkout: {team: payments}}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("triage: payment", "4:1: triage: there is no team “payment”; did you mean “payments”?"),
        (
            "integrations: {grafana: {team: nobody}}",
            "4:26: integrations.grafana.team: there is no team “nobody”; add it to teams",
        ),
        (
            "integrations: {grafana: {labels: {Team: Payments, team: paymnts, service: CHECKOUT, env: anywhere}}}",
            "4:51: integrations.grafana.labels.team: there is no team “paymnts”; did you mean “payments”?",
        ),
        (
            "routing: [{match: {a: b}, then: {service: chekout, team: payments, environment: prod}}]",
            "4:34: routing.0.then.service: there is no service “chekout”; did you mean “checkout”? | "
            "4:68: routing.0.then.environment: there is no environment “prod”; did you mean “production”?",
        ),
        (
            "schedules: {primary: {layers: [{people: [alice, alize], rotation: daily}]}}",
            "4:49: schedules.primary.layers.0.people.1: there is no person “alize”; did you mean “alice”?",
        ),
        (
            "schedules: {primary: {layers: [{people: alice}]}}\n"
            "escalations: {x: {steps: [{notify: [schedule primry, 'channel #x', person bob, team payments]}]}}",
            "5:37: escalations.x.steps.0.notify.0: there is no schedule “primry”; did you mean “primary”? | "
            "5:68: escalations.x.steps.0.notify.2: there is no person “bob”; add it to people",
        ),
    ],
)
def test_a_name_that_is_nowhere_is_told_with_the_nearest(mistakes: Mistakes, text: str, told: str) -> None:
    assert " | ".join(mistakes(HOUSE + text)) == told


def test_a_team_names_people_a_calendar_and_an_escalation(mistakes: Mistakes) -> None:
    found = mistakes(
        """\
        people: {alice: {}}
        calendars: {office: {}}
        escalations: {night: {steps: [{notify: person alice}]}}
        teams:
          payments: {owner: alic, members: [alice, bob], calendar: offise, escalation: nigt}
        """
    )
    assert found == [
        "5:14: teams.payments.owner: there is no person “alic”; did you mean “alice”?",
        "5:44: teams.payments.members.1: there is no person “bob”; add it to people",
        "5:50: teams.payments.calendar: there is no calendar “offise”; did you mean “office”?",
        "5:68: teams.payments.escalation: there is no escalation “nigt”; did you mean “night”?",
    ]


def test_what_is_there_without_being_written_may_be_named(mistakes: Mistakes) -> None:
    process = parse("triage: triage\nservices: {checkout: {team: triage, environment: staging}}")
    assert process.triage_team.key == "triage"
    assert mistakes("environments: {live: {}}\nservices: {checkout: {environment: staging}}") == [
        "2:23: services.checkout.environment: there is no environment “staging”; add it to environments"
    ]


# -- twice ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "labels"),
    [
        ("{app: shop}", "{app: shop}", "app=shop"),
        ("{app: [shop, pay]}", "{app: [till, Pay]}", "app=till, pay"),
        ("{app: shop-*}", "{app: shop-api}", "app=shop-api"),
        ("{app: shop-api}", "{app: shop-*}", "app=shop-*"),
        ("{app: shop-*}", "{app: shop-*}", "app=shop-*"),
        ("{a: x, b: [y, z]}", "{b: z, a: x}", "b=z and a=x"),
    ],
)
def test_two_services_that_one_alert_could_mean_are_told(
    mistakes: Mistakes, first: str, second: str, labels: str
) -> None:
    assert mistakes(f"services:\n  one: {{match: {first}}}\n  two: {{match: {second}}}\n") == [
        f"3:9: services.two.match: “{labels}” may also mean the service one; write labels that tell them apart"
    ]


def test_two_environments_that_one_alert_could_mean_are_told(mistakes: Mistakes) -> None:
    assert mistakes("environments: {live: {match: {cluster: eu-*}}, test: {match: {cluster: [eu-test]}}}") == [
        "1:55: environments.test.match: “cluster=eu-test” may also mean the environment live; "
        "write labels that tell them apart"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{app: shop}", "{app: till}"),
        ("{app: shop-*}", "{app: till-api}"),
        ("{a: x, b: y}", "{a: x, b: z}"),
        ("{app: shop}", "{app: shop, cluster: eu}"),  # the second is the exception to the first
        ("{app: shop}", "{job: shop}"),
    ],
)
def test_services_that_labels_tell_apart_are_fine(first: str, second: str) -> None:
    assert len(parse(f"services:\n  one: {{match: {first}}}\n  two: {{match: {second}}}\n").services) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "services: {checkout: , shop: {match: {service: Checkout}}}",
            "1:31: services.shop.match: service=“checkout” means the service checkout already; write another value",
        ),
        (
            "services: {checkout: , Checkout: }",
            "1:24: services.Checkout: differs from “checkout” only in upper and lower case; choose another name",
        ),
        (
            "people: {alice: {slack: U01ALICE}, bob: {slack: U01ALICE}}",
            "1:42: people.bob.slack: “U01ALICE” is alice already; write the id of bob",
        ),
        (
            "environments: {live: {aliases: [prod, Test]}, test: {aliases: [prod]}}",
            "1:39: environments.live.aliases.1: “Test” means test already; take one out | "
            "1:64: environments.test.aliases.0: “prod” means live already; take one out",
        ),
    ],
)
def test_what_may_be_there_once_only_is_told_the_second_time(mistakes: Mistakes, text: str, told: str) -> None:
    assert " | ".join(mistakes(text)) == told


def test_an_environment_may_name_itself_as_an_alias() -> None:
    assert parse("environments: {live: {aliases: [LIVE, prod]}}").environment_called("Live") is not None
