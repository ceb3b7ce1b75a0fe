"""mrkdwn on the page: what is formatted, what is not, and that text never becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from incidentbot.sandbox import start

pytestmark = pytest.mark.browser

# Draws a text, then runs `read` over the place where it stands.
DRAW = """async ([text, read]) => {
  const { mrkdwn } = await import("/page/js/mrkdwn.js");
  const { reader } = await import("/page/js/reader.js");
  const place = document.createElement("div");
  place.append(...mrkdwn(text, { ...reader, zone: () => "Europe/Prague" }));
  return eval(read)(place);
}"""

# What matters of it as HTML: no layout, no names for the style sheet.
PLAINLY = """(place) => {
  for (const node of place.querySelectorAll("span")) node.replaceWith(...node.childNodes);
  for (const node of place.querySelectorAll("*"))
    for (const name of ["class", "title", "type", "datetime"]) node.removeAttribute(name);
  return place.innerHTML;
}"""
TAGS = "(place) => [...place.querySelectorAll('*')].map((node) => node.localName)"
ADDRESSES = "(place) => [...place.querySelectorAll('[href]')].map((node) => new URL(node.href).protocol)"


def drawn(page: Page, text: str, read: str) -> Any:
    return page.evaluate(DRAW, [text, read])


@pytest.fixture(scope="module")
def opened(chromium: Browser) -> Iterator[Page]:
    """One page for the whole table: nothing here changes it."""
    sandbox = start(port=0)
    page = chromium.new_page(bypass_csp=True)  # for the eval of the tests above
    page.goto(sandbox.url)
    page.wait_for_selector("[data-channel]")
    yield page
    page.close()
    sandbox.stop()


LINK = '<a href="https://acme.example/a_b_c" target="_blank" rel="noopener noreferrer">'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _italic_ ~gone~ `code`", "<b>bold</b> <i>italic</i> <s>gone</s> <code>code</code>"),
        ("*bold _and italic_*", "<b>bold <i>and italic</i></b>"),
        ("snake_case_name and 2*3*4 and a ~ b ~ c", "snake_case_name and 2*3*4 and a ~ b ~ c"),
        ("* not bold * and _ not italic _", "* not bold * and _ not italic _"),
        ("(*bold*), *bold*.", "(<b>bold</b>), <b>bold</b>."),
        ("`*not bold*` *`bold code`*", "<code>*not bold*</code> <b><code>bold code</code></b>"),
        ("<https://acme.example/a_b_c|the _page_>", f"{LINK}the _page_</a>"),
        ("*<https://acme.example/a_b_c>*", f"<b>{LINK}https://acme.example/a_b_c</a></b>"),
        ("&lt;b&gt;not a tag&lt;/b&gt; &amp;amp;", "&lt;b&gt;not a tag&lt;/b&gt; &amp;amp;"),
        ("<@U02BOB>, <@U99NOBODY|ghost>", "@bob, @ghost"),
        ("<#C01GENERAL> <#C99SECRET>", "<button>#general</button> #a private channel"),
        ("<!here> <!channel> <!subteam^S1|@oncall>", "@here @channel @oncall"),
        ("<!date^1772438400^{date_num} {time}|fallback>", "<time>2026-03-02 09:00</time>"),
        ("<!date^1772438400^{date_long} {nonsense}|2026-03-02>", "<time>2026-03-02</time>"),
        ("one\n> two\n> three\nfour", "one<blockquote>two\nthree</blockquote>four"),
        ("&gt; quoted", "<blockquote>quoted</blockquote>"),
        ("• one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("2. two\n3. three", '<ol start="2"><li>two</li><li>three</li></ol>'),
        ("see\n```\na *b* <https://x.example|c>\n```\nend", "see<pre><code>a *b* c</code></pre>end"),
        (":no_such_emoji: :constructor: at 10:30:15", ":no_such_emoji: :constructor: at 10:30:15"),
    ],
)
def test_mrkdwn_reads_as_in_slack(opened: Page, text: str, shown: str) -> None:
    assert drawn(opened, text, PLAINLY) == shown


@pytest.mark.parametrize("text", [":white_check_mark:", "✅", ":rotating_light: *now*", "⚠️ careful"])
def test_the_emoji_of_an_incident_are_drawn_not_left_to_the_fonts_of_the_machine(opened: Page, text: str) -> None:
    assert "svg" in drawn(opened, text, TAGS)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<javascript:alert(1)|press me>",
        "<data:text/html;base64,PHNjcmlwdD4=|press me>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "```<script>alert(1)</script>```",
        "`<svg onload=alert(1)>`",
        "<!date^1^{date}|<img src=x>>",
        "\ue0000\ue001 placeholders \ue0009\ue001",
        "*" * 2_000 + "_" * 2_000 + "`" * 2_000,
        "<" * 3_000,
        "*a " * 3_000,
    ],
)
def test_what_people_write_never_becomes_markup_that_runs(opened: Page, text: str) -> None:
    assert set(drawn(opened, text, TAGS)) <= {"span", "b", "i", "s", "code", "pre", "blockquote", "a", "time"}
    assert set(drawn(opened, text, ADDRESSES)) <= {"https:", "http:", "mailto:"}
