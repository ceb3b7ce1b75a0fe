"""Interactive elements inside blocks: finding them, naming them, and the value that each kind carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from incidentbot.sandbox.wire import Json, opaque


@dataclass(frozen=True)
class Value:
    """Under which key an element's value travels, which key of the element presets it, and what it is made of."""

    key: str
    initial: str
    kind: type = str
    several: bool = False

    @property
    def nothing(self) -> Any:
        return [] if self.several else None

    def sound(self, given: Any) -> Any:
        """What was entered, or nothing where it is not made of what it should be."""
        if self.several:
            return [one for one in given if isinstance(one, self.kind)] if isinstance(given, list) else []
        return given if isinstance(given, self.kind) and given != "" else None


VALUES = {
    "plain_text_input": Value("value", "initial_value"),
    "number_input": Value("value", "initial_value"),
    "email_text_input": Value("value", "initial_value"),
    "url_text_input": Value("value", "initial_value"),
    "rich_text_input": Value("rich_text_value", "initial_value", dict),
    "file_input": Value("files", "initial_files", several=True),
    "static_select": Value("selected_option", "initial_option", dict),
    "external_select": Value("selected_option", "initial_option", dict),
    "users_select": Value("selected_user", "initial_user"),
    "conversations_select": Value("selected_conversation", "initial_conversation"),
    "channels_select": Value("selected_channel", "initial_channel"),
    "multi_static_select": Value("selected_options", "initial_options", dict, several=True),
    "multi_external_select": Value("selected_options", "initial_options", dict, several=True),
    "multi_users_select": Value("selected_users", "initial_users", several=True),
    "multi_conversations_select": Value("selected_conversations", "initial_conversations", several=True),
    "multi_channels_select": Value("selected_channels", "initial_channels", several=True),
    "datepicker": Value("selected_date", "initial_date"),
    "timepicker": Value("selected_time", "initial_time"),
    "datetimepicker": Value("selected_date_time", "initial_date_time", int),
    "radio_buttons": Value("selected_option", "initial_option", dict),
    "checkboxes": Value("selected_options", "initial_options", dict, several=True),
}


def elements_of(block: Json) -> list[Json]:
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    accessory = block.get("accessory")
    return [accessory] if accessory and accessory["type"] != "image" else []


def all_elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and every interactive element has a name, as Slack gives them."""
    return [_named(block) for block in blocks]


def find_element(blocks: Iterable[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    return next(
        ((b, e) for b, e in all_elements(blocks) if b["block_id"] == block_id and e["action_id"] == action_id),
        None,
    )


def options_of(element: Json) -> list[Json]:
    grouped = (option for group in element.get("option_groups") or () for option in group["options"])
    return [*(element.get("options") or ()), *grouped]


def chosen(element: Json, given: Json) -> Json:
    """What the person entered, in Slack's words: options are written out in full from their values."""
    value = VALUES[element["type"]]
    entered = value.sound(given.get(value.key))
    if value.kind is dict and value.several:
        entered = [_in_full(element, option) for option in entered]
    elif value.key == "selected_option" and entered:
        entered = _in_full(element, entered)
    return {"type": element["type"], value.key: entered}


def _in_full(element: Json, option: Json) -> Json:
    known = next((o for o in options_of(element) if o.get("value") == option.get("value")), None)
    return known or option


def _named(block: Json) -> Json:
    named = {**block, "block_id": block.get("block_id") or opaque(3)}
    if block["type"] == "input":
        named["element"] = _with_action_id(block["element"])
    elif block["type"] in ("actions", "context_actions"):
        named["elements"] = [_with_action_id(element) for element in block["elements"]]
    elif elements_of(block):
        named["accessory"] = _with_action_id(block["accessory"])
    return named


def _with_action_id(element: Json) -> Json:
    return {**element, "action_id": element.get("action_id") or opaque(3)}
