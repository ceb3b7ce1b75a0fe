"""Expressions of the process file: what they can say, and what nobody can make them do."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.words.expression import ExpressionError, evaluate

BODY: dict[str, Any] = {
    "host": "web-1",
    "check": "disk",
    "value": 97.5,
    "items": [{"name": "a", "labels": {"team": "x"}}, {"name": "b", "labels": {}}],
    "tags": ["env:prod", "service:checkout"],
    "deep": {"values": {"get": 1}},
    "self": "a name like others",
    "class": "network",
    "text": "x" * 300_000,
    "many": ["a"] * 50_000,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("host ~ ': ' ~ check", "web-1: disk"),
        ("payload.host|upper", "WEB-1"),
        ("payload['host'].split('-')[0]", "web"),
        ("'critical' if value > 90 else 'warning'", "critical"),
        ("value * 2 % 100", 95.0),
        ("items[0].name", "a"),
        ("payload.items|map(attribute='name')|join(', ')", "a, b"),
        ("payload.items|map(attribute='labels.team')|first", "x"),
        ("items|selectattr('name', 'equalto', 'b')|list|length", 1),
        ("(tags|select('string')|list)[1].removeprefix('service:')", "checkout"),
        ("deep.values.get", 1),
        ("payload.self", "a name like others"),
        ("payload.missing.deeper[3].still", None),
        ("missing|default('none')", "none"),
        ("text[:3]|replace('x', 'yy')", "yyyyyy"),
        ("tags|unique", ["env:prod", "service:checkout"]),
        ("deep.get('nothing', 7)", 7),
    ],
)
def test_what_can_be_said(expression: str, expected: object) -> None:
    assert evaluate(expression, BODY) == expected


HOSTILE = [
    "''.__class__",
    "''.__class__.__mro__[1].__subclasses__()",
    "payload.__class__.__init__.__globals__",
    "payload['__class__'].__base__",
    "payload.get.__self__.clear()",
    "host|attr('__class__')",
    "host.upper",
    "many|map('upper', 'a')|list",
    "items|sort(attribute='__class__')",
    "payload.update({'a': 1})",
    "payload.clear()",
    "items.append(1)",
    "self.__init__.__globals__",
    "range(10**9)|list",
    "range(999999999)|join",
    "lipsum(n=100000)",
    "cycler.__init__.__globals__.os.popen('true').read()",
    "namespace()",
    "dict(a=1)",
    "'a' * 10000000000",
    "'a' * value",
    "[1] * 10000000000",
    "10 ** 10 ** 10",
    "2 ** 100000000",
    "'%1000000000d' % 1",
    "'{:1000000000}'.format(1)",
    "'{0.__class__}'.format(host)",
    "'{a.__class__}'.format_map(payload)",
    "host.ljust(10000000000)",
    "host|center(10000000000)",
    "host|indent(10000000000)",
    "host|wordwrap(1)",
    "host.zfill(10000000000)",
    "'\t'.expandtabs(10000000000)",
    "text|replace('x', text)",
    "text|replace('', text)",
    "many|join(text)",
    "many|map('replace', 'a', text)|join",
    "many|select('in', many)|list",
    "text|pprint",
    "text|urlize",
    "text|striptags",
    "value|round(1000000000)",
    "items|batch(1)|list",
    "items|tojson",
    "1 / 0",
    "{% for a in b %}",
    "{{ 1 }}",
    "}}{{",
    "host host",
    "import os",
    "[" * 1_900,
    "x" * 3_000,
    "",
]


IDLE = [
    "[host]|map(attribute='__class__')|join",
    "items|map(attribute='name.__class__')|join",
]
# As deep as this Python allows.
EITHER = [
    "(" * 900 + "1" + ")" * 900,
    "-" * 1_900 + "1",
    "not " * 450 + "1",
    "a." * 900 + "b",
    "a|lower" + "|lower" * 280,
]


@contextmanager
def little_time_and_room() -> Iterator[None]:
    kept = json.dumps(BODY)
    tracemalloc.start()
    since = time.perf_counter()
    yield
    took, (_, most) = time.perf_counter() - since, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2.0
    assert most < 50 * 1024 * 1024
    assert json.dumps(BODY) == kept, "the body is as it was"


@pytest.mark.parametrize("expression", HOSTILE, ids=lambda expression: expression[:40])
def test_what_nobody_can_make_them_do(expression: str) -> None:
    with little_time_and_room(), pytest.raises(ExpressionError) as refused:
        evaluate(expression, BODY)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("expression", IDLE, ids=lambda expression: expression[:40])
def test_what_comes_to_nothing(expression: str) -> None:
    with little_time_and_room():
        assert not evaluate(expression, BODY)


@pytest.mark.parametrize("expression", EITHER, ids=lambda expression: expression[:10])
def test_what_is_too_deep_or_not(expression: str) -> None:
    with little_time_and_room(), suppress(ExpressionError):
        evaluate(expression, BODY)


def test_a_body_is_never_an_expression() -> None:
    assert evaluate("host", {"host": "{{ ''.__class__ }}"}) == "{{ ''.__class__ }}"


@given(st.text(alphabet="ab.[]()|'\"+-*/%~{}:,_ 019", max_size=40))
def test_whatever_somebody_writes_gives_a_value_or_a_sentence(expression: str) -> None:
    with suppress(ExpressionError):
        evaluate(expression, {"a": [1, {"b": "x"}], "b": "y"})
