"""What is not wrong but will be missed one night is told with its place, and the file works."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from incidentbot.process import warnings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHOLE = "{team: payments, runbook: 'https://x.example', customer_path: Customers can pay}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        (f"people: {{a: }}\nteams: {{payments: {{owner: a}}}}\nservices: {{checkout: {WHOLE}}}", ""),
        (
            "services: {checkout: }",
            "1:12: services.checkout: has no customer path; write what customers do with it, like Customers can pay | "
            "1:12: services.checkout: has no runbook; write runbook: https://… | "
            "1:12: services.checkout: has no team, so that its alerts are not ready for on-call; write team: …",
        ),
        (
            "people: {a: }\nteams: {payments: {members: [a]}}",
            "2:9: teams.payments: nobody looks after its queue; write owner: … with one of its members",
        ),
        (
            "people: {a: {slack: U01ALICE}, b: {email: b@x.example}, c: }\n"
            "teams: {payments: {owner: a, members: [b, c]}}",
            "1:32: people.b: can be told only by e-mail, and cannot enter a telephone number; write slack: U… | "
            "1:57: people.c: can be told by nobody, and cannot enter a telephone number; write slack: U…",
        ),
        (
            "environments:\n  staging:\n    except:\n"
            "    - {name: old, from: 2026-03-01, to: 2026-03-02T09:00Z, at_most: P2}\n"
            "    - {name: new, from: 2026-03-01, to: 2026-03-02T09:01Z, at_most: P2}\n",
            "4:7: environments.staging.except.0: “old” is over; take it out",
        ),
        (
            "environments: {staging: {at_most: P3}, production: {}}",
            "1:16: environments.staging: is at most P3, and is meant by alerts that do not say where; "
            "write the environment that is production first",
        ),
        (
            "routing: [{name: a, match: {job: [x, y]}, then: {priority: P3}}, "
            "{match: {Job: [X, y]}, then: {priority: P1}}]",
            "1:67: routing.1.match: never decides: rule a fits the same labels; take one out",
        ),
        (
            "routing: [{match: {job: shop.*}, then: {priority: P3}}]",
            "1:12: routing.0.match: “.*” asks for a dot and then anything; write * alone if the dot is not meant",
        ),
    ],
)
def test_a_doubt_is_told_where_it_stands(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "incidentbot.yml"
    path.write_text(text)
    assert " | ".join(warnings(path, NOW)).replace(f"{path}:", "") == told
