"""Whatever a body is, a source answers with alerts that can be kept, or says that it does not know it; and quickly."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.domain.alert import LONGEST_DESCRIPTION, LONGEST_KEY, LONGEST_TITLE, LONGEST_VALUE, MOST_LABELS, Alert
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources import SOURCES
from tests.integrations.sources.bodies import BODIES, places_in

LONGEST_WAIT = 0.05  # seconds
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def words_in(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            yield name
            yield from words_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from words_in(value)
    elif isinstance(body, str) and len(body) < 40:
        yield body


def json_of(words: list[str]) -> st.SearchStrategy[Any]:
    """Any JSON, in which the source's own words come up often."""
    text = st.sampled_from(words) | st.text(max_size=20) | st.sampled_from(["\x00", "\ud800", "9" * 400, "🔥" * 99])
    scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
    return st.recursive(
        scalar, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=5), max_leaves=20
    )


WORDS = {source: sorted({word for body in BODIES[source] for word in words_in(body)}) for source in SOURCES}


def judged(source: str, body: Any) -> list[Alert]:
    """What the source makes of it; an exception other than UnknownShape is the failure that is looked for."""
    kept = copy.deepcopy(body)
    waits = []
    found: list[Alert] = []
    for _ in range(3):  # a busy machine may be slow once
        since = time.perf_counter()
        try:
            found = SOURCES[source].parse(body, {})
        except UnknownShape:
            found = []
        waits.append(time.perf_counter() - since)
        if min(waits) < LONGEST_WAIT:
            break
    assert min(waits) < LONGEST_WAIT
    assert body == kept, "the body is the sender's; it is read and not changed"
    return found


def hold(alert: Alert) -> None:
    """Everything that the store and Slack rely on."""
    texts = [alert.dedup_key, alert.title, alert.description, alert.severity or "", alert.rule]
    texts += [*alert.labels, *alert.labels.values(), *alert.extra, *alert.extra.values()]
    texts += [part for link in alert.links for part in (link.kind, link.label, link.url)]
    assert all(isinstance(text, str) and "\x00" not in text for text in texts)
    "".join(texts).encode("utf-8")  # no lone surrogate
    assert 0 < len(alert.dedup_key) <= LONGEST_KEY
    assert 0 < len(alert.title) <= LONGEST_TITLE
    assert alert.title == " ".join(alert.title.split())
    assert len(alert.description) <= LONGEST_DESCRIPTION
    assert len(alert.labels) <= MOST_LABELS
    assert all(len(value) <= LONGEST_VALUE for value in alert.labels.values())
    assert all(link.url.lower().startswith(("http://", "https://")) for link in alert.links)
    moments = [moment for moment in (alert.started_at, alert.ended_at) if moment]
    assert all(moment.tzinfo is UTC for moment in moments)


@pytest.mark.parametrize("source", SOURCES)
def test_there_are_bodies_of_every_source(source: str) -> None:
    assert BODIES[source]
    assert any(judged(source, body) for body in BODIES[source])


@pytest.mark.parametrize("source", SOURCES)
@FEW
@given(data=st.data())
def test_any_json_is_read_or_unknown(source: str, data: st.DataObject) -> None:
    for alert in judged(source, data.draw(json_of(WORDS[source]))):
        hold(alert)


@pytest.mark.parametrize("source", SOURCES)
@FEW
@given(data=st.data())
def test_a_body_in_which_something_is_wrong_is_read_or_unknown(source: str, data: st.DataObject) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(BODIES[source])))
    for _ in range(data.draw(st.integers(1, 4))):
        places = list(places_in(body))
        if not places:
            break
        *inside, last = data.draw(st.sampled_from(places))
        around = body
        for step in inside:
            around = around[step]
        if data.draw(st.booleans()):
            around[last] = data.draw(json_of(WORDS[source]))
        else:
            del around[last]
    for alert in judged(source, body):
        hold(alert)


def large(body: Any) -> Iterator[Any]:
    """About a megabyte of the same: in one text, in one list, in one object, deep, everywhere."""
    text = "a:b,[{(<%%% " * 80_000
    for place in list(places_in(body)):
        changed = copy.deepcopy(body)
        around = changed
        for step in place[:-1]:
            around = around[step]
        value = around[place[-1]]
        if isinstance(value, str):
            around[place[-1]] = text
        elif isinstance(value, list) and value:
            around[place[-1]] = value[:1] * min(2_000, 900_000 // (len(json.dumps(value[0])) + 1))
        elif isinstance(value, dict):
            around[place[-1]] = {**value, **{f"{name}{number}": "x" for number in range(20_000) for name in "ab"}}
        else:
            around[place[-1]] = json.loads("[" * 500 + "]" * 500)
        yield changed


@pytest.mark.parametrize("source", SOURCES)
def test_a_large_body_is_read_quickly(source: str) -> None:
    """A list of two thousand alerts is two thousand alerts, and takes as long as they do: it is measured apart."""
    slow = []
    for body in large(BODIES[source][0]):
        since = time.perf_counter()
        try:
            found = SOURCES[source].parse(body, {})
        except UnknownShape:
            found = []
        for alert in found[:3]:
            hold(alert)
        slow.append((time.perf_counter() - since) / max(1, len(found) / 50))
    assert sorted(slow)[-2] < 10 * LONGEST_WAIT
    print(f"{source}: {len(slow)} large bodies, slowest {max(slow) * 1000:.0f} ms")
