"""The choices of menus, radio buttons and checkboxes, in the three ways in which a template may give them.

options: {none: No customers, some: Some}                                          value: label
options: [{option: Some, value: some, hint: Up to a tenth}]                        with a line of explanation
options: "{{ services }}"                                                          a mapping in the data, value → label
"""

from collections.abc import Mapping

from incidentbot.slack import limits
from incidentbot.slack.filling import Filling
from incidentbot.slack.slots import Json, Slot, exact, filled, optional_plain, plain, plain_text, slot, url
from incidentbot.words.text import EMPTY

_OPTION = {
    "option": plain("text", limits.OPTION_TEXT),
    "value": exact("value", limits.OPTION_VALUE),
    "hint": optional_plain("description", limits.OPTION_HINT),
    "url": url("url", limits.BUTTON_URL),
}


def options(most: int) -> Slot:
    return slot("options", lambda filling, spec: choices(filling, spec)[:most])


def groups(filling: Filling, spec: object) -> Json:
    """`{label: options, …}`; Slack refuses an empty group, so it is left out."""
    found = [
        {"label": plain_text(filling.plain(label, limits.OPTION_TEXT) or EMPTY), "options": inner}
        for label, options_of_group in _pairs(filling, spec)
        if (inner := choices(filling, options_of_group)[: limits.OPTIONS["static_select"]])
    ]
    return {"option_groups": found[: limits.OPTION_GROUPS]} if found else {}


def chosen_ahead(filling: Filling, spec: object) -> Json:
    """The initial choice of a menu whose options come later is given with its label, `{value: label}`."""
    return {"initial_option": choice} if (choice := next(iter(choices(filling, spec)), None)) else {}


def all_chosen_ahead(filling: Filling, spec: object) -> Json:
    return {"initial_options": found} if (found := choices(filling, spec)) else {}


def among_the_options(element: Json) -> Json | None:
    """Slack refuses a menu without options, and an initial choice that is not exactly one of them."""
    in_groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    offered = {option["value"]: option for option in [*element.get("options", ()), *in_groups]}
    if "initial_option" in element and (first := offered.get(element.pop("initial_option"))):
        element["initial_option"] = first
    if "initial_options" in element and (found := [offered[v] for v in element.pop("initial_options") if v in offered]):
        element["initial_options"] = found
    return element if offered else None


def choices(filling: Filling, spec: object) -> list[Json]:
    if isinstance(spec, list):
        return [_option(filling, option) for option in spec]
    return [_option(filling, {"option": label, "value": value}) for value, label in _pairs(filling, spec)]


def _pairs(filling: Filling, spec: object) -> list[tuple[object, object]]:
    """Keys and values of a mapping; of one that came as data each is a value from outside, never read as a skeleton."""
    if isinstance(spec, dict):
        return list(spec.items())
    held = filling.value(spec)
    if isinstance(held, Mapping):
        return [(filling.set_aside(key), filling.set_aside(value)) for key, value in held.items()]
    if held is None or held == "":
        return []
    raise filling.wrong(f"a mapping or a list of options belongs here, not {held!r}")


def _option(filling: Filling, spec: object) -> Json:
    if not isinstance(spec, dict) or not {"option", "value"} <= spec.keys():
        raise filling.wrong(f"an option is written {{option, value, hint}}, not {spec!r}")
    option = filled(filling, _OPTION, spec, "an option")
    if "value" not in option:
        raise filling.wrong(f"the option {option['text']['text']!r} has no value")
    return option if option.get("url", "") is not None else {key: option[key] for key in option if key != "url"}
