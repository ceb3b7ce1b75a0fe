"""The blocks, and on which surface each is allowed."""

from __future__ import annotations

from typing import Any

from incidentbot.sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    exactly_one,
    items,
    one_of,
    problem,
    string,
)
from incidentbot.sandbox.block_kit.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION, NAMED, only
from incidentbot.sandbox.block_kit.objects import SLACK_FILE, any_text, plain_text

BLOCK: dict[str, Check] = {"type": anything, "block_id": string(255)}
RICH_TEXT = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")


def _something_to_show(value: Any, at: str) -> Problems:
    if "text" not in value and "fields" not in value:
        yield problem(at, "a section needs text or fields")


def _context_part(value: Any, at: str) -> Problems:
    is_image = isinstance(value, dict) and value.get("type") == "image"
    yield from (ELEMENTS["image"] if is_image else any_text(3000))(value, at)


def _rich_text_part(value: Any, at: str) -> Problems:
    if not isinstance(value, dict) or value.get("type") not in RICH_TEXT:
        yield problem(at, f"must be one of {', '.join(RICH_TEXT)}")
    elif not isinstance(value.get("elements"), list):
        yield problem(at, "missing required field: elements")


RICH_TEXT_BLOCK = Shape(must={"elements": items(_rich_text_part, 1_000)}, may=BLOCK)
TABLE_CELL = by_type(
    {
        "raw_text": Shape(must={"type": one_of("raw_text"), "text": string(3000)}),
        "rich_text": RICH_TEXT_BLOCK,
    },
    "in a table",
)
FEEDBACK = Shape(
    must={"text": plain_text(75), "value": string(2000)},
    may={"accessibility_label": string(75)},
)
CONTEXT_ACTIONS = by_type(
    {
        "feedback_buttons": Shape(must={"positive_button": FEEDBACK, "negative_button": FEEDBACK}, may=NAMED),
        "icon_button": Shape(must={"icon": string(75), "text": plain_text(75)}, may=NAMED | {"value": string(2000)}),
    },
    "in context_actions",
)

BLOCKS: dict[str, Check] = {
    "section": Shape(
        may=BLOCK
        | {
            "text": any_text(3000),
            "fields": items(any_text(2000), 10),
            "accessory": by_type(only(IN_SECTION), "in a section"),
            "expand": boolean,
        },
        rules=(_something_to_show,),
    ),
    "header": Shape(must={"text": plain_text(150)}, may=BLOCK),
    "divider": Shape(may=BLOCK),
    "context": Shape(must={"elements": items(_context_part, 10)}, may=BLOCK),
    "actions": Shape(must={"elements": items(by_type(only(IN_ACTIONS), "in actions"), 25)}, may=BLOCK),
    "input": Shape(
        must={"label": plain_text(2000), "element": by_type(only(IN_INPUT), "in an input")},
        may=BLOCK | {"dispatch_action": boolean, "hint": plain_text(2000), "optional": boolean},
    ),
    "image": Shape(
        must={"alt_text": string(2000)},
        may=BLOCK | {"image_url": string(3000), "slack_file": SLACK_FILE, "title": plain_text(2000)},
        rules=(exactly_one("image_url", "slack_file"),),
    ),
    "rich_text": RICH_TEXT_BLOCK,
    "markdown": Shape(must={"text": string(12_000)}, may=BLOCK),
    "table": Shape(
        must={"rows": items(items(TABLE_CELL, 20), 100)}, may=BLOCK | {"column_settings": items(anything, 20)}
    ),
    "context_actions": Shape(must={"elements": items(CONTEXT_ACTIONS, 5)}, may=BLOCK),
    "video": Shape(
        must={
            "alt_text": string(2000),
            "title": plain_text(199),
            "video_url": string(3000),
            "thumbnail_url": string(3000),
        },
        may=BLOCK
        | {
            "author_name": string(50),
            "description": plain_text(199),
            "provider_icon_url": string(3000),
            "provider_name": string(50),
            "title_url": string(3000),
        },
    ),
}

EVERYWHERE = ("section", "header", "divider", "context", "actions", "image", "rich_text", "video")
# An input belongs into a form: in a message nothing would ever submit it.
IN_MESSAGE = (*EVERYWHERE, "markdown", "table", "context_actions")
IN_VIEW = (*EVERYWHERE, "input")


def allowed(kinds: tuple[str, ...], where: str) -> Check:
    return by_type({kind: BLOCKS[kind] for kind in kinds}, where)
