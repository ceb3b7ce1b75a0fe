"""Block elements, and which of them may stand in which kind of block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from incidentbot.sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    exactly_one,
    integer,
    items,
    matching,
    one_of,
    problem,
    size,
    string,
)
from incidentbot.sandbox.block_kit.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    MOST_OPTIONS,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    RICH_TEXT_PART,
    SLACK_FILE,
    initial_is_an_option,
    plain_text,
)

LONGEST_INPUT = 3000
ID = string(255)
NAMED: dict[str, Check] = {"type": anything, "action_id": ID}
FOCUS: dict[str, Check] = {"focus_on_load": boolean}
PLACEHOLDER: dict[str, Check] = {"placeholder": plain_text(150)}
CONFIRMED: dict[str, Check] = {"confirm": CONFIRM}
MENU = NAMED | FOCUS | PLACEHOLDER | CONFIRMED
TYPED = NAMED | FOCUS | PLACEHOLDER | {"dispatch_action_config": DISPATCH}
SEVERAL: dict[str, Check] = {"max_selected_items": integer(1, 1_000)}
OPTIONS: dict[str, Check] = {
    "options": items(PLAIN_OPTION, MOST_OPTIONS),
    "option_groups": items(OPTION_GROUP, MOST_OPTIONS),
}
ONE_KIND_OF_OPTIONS = (exactly_one("options", "option_groups"), initial_is_an_option)
DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date, YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time, HH:mm")
NUMBER = matching(r"-?\d+(\.\d+)?", "a number, written as a string")


def _within_its_own_limits(value: Any, at: str) -> Problems:
    least, most = value.get("min_length", 0), value.get("max_length", LONGEST_INPUT)
    if least > most:
        yield problem(at, "min_length must not be greater than max_length")
    if size(value.get("initial_value", "")) > most:
        yield problem(at, "initial_value must not be longer than max_length")


def _ids(*names: str) -> dict[str, Check]:
    return {name: items(ID, 1_000, least=0) for name in names}


ELEMENTS: dict[str, Check] = {
    "button": Shape(
        must={"text": plain_text(75)},
        may=NAMED
        | CONFIRMED
        | {
            "url": string(3000),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "overflow": Shape(must={"options": items(OVERFLOW_OPTION, 5)}, may=NAMED | CONFIRMED),
    "image": Shape(
        must={"alt_text": string(2000)},
        may={"type": anything, "image_url": string(3000), "slack_file": SLACK_FILE},
        rules=(exactly_one("image_url", "slack_file"),),
    ),
    "static_select": Shape(may=MENU | OPTIONS | {"initial_option": PLAIN_OPTION}, rules=ONE_KIND_OF_OPTIONS),
    "external_select": Shape(may=MENU | {"initial_option": PLAIN_OPTION, "min_query_length": integer(0, 100)}),
    "users_select": Shape(may=MENU | {"initial_user": ID}),
    "channels_select": Shape(may=MENU | {"initial_channel": ID, "response_url_enabled": boolean}),
    "conversations_select": Shape(
        may=MENU
        | {
            "initial_conversation": ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        }
    ),
    "multi_static_select": Shape(
        may=MENU | OPTIONS | SEVERAL | {"initial_options": items(PLAIN_OPTION, MOST_OPTIONS)},
        rules=ONE_KIND_OF_OPTIONS,
    ),
    "multi_external_select": Shape(
        may=MENU | SEVERAL | {"initial_options": items(PLAIN_OPTION, MOST_OPTIONS), "min_query_length": integer(0, 100)}
    ),
    "multi_users_select": Shape(may=MENU | SEVERAL | _ids("initial_users")),
    "multi_channels_select": Shape(may=MENU | SEVERAL | _ids("initial_channels")),
    "multi_conversations_select": Shape(
        may=MENU
        | SEVERAL
        | _ids("initial_conversations")
        | {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
    ),
    "radio_buttons": Shape(
        must={"options": items(RICH_OPTION, 10)},
        may=NAMED | FOCUS | CONFIRMED | {"initial_option": RICH_OPTION},
        rules=(initial_is_an_option,),
    ),
    "checkboxes": Shape(
        must={"options": items(RICH_OPTION, 10)},
        may=NAMED | FOCUS | CONFIRMED | {"initial_options": items(RICH_OPTION, 10)},
        rules=(initial_is_an_option,),
    ),
    "datepicker": Shape(may=MENU | {"initial_date": DATE}),
    "timepicker": Shape(may=MENU | {"initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": Shape(may=NAMED | FOCUS | CONFIRMED | {"initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        may=TYPED
        | {
            "initial_value": string(LONGEST_INPUT, least=0),
            "multiline": boolean,
            "min_length": integer(0, LONGEST_INPUT),
            "max_length": integer(1, LONGEST_INPUT),
        },
        rules=(_within_its_own_limits,),
    ),
    "email_text_input": Shape(may=TYPED | {"initial_value": string(LONGEST_INPUT)}),
    "url_text_input": Shape(may=TYPED | {"initial_value": string(LONGEST_INPUT)}),
    "number_input": Shape(
        must={"is_decimal_allowed": boolean},
        may=TYPED | {"initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    ),
    "rich_text_input": Shape(may=TYPED | {"initial_value": RICH_TEXT_PART}),
    "file_input": Shape(
        may={"type": anything, "action_id": ID, "filetypes": items(string(255), 100), "max_files": integer(1, 10)}
    ),
}

SINGLE_MENUS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_MENUS = tuple(f"multi_{name}" for name in SINGLE_MENUS)
CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

IN_SECTION = ("button", "overflow", "image", *SINGLE_MENUS, *MULTI_MENUS, *CHOICES)
IN_ACTIONS = ("button", "overflow", "datetimepicker", *SINGLE_MENUS, *CHOICES)
IN_INPUT = (*TEXT_INPUTS, "datetimepicker", "file_input", *SINGLE_MENUS, *MULTI_MENUS, *CHOICES)


def only(kinds: Iterable[str]) -> dict[str, Check]:
    return {kind: ELEMENTS[kind] for kind in kinds}
