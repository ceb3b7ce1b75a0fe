"""Each mistake is told with its place, what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incidentbot.process import parse

Mistakes = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("organisatoin: Acme", "1:1: organisatoin: “organisatoin” is not known here; did you mean “organisation”?"),
        (
            "services:\n  checkout:\n    runbok: https://x.example\n",
            "3:5: services.checkout.runbok: “runbok” is not known here; did you mean “runbook”?",
        ),
        (
            "services: {checkout: {zzz: 1}}",
            "1:23: services.checkout.zzz: “zzz” is not known here; known are team, tier, customer_path, match, "
            "environment, runbook, dashboards",
        ),
        (
            "environments: {staging: {except: [{nam: x, from: 2026-03-02, to: 2026-03-03, at_most: P2, name: y}]}}",
            "1:36: environments.staging.except.0.nam: “nam” is not known here; did you mean “name”?",
        ),
        (
            "integrations: {generic: {mapping: {title: $.a, tittle: $.b}}}",
            "1:48: integrations.generic.mapping.tittle: “tittle” is not known here; did you mean “title”?",
        ),
        (
            "services:\n  checkout: {runbook: 'javascript:alert(1)'}\n",
            "2:14: services.checkout.runbook: is not a web address; write one like https://runbooks.example/checkout",
        ),
        (
            "services: {checkout: {dashboards: ['https://a.example', 'https://b example']}}",
            "1:57: services.checkout.dashboards.1: is not a web address; "
            "write one like https://runbooks.example/checkout",
        ),
        ("services: [checkout]", "1:1: services: write lines of the form “name: value” here"),
        (
            "services: {two words: {}}",
            "1:12: services.two words: “two words” is not a name; "
            "write letters, digits, dots, - and _, like checkout-api",
        ),
        ("services: {a: {team: [b]}}", "1:16: services.a.team: write text here, not a list and no lines of its own"),
        ("services: {a: {tier: 0}}", "1:16: services.a.tier: write a number from 1 on"),
        ("services: {a: {tier: 5}}", "1:16: services.a.tier: write a number up to 4"),
        ("services: {a: {tier: gold}}", "1:16: services.a.tier: write a whole number here"),
        (
            "services: {a: {dashboards: https://x.example}}",
            "1:16: services.a.dashboards: write a list here, like [one, two]",
        ),
        (
            "services: {a: {match: {app: []}}}",
            "1:24: services.a.match.app: is an empty list, which fits nothing; write a value, or * for any",
        ),
        (
            "services: {a: {match: {app: /shop.*/}}}",
            "1:24: services.a.match.app.0: “/shop.*/” is not a pattern; "
            "write the value itself, with single * where anything may be",
        ),
        ("timezone: Prague", "1:1: timezone: “Prague” is not a time zone; write one like Europe/Prague"),
        (
            "timezone: ../../etc/passwd",
            "1:1: timezone: “../../etc/passwd” is not a time zone; write one like Europe/Prague",
        ),
        (
            "announcements: incidents",
            '1:1: announcements: “incidents” is not a channel; write its name in quotes, like "#incidents"',
        ),
        (
            "people: {alice: {slack: '@alice'}}",
            "1:18: people.alice.slack: “@alice” is not a Slack member id; write one like U01ALICE (in the profile)",
        ),
        (
            "people: {alice: {email: alice}}",
            "1:18: people.alice.email: “alice” is not an e-mail address; write one like alice@acme.example",
        ),
        ("priorities: {P5: {}}", "1:14: priorities.P5: “P5” is not known here; write 'P1', 'P2', 'P3' or 'P4'"),
        (
            "priorities: {P1: {page: sometimes}}",
            "1:19: priorities.P1.page: “sometimes” is not known here; write 'now', 'coverage' or 'never'",
        ),
        (
            "priorities: {P1: {update_every: soon}}",
            "1:19: priorities.P1.update_every: “soon” is not a duration; write a number and a unit, like 30m, 1h or 2d",
        ),
        (
            "priorities: {P1: {update_every: [1h]}}",
            "1:19: priorities.P1.update_every: write one word or number here, not a list and no lines of its own",
        ),
        (
            "priorities: {P1: {update_every: 999999999d}}",
            "1:19: priorities.P1.update_every: “999999999d” is not a useful duration; "
            "write something between 1s and 365d",
        ),
        (
            "priorities: {P3: {due: 0d}}",
            "1:19: priorities.P3.due: “0d” is not a useful term; write something between 1d and 365d",
        ),
        (
            "calendars: {office: {working_hours: 9 to 5}}",
            "1:22: calendars.office.working_hours: “9 to 5” are not working hours; "
            "write them like Mon-Fri 08:00-18:00, the end after the start",
        ),
        (
            "calendars: {office: {holidays: [Christmas]}}",
            "1:33: calendars.office.holidays.0: “Christmas” is not a day; write it like 2026-12-24",
        ),
        (
            "teams: {payments: }",
            "1:9: teams.payments: has neither owner nor members; write who looks after its queue, like owner: alice",
        ),
        (
            "severities: {SEV1: {facts: [{because: x}]}}",
            "1:29: severities.SEV1.facts.0: names no fact; write at least one, like customers: many",
        ),
        ("severity_words: {bad: SEV9}", None),
        ("routing: [{then: {priority: P1}}]", "1:11: routing.0.match: is missing here; write it"),
        (
            "routing: [{match: {}, then: {priority: P1}}]",
            "1:12: routing.0.match: is empty; write at least one line",
        ),
        (
            "routing: [{match: {a: b}, then: {}}]",
            "1:27: routing.0.then: decides nothing; "
            "write at least one of service, team, environment, severity, priority, page_anyway",
        ),
        (
            "routing: [{match: {a: b}, then: {page_anyway: perhaps}}]",
            "1:34: routing.0.then.page_anyway: write true or false here",
        ),
        ("raise: [{to: P2}]", "1:9: raise.0: names no condition; write unresolved_for, alerts or growing"),
        (
            "raise: [{to: P2, growing: true, within: 5m}]",
            "1:9: raise.0: “within” belongs to “alerts”; write alerts: 50 beside it",
        ),
        (
            "raise: [{to: P3, priority: P2, growing: true}]",
            "1:9: raise.0: raises P2 to P3, which is not more urgent; write a lower number",
        ),
        (
            "integrations: {grafna: {}}",
            "1:16: integrations.grafna.source: “grafna” is not a source; did you mean “grafana”?",
        ),
        (
            "integrations: {generic: {mapping: {title: '$.a.[0]'}}}",
            "1:36: integrations.generic.mapping.title: “$.a.[0]” is not a JSON path from “.[0]” on; "
            "write one like $.a.b[0]",
        ),
        (
            "integrations: {generic: {mapping: {title: 'payload.a +'}}}",
            "1:36: integrations.generic.mapping.title: “payload.a +” is not a Jinja expression: "
            "unexpected 'end of template'; write one like payload.title, or a JSON path like $.title",
        ),
        (
            "integrations: {generic: {mapping: {title: $.a, state: payload.b|shout}}}",
            "1:48: integrations.generic.mapping.state: “payload.b|shout” is not a Jinja expression: "
            "No filter named 'shout'.; write one like payload.title, or a JSON path like $.title",
        ),
        (
            "severities: {SEV1: {facts: [{condition: down, production: perhaps}]}}",
            "1:47: severities.SEV1.facts.0.production: write true or false here",
        ),
        (
            "integrations: {panel: {source: generic}}",
            "1:16: integrations.panel: is generic and has no mapping; "
            "write where the title stands, like mapping: {title: $.title}",
        ),
        (
            "integrations: {grafana: {mapping: {title: $.a}}}",
            "1:16: integrations.grafana: has a mapping, which only source: generic needs; "
            "write that, or take the mapping out",
        ),
        ("environments: {staging: {atmost: P3}}", None),
        ("- a\n- list\n", "1:1: write lines of the form “name: value” here"),
        ("just a sentence", "1:1: write lines of the form “name: value” here"),
        ("schedules: [x]", "1:1: schedules: write lines of the form “name: value” here"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write_instead(
    mistakes: Mistakes, text: str, told: str | None
) -> None:
    found = mistakes(text)
    assert len(found) == 1
    if told:
        assert found == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "{name: x, from: tomorrow, to: 2026-03-02T18:00, at_most: P2}",
            "0.from: “tomorrow” is not a moment; write it like 2026-03-02T08:00",
        ),
        (
            "{name: x, from: 2026-03-02T18:00, to: 2026-03-02T18:00, at_most: P2}",
            "0: ends before it starts; write in “to” a moment after that in “from”",
        ),
        (
            "{name: x, from: 2026-03-02T18:00, to: 2026-03-02T17:30Z, at_most: P2}",
            None,  # in Prague that is half past six
        ),
        (
            "{name: x, from: '0001-01-01T00:00', to: 2026-03-02T18:00, at_most: P2}",
            "0.from: “0001-01-01T00:00” is not a moment; write it like 2026-03-02T08:00",
        ),
        ("{name: x, from: 2026-03-02T08:00, at_most: P2}", "0.to: is missing here; write it"),
    ],
)
def test_a_wrong_exception_is_told_where_it_stands(mistakes: Mistakes, line: str, told: str | None) -> None:
    text = f"timezone: Europe/Prague\nenvironments:\n  staging:\n    at_most: P3\n    except:\n      - {line}\n"
    if told is None:
        assert parse(text).environment("staging").exceptions
        return
    [found] = mistakes(text)
    place, _, what = found.partition(": environments.staging.except.")
    assert place.split(":")[0] == "6"
    assert what == told
