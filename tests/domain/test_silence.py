"""What a silence holds back."""

from __future__ import annotations

import pytest

from incidentbot.domain.silence import holds_back

ALERT = {"service": "checkout", "environment": "production", "Job": "Shop-api", "note": "[x]"}


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ({"service": "checkout"}, True),
        ({"service": "checkout", "environment": "production"}, True),
        ({"service": "checkout", "environment": "staging"}, False),
        ({"service": "check*"}, True),
        ({"service": "*"}, True),
        ({"job": "shop-*"}, True),  # upper and lower case are the same, as everywhere in labels
        ({"SERVICE": " Checkout "}, True),
        ({"note": "[x]"}, True),  # brackets are brackets
        ({"note": "x"}, False),
        ({"team": "payments"}, False),
        ({"team": "*"}, True),  # anything, also nothing
        ({}, False),  # a silence of everything would hide a fire
    ],
)
def test_every_label_that_it_names_has_to_fit(wanted: dict[str, str], held: bool) -> None:
    assert holds_back(wanted, ALERT) is held
