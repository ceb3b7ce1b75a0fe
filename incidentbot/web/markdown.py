"""Documents, rendered safely: what is not on the list of allowed tags does not come through."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

TAGS = {
    *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    *("em", "strong", "code", "pre", "blockquote", "a", "hr", "br"),
}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(text: str) -> str:
    return nh3.clean(
        _MARKDOWN.render(text), tags=TAGS, attributes={"a": {"href"}, "*": set()}, link_rel="noopener noreferrer"
    )
