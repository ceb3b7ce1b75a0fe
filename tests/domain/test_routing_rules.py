"""Labels against patterns, and rules that say in words why they act."""

from __future__ import annotations

import time
from datetime import timedelta
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.catalog_labels import LabelMatch, fits, folded
from incidentbot.domain.priority import Priority
from incidentbot.domain.routing_rules import RaiseRule


@pytest.mark.parametrize(
    ("pattern", "value", "whether"),
    [
        ("shop", "shop", True),
        ("shop", "shop-api", False),
        ("shop-*", "shop-api", True),
        ("shop-*", "shop-", True),
        ("shop-*", "shop", False),
        ("*", "", True),
        ("*-api", "shop-api", True),
        ("a*b*c", "aXbYc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),  # the two ends may not share a letter
        ("a.c", "abc", False),  # a dot is a dot
        ("[ab]", "a", False),
        ("a?c", "abc", False),
    ],
)
def test_a_star_stands_for_anything_and_nothing_else_does(pattern: str, value: str, whether: bool) -> None:
    assert fits(pattern, value) is whether


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_it_is_what_shells_mean_by_it(pattern: str, value: str) -> None:
    assert fits(pattern, value) == fnmatchcase(value, pattern)


@pytest.mark.parametrize("pattern", ["a*" * 500 + "b", "*a" * 400 + "*b*", "*" + "ab*" * 300 + "c"])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    """Each of these is what makes a backtracking matcher try for centuries."""
    started = time.perf_counter()
    assert not fits(pattern, "a" * 100_000)
    assert time.perf_counter() - started < 0.5


def test_every_label_that_is_asked_for_has_to_fit_one_of_its_patterns() -> None:
    match = LabelMatch({"Job": ("shop", "till-*"), "env": ("live",)})
    assert match.fits(folded({"job": "Till-7", "ENV": " live ", "other": "x"}))
    assert not match.fits(folded({"job": "shop"}))
    assert not match.fits(folded({"job": "shop", "env": "test"}))
    assert not LabelMatch().fits({"job": "shop"}), "nothing asked for is nothing that fits"


def test_what_made_it_fit_is_shown() -> None:
    assert LabelMatch({"job": ("*",), "app": ("x",)}).shown({"job": "shop", "app": "x"}) == "job=shop, app=x"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"unresolved_for": timedelta(hours=4)}, "unresolved for 4 h"),
        ({"unresolved_for": timedelta(minutes=90), "growing": True}, "unresolved for 90 min and the impact is growing"),
        ({"alerts": 50}, "more than 50 alerts"),
        ({"alerts": 50, "within": timedelta(minutes=10)}, "more than 50 alerts within 10 min"),
        ({"alerts": 1, "within": timedelta(days=2)}, "more than 1 alert within 2 d"),
        ({"unresolved_for": timedelta(seconds=90)}, "unresolved for 90 s"),
    ],
)
def test_a_rule_that_raises_a_ticket_says_why(rule: dict[str, object], told: str) -> None:
    assert RaiseRule(Priority.P2, **rule).reason == told  # type: ignore[arg-type]
