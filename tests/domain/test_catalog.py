"""Which service labels mean, in a catalog of any size."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.catalog import Service, Team
from incidentbot.domain.catalog_finding import ServiceFinder
from incidentbot.domain.catalog_labels import LabelMatch, folded
from incidentbot.domain.process import Process


def service(key: str, **match: str | tuple[str, ...]) -> Service:
    wanted = {name: (said,) if isinstance(said, str) else said for name, said in match.items()}
    return Service(key, match=LabelMatch(wanted))


SERVICES = [
    service("shop", job="shop-*"),
    service("shop-eu", job="shop-*", cluster="eu"),
    service("till", job=("till", "pos")),
    service("till-eu", cluster="eu", job="till"),
    service("rest", cluster="eu"),
    Service("plain"),
]


def found(services: list[Service] = SERVICES, **labels: str) -> str | None:
    service = ServiceFinder(services).fitting(folded(labels))
    return service.key if service else None


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        ({"job": "shop-api"}, "shop"),
        ({"job": "SHOP-api", "cluster": "us"}, "shop"),
        ({"job": "shop-api", "cluster": "EU"}, "shop-eu"),  # who asks for more labels wins
        ({"job": "pos"}, "till"),
        ({"job": "till", "cluster": "eu", "env": "live"}, "till-eu"),
        ({"job": "other", "cluster": "eu"}, "rest"),
        ({"job": "other"}, None),
        ({}, None),
    ],
)
def test_a_service_is_found_by_its_labels(labels: dict[str, str], key: str | None) -> None:
    assert found(**labels) == key


def test_of_two_that_ask_for_as_much_the_first_in_the_file_is_meant() -> None:
    assert found([service("one", job="a*"), service("two", host="b*")], job="ax", host="bx") == "one"
    assert found([service("two", host="b*"), service("one", job="a*")], job="ax", host="bx") == "two"


def test_a_service_is_named_whatever_the_case() -> None:
    finder = ServiceFinder(SERVICES)
    assert finder.named(" Shop-EU ") is SERVICES[1]
    assert finder.named("nothing") is None


PATTERNS = st.sampled_from(["a", "b", "a*", "*b", "*"])
MATCHES = st.dictionaries(st.sampled_from("xyz"), st.lists(PATTERNS, min_size=1, max_size=2).map(tuple), max_size=3)


@given(st.lists(MATCHES, max_size=6), st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["a", "b", "ab", "c"])))
def test_looking_at_few_finds_what_looking_at_all_would(
    matches: list[dict[str, tuple[str, ...]]], labels: dict[str, str]
) -> None:
    services = [Service(str(number), match=LabelMatch(match)) for number, match in enumerate(matches)]
    fitting = [one for one in services if one.match.fits(labels)]
    most = max(fitting, key=lambda one: len(one.match.wanted), default=None)
    assert ServiceFinder(services).fitting(labels) == most


def test_a_storm_asks_a_large_catalog_quickly() -> None:
    services = [service(f"s{number}", job=f"job-{number}", cluster="eu") for number in range(2_000)]
    finder = ServiceFinder(services)
    started = time.perf_counter()
    assert {finder.fitting({"job": f"job-{number}", "cluster": "eu"}).key for number in range(2_000)} == {  # type: ignore[union-attr]
        one.key for one in services
    }
    assert time.perf_counter() - started < 0.5


def test_the_triage_team_is_the_one_named_or_the_first_or_there_anyway() -> None:
    teams = {"a": Team("a"), "b": Team("b", name="Team B")}
    assert Process(teams=teams).triage_team.key == "a"
    assert Process(teams=teams, triage="b").triage_team.label == "Team B"
    assert Process(teams={}).triage_team.label == "triage"


def test_a_place_that_nobody_knows_is_treated_like_production() -> None:
    assert Process().environment("mars").is_production
    assert Process().environment_called("mars") is None
    assert Process().environment_called(" STG ") == Process().environment("staging")
