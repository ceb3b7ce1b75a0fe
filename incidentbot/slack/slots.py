"""What may stand in an option of the shorthand: a slot reads one option and gives the JSON that it stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from incidentbot.slack import limits
from incidentbot.slack.filling import Filling
from incidentbot.words.text import EMPTY

Json = dict[str, Any]
Slot = Callable[[Filling, object], Json]


def filled(filling: Filling, slots: Mapping[str, Slot], specs: Mapping[Any, object], what: str) -> Json:
    """The JSON of all options given; an unknown option is a mistake in the template."""
    json: Json = {}
    for key, spec in specs.items():
        if key not in slots:
            raise filling.wrong(f"{what} does not know {key!r}; it knows {', '.join(slots) or 'no options'}")
        json |= slots[key](filling, spec)
    return json


def slot(key: str, says: Callable[[Filling, object], object]) -> Slot:
    """Left out where there is nothing to say, because Slack refuses empty things."""

    def part(filling: Filling, spec: object) -> Json:
        said = says(filling, spec)
        return {} if said is None or said is False or said in ("", [], {}) else {key: said}

    return part


def plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def plain(key: str, limit: int) -> Slot:
    """Text that Slack insists on."""
    return lambda filling, spec: {key: plain_text(filling.plain(spec, limit) or EMPTY)}


def optional_plain(key: str, limit: int) -> Slot:
    def say(filling: Filling, spec: object) -> object:
        text = filling.plain(spec, limit)
        return plain_text(text) if text else None

    return slot(key, say)


def exact(key: str, limit: int) -> Slot:
    return slot(key, lambda filling, spec: filling.exact(spec, limit))


def many_exact(key: str, limit: int) -> Slot:
    def say(filling: Filling, spec: object) -> object:
        return [filling.exact(item, limit) for item in filling.several(spec)]

    return slot(key, say)


def typed(key: str) -> Slot:
    return slot(key, lambda filling, spec: filling.typed(spec, limits.TYPED_TEXT))


def raw(key: str, says: Callable[[Any], object] = lambda value: value) -> Slot:
    """Numbers, switches, dates."""

    def say(filling: Filling, spec: object) -> object:
        value = filling.value(spec)
        return None if value is None or value == "" else says(value)

    return slot(key, say)


def one_of(key: str, *allowed: str) -> Slot:
    def say(filling: Filling, spec: object) -> str:
        chosen = filling.exact(spec, 100)
        if chosen and chosen not in allowed:
            raise filling.wrong(f"{key} {chosen!r} is not one of {', '.join(allowed)}")
        return chosen

    return slot(key, say)


def url(key: str, limit: int) -> Slot:
    """An address that cannot be followed gives None, so that what was to lead there can be left out."""
    return lambda filling, spec: {key: filling.url(spec, limit)}


CONFIRM: Mapping[str, Slot] = {
    "title": plain("title", limits.CONFIRM_TITLE),
    "text": plain("text", limits.CONFIRM_TEXT),
    "confirm": plain("confirm", limits.CONFIRM_BUTTON),
    "deny": plain("deny", limits.CONFIRM_BUTTON),
    "style": one_of("style", "primary", "danger"),
}


def confirm(filling: Filling, spec: object) -> Json:
    if not isinstance(spec, dict) or not {"title", "text", "confirm", "deny"} <= spec.keys():
        raise filling.wrong("confirm is written {title, text, confirm, deny}")
    return {"confirm": filled(filling, CONFIRM, spec, "confirm")}
