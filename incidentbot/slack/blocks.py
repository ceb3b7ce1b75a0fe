"""Blocks: from the shorthand of a template to Block Kit, by one table. Too many of something become several blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentbot.slack import limits
from incidentbot.slack.elements import ACCESSORY, ACTIONS, CONTEXT, INPUT, element, taken_apart
from incidentbot.slack.filling import Filling
from incidentbot.slack.slots import Json, Slot, exact, filled, optional_plain, plain, plain_text, raw
from incidentbot.words.text import EMPTY

_ID: dict[str, Slot] = {"id": exact("block_id", limits.BLOCK_ID)}
PREVIOUS, NEXT = "previous", "next"


@dataclass(frozen=True)
class Block:
    build: Callable[[Filling, Any, Json], list[Json]]
    options: dict[str, Slot]


def mrkdwn(filling: Filling, spec: object, limit: int) -> Json:
    # verbatim: otherwise Slack itself makes links and mentions of words such as "@channel" or "#general".
    return {"type": "mrkdwn", "text": filling.mrkdwn(spec, limit), "verbatim": True}


def blocks(filling: Filling, specs: object) -> list[Json]:
    """All blocks of a template; one with nothing in it is left out."""
    if specs is not None and not isinstance(specs, list):
        raise filling.wrong("blocks is a list")
    built: list[Json] = []
    for n, spec in enumerate(specs or (), start=1):
        filling.place = f"block {n}"
        kind, main, given = taken_apart(filling, spec)
        if kind not in BLOCKS:
            raise filling.wrong(f"there is no block {kind!r}; there are {', '.join(BLOCKS)}")
        filling.place = f"block {n} ({kind})"
        block = BLOCKS[kind]
        built += block.build(filling, main, filled(filling, block.options, given, kind))
    filling.place = ""
    _refuse_doubles(filling, "block_id", built)
    return built


def _header(filling: Filling, main: object, given: Json) -> list[Json]:
    return [{"type": "header"} | plain("text", limits.HEADER_TEXT)(filling, main) | given]


def _section(filling: Filling, main: object, given: Json) -> list[Json]:
    return [{"type": "section", "text": mrkdwn(filling, main, limits.SECTION_TEXT)} | given]


def _fields(filling: Filling, main: object, given: Json) -> list[Json]:
    fields = [mrkdwn(filling, field, limits.FIELD_TEXT) for field in filling.several(main)]
    return _spread(fields, limits.FIELDS, "section", "fields", given)


def _context(filling: Filling, main: object, given: Json) -> list[Json]:
    specs = main if isinstance(main, list) else [main]
    said = [
        element(filling, spec, CONTEXT) if isinstance(spec, dict) else mrkdwn(filling, spec, limits.CONTEXT_TEXT)
        for spec in specs
    ]
    return _spread([one for one in said if one], limits.CONTEXT_ELEMENTS, "context", "elements", given)


def _divider(_filling: Filling, _main: object, given: Json) -> list[Json]:
    return [{"type": "divider"} | given]


def _actions(filling: Filling, main: object, given: Json) -> list[Json]:
    found = [one for spec in filling.several(main) if (one := element(filling, spec, ACTIONS))]
    _refuse_doubles(filling, "action_id", found)
    return _spread(found, limits.ACTIONS_ELEMENTS, "actions", "elements", given)


def _input(filling: Filling, main: object, given: Json) -> list[Json]:
    """A field without an action takes the block's id, so that its answer is found at state.values[id][id]."""
    if "element" not in given:
        raise filling.wrong("an input is written input, id, element")
    if given["element"] is None:
        return []  # a menu without options: there is nothing to answer
    given["element"] = {"action_id": given.pop("action_id", given.get("block_id"))} | given["element"]
    if not given["element"]["action_id"]:
        raise filling.wrong("an input needs an id or an action, by which its answer is found")
    return [{"type": "input"} | plain("label", limits.INPUT_LABEL)(filling, main) | given]


def _image(filling: Filling, main: object, given: Json) -> list[Json]:
    address = filling.url(main, limits.IMAGE_URL)
    alt = filling.plain(given.pop("alt", None), limits.IMAGE_ALT) or EMPTY
    return [{"type": "image", "image_url": address, "alt_text": alt} | given] if address else []


def _pager(filling: Filling, main: object, given: Json) -> list[Json]:
    """Previous, Next and "Page 2 of 5". A button's value is `<value>:<page it leads to>`: see page_wanted()."""
    page, pages = given.get("page", 1), given.get("pages", 1)
    if pages <= 1:
        return []
    action, value = filling.exact(main, limits.ACTION_ID - 10), given.get("value", "")
    turns = [(PREVIOUS, "← Previous", page - 1), (NEXT, "Next →", page + 1)]
    buttons = [
        {"type": "button", "text": plain_text(text), "action_id": f"{action}_{name}", "value": f"{value}:{to}"}
        for name, text, to in turns
        if 1 <= to <= pages
    ]
    where = {"type": "context", "elements": [{"type": "mrkdwn", "text": f"Page {page} of {pages}", "verbatim": True}]}
    return [{"type": "actions", "elements": buttons}, where]


def page_wanted(value: str) -> tuple[str, int]:
    """What a pager's button carries: the value that the template gave, and the page to show."""
    given, _, page = value.rpartition(":")
    return given, int(page)


def _spread(items: Sequence[Json], most: int, block_type: str, key: str, given: Json) -> list[Json]:
    """Blocks of at most `most` items each; what was given for the block (its id) belongs to the first."""
    parts = [list(items[n : n + most]) for n in range(0, len(items), most)]
    return [{"type": block_type, key: part} | (given if n == 0 else {}) for n, part in enumerate(parts)]


def _refuse_doubles(filling: Filling, key: str, items: Sequence[Json]) -> None:
    ids = [item[key] for item in items if key in item]
    if doubles := {one for one in ids if ids.count(one) > 1}:
        raise filling.wrong(f"{key} {', '.join(sorted(doubles))} is used twice")


def _accessory(filling: Filling, spec: object) -> Json:
    return {"accessory": found} if (found := element(filling, spec, ACCESSORY)) else {}


def _field(filling: Filling, spec: object) -> Json:
    return {"element": element(filling, spec, INPUT)}


BLOCKS: Mapping[str, Block] = {
    "header": Block(_header, _ID),
    "section": Block(_section, _ID | {"accessory": _accessory, "expand": raw("expand", bool)}),
    "fields": Block(_fields, _ID),
    "context": Block(_context, _ID),
    "divider": Block(_divider, _ID),
    "actions": Block(_actions, _ID),
    "input": Block(
        _input,
        _ID
        | {
            "action": exact("action_id", limits.ACTION_ID),
            "element": _field,
            "hint": optional_plain("hint", limits.INPUT_HINT),
            "optional": raw("optional", bool),
            "dispatch": raw("dispatch_action", bool),
        },
    ),
    "image": Block(
        _image, _ID | {"alt": lambda _, spec: {"alt": spec}, "title": optional_plain("title", limits.IMAGE_TITLE)}
    ),
    "pager": Block(
        _pager,
        {
            "value": exact("value", limits.BUTTON_VALUE - 10),
            "page": raw("page", int),
            "pages": raw("pages", int),
        },
    ),
}
