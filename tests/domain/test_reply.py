"""What a text message means; a guess could silence a page, so what is not plain means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.domain.reply import Meant, Verb, meant


@pytest.mark.parametrize(
    ("text", "verb", "code"),
    [
        ("4812", Verb.ACKNOWLEDGE, "4812"),
        (" 4812. ", Verb.ACKNOWLEDGE, "4812"),
        ("4 4812", Verb.ACKNOWLEDGE, "4812"),
        ("Ack 4812!", Verb.ACKNOWLEDGE, "4812"),
        ("4812 ok", Verb.ACKNOWLEDGE, "4812"),
        ("123456", Verb.ACKNOWLEDGE, "123456"),
        ("ok", Verb.ACKNOWLEDGE, ""),
        ("4", Verb.ACKNOWLEDGE, ""),
        ("On it", Verb.ACKNOWLEDGE, ""),
        ("6 4812", Verb.ESCALATE, "4812"),
        ("escalate 4812", Verb.ESCALATE, "4812"),
        ("6", Verb.ESCALATE, ""),
        ("Stop.", Verb.STOP, ""),
        ("STOP ALL", Verb.STOP, ""),
        ("start", Verb.START, ""),
        ("help", Verb.HELP, ""),
        ("?", Verb.HELP, ""),
    ],
)
def test_these_are_plain(text: str, verb: Verb, code: str) -> None:
    assert meant(text) == Meant(verb, code)


@pytest.mark.parametrize(
    "text", ["", "  ", "!", "not ok", "4812 4813", "don't stop", "who is this", "5", "48", "1234567", "٤٨١٢", "\x00"]
)
def test_these_are_not(text: str) -> None:
    assert meant(text) is None


@given(st.text(max_size=2000))
def test_nothing_makes_it_fail(text: str) -> None:
    meant(text)
