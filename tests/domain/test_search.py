"""What is looked for, and where it stands in a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.search import (
    LONGEST_QUERY,
    LONGEST_WORD,
    MOST_TERMS,
    MOST_WORDS,
    SNIPPET,
    Part,
    Term,
    marked,
    says_any,
    terms,
    words,
)


def bold(query: str, text: str, width: int = SNIPPET) -> str:
    """The parts as they would be shown, what was found in brackets."""
    return " ".join(f"[{part.text}]" if part.is_found else part.text for part in marked(terms(query), text, width))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Redis: pool is FULL!", ["redis", "pool", "is", "full"]),
        ("Déjà-vu T-12", ["deja", "vu", "t", "12"]),
        ("snake_case and db01.acme.example", ["snake", "case", "and", "db01", "acme", "example"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ﬁle ½", ["file", "1", "2"]),
        ("東京 down", ["東", "京", "down"]),
        ("x̌y and Žižka", ["xy", "and", "zizka"]),
        ("\x00 \ud800 — …", []),
        ("a" * 100, ["a" * LONGEST_WORD]),
    ],
)
def test_the_words_of_a_text(text: str, said: list[str]) -> None:
    assert words(text) == said


def test_a_long_text_is_known_by_its_beginning() -> None:
    assert len(words("a " * 100_000)) == MOST_WORDS


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("redis pool", [Term(("redis",)), Term(("pool",))]),
        ('redis "pool is full"', [Term(("redis",)), Term(("pool", "is", "full"))]),
        ("“pool is full”", [Term(("pool", "is", "full"))]),
        ('"pool is ful"*', [Term(("pool", "is", "ful"), is_prefix=True)]),
        ('"never closed', [Term(("never", "closed"))]),
        ("time*", [Term(("time",), is_prefix=True)]),
        ("t*", [Term(("t",))]),
        ("T-12", [Term(("t", "12"))]),
        ("db-conn*", [Term(("db", "conn"), is_prefix=True)]),
        ("redis redis", [Term(("redis",))]),
        ("* ** - \" '", []),
        ("", []),
        ("AND OR NOT NEAR", [Term(("and",)), Term(("or",)), Term(("not",)), Term(("near",))]),
    ],
)
def test_what_is_looked_for(query: str, wanted: list[Term]) -> None:
    assert list(terms(query)) == wanted


@given(st.text(max_size=2 * LONGEST_QUERY))
def test_no_query_is_too_much(query: str) -> None:
    wanted = terms(query)
    assert len(wanted) <= MOST_TERMS
    said = [word for term in wanted for word in term.words]
    assert all(0 < len(word) <= LONGEST_WORD for word in said)
    assert not set("".join(said)) & set(" \"'\\:*&|!()<>\x00"), "and nothing that a database would read as its own"


@given(st.text(max_size=300), st.text(max_size=600), st.integers(5, 200))
def test_whatever_is_shown_keeps_to_its_width_and_is_marked_only_where_it_answers(
    query: str, text: str, width: int
) -> None:
    wanted = terms(query)
    parts = marked(wanted, text, width)
    assert len(" ".join(part.text for part in parts)) <= width + 2, "and an ellipsis at each end"
    assert says_any(wanted, text) or not any(part.is_found for part in parts)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("pool", "The Redis pool is full", "The Redis [pool] is full"),
        ('"pool is full"', "a pool; the pool is\nfull today", "a pool; the [pool is full] today"),
        ("time*", "a timeout, in time", "a [timeout,] in [time]"),
        ("deja", "Déjà-vu again", "[Déjà-vu] again"),
        ("zizka", "Jan Z\u030ciz\u030cka", "Jan [Žižka]"),
        ("redis pool", "pool of redis", "[pool] of [redis]"),
        ("absent", "nothing of it", "nothing of it"),
        ("x", "", ""),
    ],
)
def test_the_words_that_were_found_are_marked(query: str, text: str, shown: str) -> None:
    assert bold(query, text) == shown


def test_the_part_around_what_was_found_is_shown() -> None:
    text = "first " * 50 + "the needle lies here " + "last " * 50
    shown = bold("needle", text, width=60)
    assert shown == "…first first first first first the [needle] lies here last last…"


def test_a_phrase_is_shown_where_it_stands_and_not_where_one_of_its_words_does() -> None:
    text = "is it? " + "x " * 100 + "the pool is full " + "y " * 100
    assert "[pool is full]" in bold('"pool is full"', text)


def test_parts_that_follow_one_another_alternate() -> None:
    assert marked(terms("a c"), "a b c") == (Part("a", True), Part("b", False), Part("c", True))


@pytest.mark.parametrize("text", ["a " * 50_000, "a" + "\u0301\u0316" * 50_000, "\ufdfa" * 50_000, "東" * 50_000])
def test_a_hostile_text_costs_no_more_than_a_long_one(text: str) -> None:
    started = time.process_time()
    marked(terms('"a a a a a a a b" "a b"'), text)
    assert time.process_time() - started < 0.6
