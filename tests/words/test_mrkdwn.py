"""In Slack a value can neither mention, nor link, nor change how what stands around it looks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.words.mrkdwn import escaped, inline, outside_atoms, prose, safe_url
from incidentbot.words.text import cut
from tests.words.hostile import texts


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold* _it_ ~no~ `x`", "∗bold∗ ˍitˍ ∼no∼ ˋxˋ"),
        ("http_errors[5m] * 100 = 2*3", "http_errors[5m] * 100 = 2*3"),
        ("one\n> two", "one &gt; two"),
        ("> quote", "\u2060&gt; quote"),
        ("a & b", "a &amp; b"),
        ("障害 発生", "障害 発生"),
    ],
)
def test_a_value_says_itself_and_does_nothing(value: str, said: str) -> None:
    assert inline(value) == said


@given(texts)
def test_no_value_formats_links_or_mentions(value: str) -> None:
    said = inline(value)
    assert not set(said) & set("<>`\n")
    assert not said.startswith("&gt;")
    for marker in re.finditer(r"[*_~]+", said):
        around = said[marker.start() - 1 : marker.start()], said[marker.end() : marker.end() + 1]
        assert all(one.isalnum() for one in around) or all(one.isspace() for one in around)


@given(texts)
def test_prose_links_only_to_what_it_shows(value: str) -> None:
    without_links = re.sub(r"<https?://[^<>|\s]+>", "", prose(value))
    assert not set(without_links) & set("<>")


@given(texts, st.integers(1, 120))
def test_a_cut_leaves_no_half_entity_and_no_half_link(value: str, limit: int) -> None:
    text = f"<@U01ALICE> {escaped(value)} <https://a.example|b> {escaped(value)}"
    short = cut(text, limit, outside_atoms)
    assert "<" not in re.sub(r"<@U01ALICE>|<https://a.example\|b>", "", short)
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", short)


NOWHERE = [
    *["", " \x00", "/etc", "a.example", "javascript:alert(1)", "data:text/html,x", "file:///x", "ftp://a.example"],
    *["https://", "https:/a.example", "https:///a", "https://[a", "https://a.example:port", "mailto:a"],
    *["https://a|b.example", "https://a b.example", "https://a\u200bb.example", "https://\xa0"],
]


@pytest.mark.parametrize("url", NOWHERE)
def test_where_nobody_should_be_led(url: str) -> None:
    assert safe_url(url) is None


def test_an_address_is_kept_and_made_harmless() -> None:
    assert safe_url("HTTPS://a.example/x y|z>?q=ü&r=%20") == "HTTPS://a.example/x%20y%7Cz%3E?q=ü&r=%20"
