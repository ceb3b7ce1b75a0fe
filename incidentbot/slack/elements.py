"""Buttons, menus and fields: from the shorthand of a template to Block Kit elements, by one table.

An element is written with its kind first. That key carries what a person reads, the others are its options:
`{button: "Take command", action: take_command, value: "{{ id }}"}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incidentbot.slack import limits
from incidentbot.slack.filling import Filling
from incidentbot.slack.options import all_chosen_ahead, among_the_options, chosen_ahead, groups, options
from incidentbot.slack.slots import (
    Json,
    Slot,
    confirm,
    exact,
    filled,
    many_exact,
    one_of,
    optional_plain,
    plain,
    raw,
    slot,
    typed,
    url,
)
from incidentbot.words.text import EMPTY, one_line, shortened

# Where Slack lets an element stand.
ACTIONS, INPUT, ACCESSORY, CONTEXT = "actions", "input", "the accessory of a section", "context"
ANYWHERE = frozenset({ACTIONS, INPUT, ACCESSORY})
PRESSED = frozenset({ACTIONS, ACCESSORY})
TYPED = frozenset({INPUT})
SEEN = frozenset({ACCESSORY, CONTEXT})


def _as_it_is(element: Json) -> Json | None:
    return element


def _leading_somewhere(element: Json) -> Json | None:
    """A button or picture whose address cannot be followed is left out: pressing it would do something else."""
    return None if None in (element.get("url", ""), element.get("image_url", "")) else element


def _fitting_its_field(element: Json) -> Json | None:
    """Slack refuses an initial text that is longer than the field takes; a field of one line takes one line."""
    if "initial_value" in element:
        text = element["initial_value"] if element.get("multiline") else one_line(element["initial_value"])
        element["initial_value"] = shortened(text, element.get("max_length", limits.TYPED_TEXT))
    return element


@dataclass(frozen=True)
class Element:
    type: str
    main: Slot
    options: dict[str, Slot]
    places: frozenset[str] = ANYWHERE
    finish: Callable[[Json], Json | None] = _as_it_is


_PLACEHOLDER = optional_plain("placeholder", limits.PLACEHOLDER)
_ACTION: dict[str, Slot] = {"action": exact("action_id", limits.ACTION_ID)}
_CHOSEN: dict[str, Slot] = _ACTION | {"confirm": confirm, "focus": raw("focus_on_load", bool)}
_FIELD: dict[str, Slot] = _ACTION | {
    "focus": raw("focus_on_load", bool),
    "dispatch_on": lambda filling, spec: {
        "dispatch_action_config": {
            "trigger_actions_on": [f"on_{filling.exact(one, 50)}" for one in filling.several(spec)]
        }
    },
}


def _picked(type_: str, initial: Slot, **more: Slot) -> Element:
    return Element(type_, _PLACEHOLDER, _CHOSEN | {"initial": initial} | more)


def _menu(type_: str, initial: Slot, **more: Slot) -> Element:
    offers = {"options": options(limits.OPTIONS[type_]), "groups": groups, "initial": initial}
    return Element(type_, _PLACEHOLDER, _CHOSEN | offers | more, finish=among_the_options)


def _listed(type_: str, initial: Slot | None, places: frozenset[str] = ANYWHERE) -> Element:
    extra = {"initial": initial} if initial else {}
    return Element(type_, options(limits.OPTIONS[type_]), _CHOSEN | extra, places, finish=among_the_options)


def _field(type_: str, **more: Slot) -> Element:
    own = _FIELD | {"initial": typed("initial_value")} | more
    return Element(type_, _PLACEHOLDER, own, TYPED, finish=_fitting_its_field)


def _text_of_number(value: Any) -> str:
    return str(value)


_ONE, _MANY = exact("initial_option", limits.OPTION_VALUE), many_exact("initial_options", limits.OPTION_VALUE)
_AT_MOST = raw("max_selected_items", int)
_FROM = raw("min_query_length", int)

ELEMENTS: Mapping[str, Element] = {
    "button": Element(
        "button",
        plain("text", limits.BUTTON_TEXT),
        _ACTION
        | {
            "value": exact("value", limits.BUTTON_VALUE),
            "url": url("url", limits.BUTTON_URL),
            "style": one_of("style", "primary", "danger"),
            "confirm": confirm,
            "says": slot("accessibility_label", lambda filling, spec: filling.plain(spec, limits.ACCESSIBILITY_LABEL)),
        },
        PRESSED,
        finish=_leading_somewhere,
    ),
    "overflow": _listed("overflow", None, PRESSED),
    "select": _menu("static_select", _ONE),
    "multi_select": _menu("multi_static_select", _MANY, at_most=_AT_MOST),
    "external_select": _picked("external_select", chosen_ahead, min=_FROM),
    "multi_external_select": _picked("multi_external_select", all_chosen_ahead, min=_FROM, at_most=_AT_MOST),
    "radio": _listed("radio_buttons", _ONE),
    "checkboxes": _listed("checkboxes", _MANY),
    "user": _picked("users_select", exact("initial_user", 100)),
    "users": _picked("multi_users_select", many_exact("initial_users", 100), at_most=_AT_MOST),
    "channel": _picked("channels_select", exact("initial_channel", 100)),
    "channels": _picked("multi_channels_select", many_exact("initial_channels", 100), at_most=_AT_MOST),
    "conversation": _picked("conversations_select", exact("initial_conversation", 100)),
    "date": _picked("datepicker", raw("initial_date", str)),
    "time": _picked("timepicker", raw("initial_time", lambda time: str(time)[:5]), timezone=exact("timezone", 100)),
    "datetime": Element(
        "datetimepicker",
        lambda *_: {},  # the one picker without a placeholder
        _CHOSEN | {"initial": raw("initial_date_time", lambda instant: int(instant.timestamp()))},
        frozenset({ACTIONS, INPUT}),
    ),
    "text": _field(
        "plain_text_input", multiline=raw("multiline", bool), min=raw("min_length", int), max=raw("max_length", int)
    ),
    "number": Element(
        "number_input",
        _PLACEHOLDER,
        _FIELD
        | {
            "decimals": lambda filling, spec: {"is_decimal_allowed": bool(filling.value(spec))},
            "initial": raw("initial_value", _text_of_number),
            "min": raw("min_value", _text_of_number),
            "max": raw("max_value", _text_of_number),
        },
        TYPED,
        finish=lambda element: {"is_decimal_allowed": False} | element,
    ),
    "email": _field("email_text_input"),
    "url": _field("url_text_input"),
    "image": Element(
        "image",
        url("image_url", limits.IMAGE_URL),
        {"alt": lambda filling, spec: {"alt_text": filling.plain(spec, limits.IMAGE_ALT) or EMPTY}},
        SEEN,
        finish=_leading_somewhere,
    ),
}


def element(filling: Filling, spec: object, place: str) -> Json | None:
    """One element, or None where there is nothing that Slack would take: a menu without options, a link to nowhere."""
    kind, main, given = taken_apart(filling, spec)
    known = ELEMENTS.get(kind)
    if known is None:
        raise filling.wrong(f"there is no element {kind!r}; there are {', '.join(ELEMENTS)}")
    if place not in known.places:
        raise filling.wrong(f"Slack does not take {kind} in {place}")
    json = {"type": known.type} | known.main(filling, main) | filled(filling, known.options, given, kind)
    return known.finish(json)


def taken_apart(filling: Filling, spec: object) -> tuple[str, object, dict[Any, object]]:
    """Kind, what the kind's key carries, and the options; a bare word is a kind without either."""
    if isinstance(spec, str):
        return spec, None, {}
    if not isinstance(spec, dict) or not spec:
        raise filling.wrong(f"{spec!r} is not written as kind and options")
    (kind, main), *given = spec.items()
    return str(kind), main, dict(given)
