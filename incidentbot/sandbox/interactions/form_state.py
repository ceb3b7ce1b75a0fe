"""What stands in the inputs of a view or a message: at first, after an update, and whether it may be submitted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from incidentbot.sandbox.interactions.elements import VALUES, all_elements, chosen
from incidentbot.sandbox.wire import Json

Values = dict[str, dict[str, Json]]

MISSING = "Please complete this field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def initial_values(blocks: Iterable[Json]) -> Values:
    values: Values = {}
    for block, element in all_elements(blocks):
        if kind := VALUES.get(element["type"]):
            preset = {kind.key: element.get(kind.initial, kind.nothing)}
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen(element, preset)
    return values


def carried_over(before: Values, blocks: list[Json]) -> Values:
    """After an update: an input that kept its block_id, its action_id and its type keeps what the person entered."""
    values = initial_values(blocks)
    for block_id, actions in values.items():
        for action_id, fresh in actions.items():
            entered = before.get(block_id, {}).get(action_id)
            if entered and entered["type"] == fresh["type"]:
                actions[action_id] = entered
    return values


def nested(given: Any) -> Values:
    """Values by block_id and action_id, as far as what came looks like that."""
    blocks = given.items() if isinstance(given, dict) else ()
    return {
        block_id: {action_id: held for action_id, held in actions.items() if isinstance(held, dict)}
        for block_id, actions in blocks
        if isinstance(actions, dict)
    }


def entered(before: Values, blocks: list[Json], given: Values) -> Values:
    """`given` is what the page holds, perhaps only in part; anything that is no input of these blocks is dropped."""
    values = {block_id: dict(actions) for block_id, actions in before.items()}
    for block, element in all_elements(blocks):
        said = given.get(block["block_id"], {}).get(element["action_id"])
        if said is not None and element["type"] in VALUES:
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen(element, said)
    return values


def field_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's own form refuses before the app hears of a submission."""
    errors = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            held = values.get(block["block_id"], {}).get(element["action_id"], {})
            value = held.get(VALUES[element["type"]].key)
            if problem := _problem(element, value, bool(block.get("optional"))):
                errors[block["block_id"]] = problem
    return errors


def _problem(element: Json, value: Any, optional: bool) -> str:
    if value in (None, "", []):
        return "" if optional else MISSING
    check = CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _text_problem(element: Json, value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"Please write at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please write at most {element.get('max_length', 3000)} characters."
    return ""


def _number_problem(element: Json, value: str) -> str:
    if not NUMBER.fullmatch(value):
        return "Please enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if float(value) < float(element.get("min_value", "-inf")):
        return f"Please enter {element['min_value']} or more."
    if float(value) > float(element.get("max_value", "inf")):
        return f"Please enter {element['max_value']} or less."
    return ""


def _selection_problem(element: Json, value: list[Any]) -> str:
    most = element.get("max_selected_items")
    return f"Please choose at most {most}." if most and len(value) > most else ""


CHECKS = {
    "plain_text_input": _text_problem,
    "number_input": _number_problem,
    "email_text_input": lambda element, value: "" if EMAIL.fullmatch(value) else "Please enter an e-mail address.",
    "url_text_input": lambda element, value: "" if URL.fullmatch(value) else "Please enter a web address.",
    **dict.fromkeys((kind for kind in VALUES if kind.startswith("multi_")), _selection_problem),
}
