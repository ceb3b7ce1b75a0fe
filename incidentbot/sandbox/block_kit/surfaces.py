"""Whole messages and whole views."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from incidentbot.sandbox.block_kit.blocks import IN_MESSAGE, IN_VIEW, allowed
from incidentbot.sandbox.block_kit.checks import Check, Problems, Shape, boolean, items, one_of, problem, size, string
from incidentbot.sandbox.block_kit.objects import MOST_OPTIONS, OPTION_GROUP, PLAIN_OPTION, plain_text

LONGEST_TEXT, LONGEST_UPDATED_TEXT, LARGEST_VIEW, LONGEST_MARKDOWN = 40_000, 4_000, 250_000, 12_000

MESSAGE_BLOCKS = items(allowed(IN_MESSAGE, "in a message"), 50, least=0)
MODAL_BLOCKS = items(allowed(IN_VIEW, "in a modal"), 100, least=0)
HOME_BLOCKS = items(allowed(IN_VIEW, "on App Home"), 100, least=0)

NAMES: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}

OFFERED = Shape(
    may={
        "options": items(PLAIN_OPTION, MOST_OPTIONS, least=0),
        "option_groups": items(OPTION_GROUP, MOST_OPTIONS, least=0),
    }
)


def _submit_for_inputs(view: Any, at: str) -> Problems:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield problem(at, "a modal with an input needs submit")


VIEWS: dict[str, Check] = {
    "modal": Shape(
        must={"type": one_of("modal"), "title": plain_text(24), "blocks": MODAL_BLOCKS},
        may=NAMES
        | {
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
        },
        rules=(_submit_for_inputs,),
    ),
    "home": Shape(must={"type": one_of("home"), "blocks": HOME_BLOCKS}, may=NAMES),
}


def message_problems(text: str | None, blocks: list[Any] | None, *, updating: bool = False) -> list[str]:
    """Everything that Slack would refuse of this message, cut off, or ask not to do."""
    return [*_text_problems(text or "", bool(blocks), updating), *block_problems(blocks or [])]


def block_problems(blocks: Any) -> list[str]:
    """What Slack refuses of a message's blocks."""
    found = list(MESSAGE_BLOCKS(blocks, "/blocks"))
    return found or [*_repeated_names(blocks), *_counted(blocks)]


def view_problems(view: Any) -> list[str]:
    """What Slack refuses of a modal or of App Home."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in VIEWS:
        return [problem("/type", "a view must be of type modal or home")]
    found = list(VIEWS[kind](view, ""))
    if not found:
        found = [*_repeated_names(view["blocks"]), *_focused_twice(view["blocks"])]
    if len(json.dumps(view)) > LARGEST_VIEW:
        found.append(problem("", f"a view must be smaller than {LARGEST_VIEW} bytes"))
    return found


def option_problems(answer: Any) -> list[str]:
    """What Slack refuses of an answer to a search in an external select."""
    return list(OFFERED(answer, ""))


def _text_problems(text: str, has_blocks: bool, updating: bool) -> Iterator[str]:
    most = LONGEST_UPDATED_TEXT if updating else LONGEST_TEXT
    if size(text) > most:
        yield problem("/text", f"must be at most {most} characters, and has {size(text)}")
    if not text:
        yield problem("/text", "blocks need a top-level text too" if has_blocks else "there is nothing to say")


def _repeated_names(blocks: list[Any]) -> Iterator[str]:
    for name in _more_than_once(block.get("block_id") for block in blocks):
        yield problem("/blocks", f"block_id {name!r} is used more than once")
    for number, block in enumerate(blocks):
        for name in _more_than_once(element.get("action_id") for element in _elements(block)):
            yield problem(f"/blocks/{number}", f"action_id {name!r} is used more than once")


def _focused_twice(blocks: list[Any]) -> Iterator[str]:
    if sum(bool(element.get("focus_on_load")) for block in blocks for element in _elements(block)) > 1:
        yield problem("/blocks", "focus_on_load may be set once")


def _counted(blocks: list[Any]) -> Iterator[str]:
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield problem("/blocks", "a message may have one table")
    if sum(size(block["text"]) for block in blocks if block["type"] == "markdown") > LONGEST_MARKDOWN:
        yield problem("/blocks", f"all markdown blocks together may have {LONGEST_MARKDOWN} characters")


def _elements(block: Any) -> list[Any]:
    if block["type"] in ("actions", "context_actions"):
        found: list[Any] = block["elements"]
        return found
    return [block[name] for name in ("accessory", "element") if name in block]


def _more_than_once(names: Iterable[str | None]) -> list[str]:
    return [name for name, times in Counter(n for n in names if n).items() if times > 1]
