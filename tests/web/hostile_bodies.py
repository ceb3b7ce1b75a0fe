"""Bodies that no sender should send, and some do: broken, deep, huge, ambiguous, unstorable, and real ones damaged."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.integrations.sources.bodies import BODIES, places_in

UNSTORABLE = ("\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e", "\ufeff", "🔥" * 500)
SPEAKING = (
    "<!channel> <@U01ALICE> <https://evil.example|click>",
    "{{ ''.__class__.__mro__ }}",
    "{% for a in range(10**9) %}",
    "'; DROP TABLE signal; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n%d",
    "=cmd|' /C calc'!A0",
)
NOT_JSON = (b"", b" ", b"{", b"nul", b"{'a': 1}", b"a=1&b=2", b"<xml/>", b"[1,]", b'{"a":}', b'"\n"', b"\x00", b"{}{}")
AMBIGUOUS = ("NaN", "-Infinity", "1e400", "-1e400", "1" * 5_000, '{"a": 1, "a": 2}', "0x10", "01", "+1", ".5")
NOT_UTF8 = (b"\xff\xfe{}", b'{"a": "\xc3\x28"}', b'{"\xed\xa0\x80": 1}', b"\x80", '{"a": "ü"}'.encode("latin-1"))
DEPTHS = (50, 300, 900, 5_000, 100_000)


def hostile_bodies(source: str, how_many: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(f"{seed} {source}")
    bodies = BODIES.get(source) or BODIES["grafana"]
    for _ in range(how_many):
        yield dice.choice(KINDS)(dice, json.loads(json.dumps(dice.choice(bodies))))


def not_json(dice: random.Random, _: Any) -> bytes:
    return dice.choice(NOT_JSON)


def not_utf8(dice: random.Random, _: Any) -> bytes:
    return dice.choice(NOT_UTF8)


def cut(dice: random.Random, body: Any) -> bytes:
    whole = json.dumps(body).encode()
    return whole[: dice.randrange(len(whole))]


def damaged(dice: random.Random, body: Any) -> bytes:
    whole = bytearray(json.dumps(body).encode())
    for _ in range(dice.randint(1, 5)):
        whole[dice.randrange(len(whole))] = dice.randrange(256)
    return bytes(whole)


def ambiguous(dice: random.Random, body: Any) -> bytes:
    text = json.dumps(_changed(dice, body, "HERE"))
    return text.replace('"HERE"', dice.choice(AMBIGUOUS)).encode()


def deep(dice: random.Random, body: Any) -> bytes:
    depth = dice.choice(DEPTHS)
    inner = "[" * depth + "]" * depth if dice.random() < 0.5 else '{"a":' * depth + "1" + "}" * depth
    return json.dumps(_changed(dice, body, "HERE")).replace('"HERE"', inner).encode()


def unstorable(dice: random.Random, body: Any) -> bytes:
    return json.dumps(_changed(dice, body, dice.choice(UNSTORABLE))).encode()


def speaking(dice: random.Random, body: Any) -> bytes:
    return json.dumps(_changed(dice, body, dice.choice(SPEAKING))).encode()


def of_another_type(dice: random.Random, body: Any) -> bytes:
    other = dice.choice((None, True, -1, 1.5, 10**30, "", [], {}, [[]], [None], {"": None}, "x" * 20_000))
    return json.dumps(_changed(dice, body, other)).encode()


def without_something(dice: random.Random, body: Any) -> bytes:
    for _ in range(dice.randint(1, 3)):
        _change(dice, body, lambda around, step: around.__delitem__(step))
    return json.dumps(body).encode()


def wide(dice: random.Random, body: Any) -> bytes:
    many = {f"name {number}": number for number in range(dice.choice((100, 2_000)))}
    return json.dumps(_changed(dice, body, many)).encode()


def huge(dice: random.Random, body: Any) -> bytes:
    return json.dumps(_changed(dice, body, "x" * (1 << 20))).encode()


def bare(dice: random.Random, _: Any) -> bytes:
    return json.dumps(dice.choice((None, True, 0, 1.5, "", "x", [], {}, [[]], [{}], {"alerts": []}, [1, "a"]))).encode()


def another_encoding(dice: random.Random, body: Any) -> bytes:
    text = json.dumps(body)
    return dice.choice((gzip.compress(text.encode()), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()))


def another_sender(dice: random.Random, _: Any) -> bytes:
    return json.dumps(dice.choice(BODIES[dice.choice(sorted(BODIES))])).encode()


Kind = Callable[[random.Random, Any], bytes]
KINDS: tuple[Kind, ...] = (
    *(not_json, not_utf8, cut, damaged, ambiguous, deep, wide, bare, another_encoding, another_sender),
    *(unstorable, speaking, of_another_type, without_something) * 3,
)
RARE = huge  # a megabyte each: a few are enough


def _changed(dice: random.Random, body: Any, value: Any) -> Any:
    _change(dice, body, lambda around, step: around.__setitem__(step, value))
    return body


def _change(dice: random.Random, body: Any, change: Callable[[Any, Any], None]) -> None:
    places = list(places_in(body))
    if not places:
        return
    *inside, last = dice.choice(places)
    around = body
    for step in inside:
        around = around[step]
    change(around, last)
