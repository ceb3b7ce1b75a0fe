"""What Slack would refuse, written down a second time and apart from the renderer, so that the two can disagree."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

PLAIN = {
    ("header", "text"): 150,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("image", "title"): 2000,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
}
STRINGS = {
    "block_id": 255,
    "action_id": 255,
    "url": 3000,
    "image_url": 3000,
    "alt_text": 2000,
    "accessibility_label": 75,
    "initial_value": 3000,
    "private_metadata": 3000,
    "callback_id": 255,
    "external_id": 255,
}
COUNTS = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("static_select", "options"): 100,
    ("static_select", "option_groups"): 100,
    ("multi_static_select", "options"): 100,
    ("overflow", "options"): 5,
    ("radio_buttons", "options"): 10,
    ("checkboxes", "options"): 10,
    ("group", "options"): 100,
}
NEEDS_OPTIONS = {"static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes"}


def length(text: str) -> int:
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def problems_of_message(text: str, blocks: list[Json]) -> list[str]:
    found = [*_of_text("text", text, 3000), *_of_blocks(blocks, 50)]
    return found + [f"an input in a message: {block}" for block in blocks if block["type"] == "input"]


def problems_of_view(view: Json) -> list[str]:
    size = len(json.dumps(view))
    inputs = any(block["type"] == "input" for block in view["blocks"])
    return [
        *_of_thing(view["type"], {key: value for key, value in view.items() if key != "blocks"}),
        *_of_blocks(view["blocks"], 100),
        *([f"{size} bytes"] if size > 250_000 else []),
        *(["inputs without submit"] if inputs and view["type"] == "modal" and "submit" not in view else []),
    ]


def mrkdwn_texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for item in thing:
            yield from mrkdwn_texts(item)
    elif isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for value in thing.values():
            yield from mrkdwn_texts(value)


def _of_blocks(blocks: list[Json], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield f"block_id twice: {ids}"
    for block in blocks:
        yield from _of_thing(block["type"], block)
        actions = [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        if len(actions) != len(set(actions)):
            yield f"action_id twice: {actions}"
        if block["type"] in ("context", "actions") and not block["elements"]:
            yield f"nothing in {block}"
        if block["type"] == "section" and not ("text" in block or block.get("fields")):
            yield f"nothing in {block}"


def _of_thing(kind: str, thing: Json) -> Iterator[str]:
    if kind in NEEDS_OPTIONS and not (thing.get("options") or thing.get("option_groups")):
        yield f"{kind} without options"
    yield from _of_initial(thing)
    for key, value in thing.items():
        if key in STRINGS:
            yield from _of_text(f"{kind}.{key}", value, STRINGS[key])
        if key == "value":
            yield from _of_text(f"{kind}.value", value, 75 if kind == "option" else 2000)
        if (kind, key) in PLAIN and (value["type"] != "plain_text" or "\n" in value["text"]):
            yield f"{kind}.{key} is not one plain line: {value}"
        if isinstance(value, dict) and "text" in value and isinstance(value["text"], str):
            yield from _of_text_object(kind, key, value)
        elif isinstance(value, dict):
            yield from _of_thing(
                {"confirm": "confirm", "initial_option": "option"}.get(key, value.get("type", key)), value
            )
        if isinstance(value, list):
            yield from _of_list(kind, key, value)


def _of_list(kind: str, key: str, items: list[Any]) -> Iterator[str]:
    if not items:
        yield f"{kind}.{key} is empty"
    if len(items) > COUNTS.get((kind, key), 10_000):
        yield f"{len(items)} {kind}.{key}"
    for item in items:
        if key == "fields" or (kind == "context" and item["type"] == "mrkdwn"):
            yield from _of_text_object(kind, key, item)
        elif isinstance(item, dict):
            names = {"options": "option", "initial_options": "option", "option_groups": "group"}
            yield from _of_thing(names.get(key) or item["type"], item)


def _of_initial(thing: Json) -> Iterator[str]:
    offered = [*thing.get("options", []), *(o for group in thing.get("option_groups", []) for o in group["options"])]
    for chosen in [*thing.get("initial_options", []), *filter(None, [thing.get("initial_option")])]:
        if offered and chosen not in offered:
            yield f"{chosen} is not offered"
    if length(thing.get("initial_value", "")) > int(thing.get("max_length", 3000)):
        yield f"initial text longer than {thing['max_length']}"


def _of_text_object(kind: str, key: str, text: Json) -> Iterator[str]:
    if set(text) != {"type", "text"} | ({"verbatim"} if text["type"] == "mrkdwn" else {"emoji"}):
        yield f"{kind}.{key} has {sorted(text)}"
    if text["type"] == "mrkdwn" and text["verbatim"] is not True:
        yield f"{kind}.{key} lets Slack make mentions"
    limit = {"fields": 2000, "placeholder": 150}.get(key) or PLAIN.get((kind, key), 3000)
    yield from _of_text(f"{kind}.{key}", text["text"], limit)


def _of_text(where: str, text: str, limit: int) -> Iterator[str]:
    if not text.strip():
        yield f"{where} is empty"
    if length(text) > limit:
        yield f"{where} has {length(text)} characters of {limit}"
    if any(ch in text for ch in "\x00\x07\x1b\r\u202e\u2066\ufeff\ue000\ue001") or not _is_unicode(text):
        yield f"{where} has characters that nobody can see: {text[:100]!r}"


def _is_unicode(text: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)
