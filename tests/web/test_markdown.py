"""Documents keep their form, and nothing in them acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.web.markdown import TAGS, as_html
from tests.web.asking import elements


def test_a_document_keeps_its_form() -> None:
    html = as_html(
        "# T\n\n- *a* and **b** `c`\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n> q\n\n[link](https://x.example)\n"
    )
    for part in (
        "<h1>T</h1>",
        "<li><em>a</em> and <strong>b</strong> <code>c</code></li>",
        "<th>x</th>",
        "<td>1</td>",
        "<blockquote>",
        '<a href="https://x.example" rel="noopener noreferrer">link</a>',
    ):
        assert part in html, part


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/pixel.png)",
        "<a href='https://x.example' onclick='alert(1)'>x</a>",
        '[x](https://x.example "onmouseover=alert(1)")',
        "<style>body{display:none}</style>",
        "```html\n<script>alert(1)</script>\n```",
        "<svg/onload=alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_that_acts_comes_through(text: str) -> None:
    assert harmless(as_html(text))


def harmless(html: str) -> bool:
    for tag, attributes in elements(html):
        assert tag in TAGS
        assert not attributes or tag == "a"
        assert set(attributes) <= {"href", "rel"}
        assert not str(attributes.get("href", "")).lower().strip().startswith(("javascript", "data", "vbscript"))
    return True


@given(
    st.lists(
        st.sampled_from(
            [*"<>&\"'()[]!`*_#|-\n \\/:=", "a", "script", "img src=x", "onerror=", "javascript:", "https://x.example"]
        )
    )
)
def test_whatever_is_written_nothing_that_acts_comes_out(pieces: list[str]) -> None:
    assert harmless(as_html("".join(pieces)))
