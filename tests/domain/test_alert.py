"""What arrives from outside is made safe once, and keys that differed still do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.alert import (
    LONGEST_DESCRIPTION,
    LONGEST_KEY,
    LONGEST_TITLE,
    LONGEST_URL,
    LONGEST_VALUE,
    LONGEST_WORD,
    MOST_LABELS,
    MOST_LINKS,
    UNTITLED,
    Alert,
    AlertLink,
    AlertState,
    as_line,
    as_text,
    flat,
    key_of,
)
from tests.world import MONDAY

HALF_A_PAIR = "\ud800"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def arrives(**said: Any) -> Alert:
    return Alert.from_outside(**{"key": "k", "state": AlertState.FIRING, "title": "It hurts", **said})


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("  disk \n full\t ", "disk full"),
        (None, UNTITLED),
        (" \n", UNTITLED),
        (["disk", 7], '["disk",7]'),
        (7, "7"),
        ("a\0b" + HALF_A_PAIR, "ab"),
        ("x" * 2000, "x" * (LONGEST_TITLE - 1) + "…"),
    ],
)
def test_a_title_is_one_line_that_can_be_kept(said: object, title: str) -> None:
    assert arrives(title=said).title == title


@pytest.mark.parametrize(
    ("said", "word"), [("CRITICAL", "critical"), (" Not Classified ", "not_classified"), ("", None), (None, None)]
)
def test_a_severity_is_one_word_in_lower_case(said: object, word: str | None) -> None:
    assert arrives(severity=said).severity == word


def test_a_description_keeps_its_lines() -> None:
    assert arrives(description="\n one\n two \n").description == "one\n two"
    assert len(arrives(description="x" * 100_000).description) == LONGEST_DESCRIPTION


def test_an_end_belongs_to_what_has_ended() -> None:
    assert arrives(ended_at=MONDAY).ended_at is None
    assert arrives(ended_at=MONDAY, state=AlertState.RESOLVED).ended_at == MONDAY


def test_of_too_many_labels_those_that_answer_a_question_stay() -> None:
    many = {f"label{number}": "x" for number in range(200)} | {"service": "checkout", "env": "production"}
    kept = flat(many)
    assert len(kept) == MOST_LABELS
    assert (kept["service"], kept["env"]) == ("checkout", "production")


def test_labels_are_flat_and_the_empty_ones_are_left_out() -> None:
    assert flat({"a": {"b": [1, None]}, "c": "", "d": None, "": "x", "e": 0, "f": False, " g ": " h "}) == {
        "a": '{"b":[1,null]}',
        "e": "0",
        "f": "false",
        "g": "h",
    }


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://grafana.example/d/x?a=b c", "https://grafana.example/d/x?a=b%20c"),
        (" http://x.example ", "http://x.example"),
        ("javascript:alert(1)", None),
        ("//x.example", None),
        ("https://x.example/\nSet-Cookie: a", None),
        ("https://x.example/" + "y" * LONGEST_URL, None),
        ("", None),
    ],
)
def test_a_link_that_nobody_could_follow_is_left_out(url: str, kept: str | None) -> None:
    assert [link.url for link in arrives(links=[None, AlertLink("runbook", "Runbook", url)]).links] == [kept] * bool(
        kept
    )


def test_an_address_is_shown_once_and_always_has_a_name() -> None:
    links = [AlertLink("alert", label, f"https://x.example/{number % 30}") for number, label in enumerate([""] * 60)]
    found = arrives(links=[*links[:30], *(AlertLink("x", "later", link.url) for link in links)]).links
    assert len(found) == MOST_LINKS
    assert {link.label for link in found} == {"alert"}


# -- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("a",), "a"),
        (("a", 7, None), "a/7/"),
        (({"b": 1},), '{"b":1}'),
        (("ü🔥",), "ü🔥"),
    ],
)
def test_a_key_is_what_the_sender_says(parts: tuple[object, ...], key: str) -> None:
    assert key_of(*parts) == key
    assert arrives(key=parts).dedup_key == key


@given(st.lists(st.text(max_size=400), min_size=2, max_size=2, unique=True))
def test_keys_that_differed_still_do(two: list[str]) -> None:
    one, other = map(key_of, two)
    assert one != other


@pytest.mark.parametrize("said", ["x" * 300, "a\0", HALF_A_PAIR, ["deep"] * 500])
def test_a_key_that_cannot_be_kept_ends_with_its_hash_and_is_the_same_every_time(said: object) -> None:
    assert key_of(said) == key_of(said)
    assert len(key_of(said)) <= LONGEST_KEY
    assert key_of(said)[-65] == "#"


def test_what_is_too_large_to_write_is_said_to_be() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert as_text(deep) == "(too large to show)"
    assert as_text(10**5000) == "(too large to show)"


@given(JSON, JSON, JSON, st.dictionaries(st.text(max_size=4), JSON, max_size=5))
def test_whatever_a_json_carries_is_an_alert_that_can_be_kept(
    key: Any, title: Any, severity: Any, labels: dict[str, Any]
) -> None:
    found = arrives(key=key, title=title, severity=severity, labels=labels, extra=labels, rule=title)
    texts = [found.dedup_key, found.title, found.severity or "", found.rule, *found.labels, *found.labels.values()]
    assert all("\0" not in text and text.encode() for text in texts if text)
    assert len(found.dedup_key) <= LONGEST_KEY
    assert 0 < len(found.title) <= LONGEST_TITLE
    assert len(found.severity or "") <= LONGEST_WORD
    assert all(len(name) <= LONGEST_WORD and len(value) <= LONGEST_VALUE for name, value in found.labels.items())
    assert json.dumps(dict(found.labels))
    assert as_line(title) == " ".join(as_line(title).split())
