"""Text is cut between characters as people see them, and loses what nobody can see."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.words.text import cleaned, cut, is_blank, one_line, shortened, units
from tests.words.hostile import texts

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "character",
    [
        FAMILY,
        ENGLAND,
        "🇨🇿",
        "👍🏽",
        "❤️",
        "e\u0301",
        "i\u0330\u0301\u0342",
        "각",
        "\u1112\u1161\u11ab",
        "क्षि",
        "ｶﾞ",
        "\u0e01\u0e33\u0e49",
    ],
)
def test_no_character_is_cut_inside(character: str) -> None:
    text = "ab" + character * 3
    ends = {len("ab" + character * n) for n in range(4)}
    for limit in range(2, units(text)):
        assert len(cut(text, limit)) in ends


def test_a_tower_of_accents_may_be_cut_so_that_something_is_left() -> None:
    assert units(cut("a" + "\u0301" * 3000, 150)) == 150


@given(texts, st.integers(1, 200))
def test_a_shortened_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    text = cleaned(text)
    short = shortened(text, limit)
    assert units(short) <= limit
    assert text.startswith(short.removesuffix("…").rstrip())


@given(texts)
def test_cleaned_text_has_only_what_can_be_seen(text: str) -> None:
    clean = cleaned(text)
    assert not [ch for ch in clean if unicodedata.category(ch) in ("Cc", "Cs") and ch not in "\n\t"]
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ue000\ue001")
    assert cleaned(clean) == clean
    assert "\n" not in one_line(clean)


def test_what_people_write_is_kept() -> None:
    for text in [FAMILY, ENGLAND, "障害 発生", "שלום", "Ω≈ç√", "a\tb\nc"]:
        assert cleaned(text) == text


def test_an_attack_of_blanks_does_not_take_time() -> None:
    assert one_line(" " * 1_000_000 + "a" + "\t\n " * 300_000 + "b") == "a b"


def test_nothing_to_see() -> None:
    assert [is_blank(text) for text in (" \u200b\u2060\u3000", "", " . ")] == [True, True, False]
