"""In a document a value stays text, wherever the template puts it."""

import re
from html import unescape

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt

from incidentbot.words.markdown import inline, prose
from incidentbot.words.text import cleaned, one_line
from tests.words.hostile import texts

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

PLACES = {
    "{}": ["p"],
    "# {}": ["h1"],
    "- {}\n- x": ["ul", "li", "li"],
    "1. {}": ["ol", "li"],
    "> {}": ["blockquote", "p"],
    "before {} after": ["p"],
    "{}[ours](https://a.example)": ["p", "a"],
    "before\n{}\nafter": ["p"],
    "| a | b |\n|---|---|\n| {} | x |": ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"],
}


@pytest.mark.parametrize("place", PLACES)
@given(value=texts)
@example(value="wow!")  # before a link of ours it would make a picture of it
@example(value="1.")
@example(value="a |")
def test_a_value_stays_text(place: str, value: str) -> None:
    said = inline(value)
    html = READER.render(place.format(said))
    if said:  # an empty item or heading is another shape, made by nobody
        assert re.findall(r"<([a-z0-9]+)", html) == PLACES[place]
        assert one_line(cleaned(value)) in unescape(re.sub(r"<[^>]*>", "", html))


@given(texts)
def test_prose_is_paragraphs_and_line_breaks_only(value: str) -> None:
    assert set(re.findall(r"<([a-z0-9]+)", READER.render(prose(value)))) <= {"p", "br"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Checkout is down since 08:00 (EU)", "Checkout is down since 08:00 (EU)"),
        ("http_errors_total > 5%", "http_errors_total &gt; 5%"),
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("a | b", "a \\| b"),
        ("![x](https://a.example)", "!\\[x\\](https\\://a.example)"),
        ("see www.a.example", "see www\\.a.example"),
        ("障害 — 発生", "障害 — 発生"),
    ],
)
def test_it_still_reads_well(value: str, said: str) -> None:
    assert inline(value) == said


def test_prose_keeps_the_writers_lines() -> None:
    assert prose("one\ntwo\n\n# three") == "one  \ntwo\n\n\\# three"
