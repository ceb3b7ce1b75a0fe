"""The one renderer: a template and data in, a message or view out that Slack takes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from incidentbot.slack import limits
from incidentbot.slack.blocks import blocks
from incidentbot.slack.elements import taken_apart
from incidentbot.slack.filling import Filling
from incidentbot.slack.options import choices
from incidentbot.slack.slots import Json, Slot, exact, filled, plain, raw
from incidentbot.words import TemplateError, Words
from incidentbot.words.text import TOKEN_END, TOKEN_START

_MODAL: Mapping[str, Slot] = {
    "title": plain("title", limits.VIEW_TITLE),
    "submit": plain("submit", limits.VIEW_BUTTON),
    "close": plain("close", limits.VIEW_BUTTON),
    "notify_on_close": raw("notify_on_close", bool),
    "clear_on_close": raw("clear_on_close", bool),
}
_VIEW: Mapping[str, Slot] = {
    "callback": exact("callback_id", limits.CALLBACK_ID),
    "metadata": exact("private_metadata", limits.PRIVATE_METADATA),
    "external_id": exact("external_id", limits.EXTERNAL_ID),
}
# When something has to go, the buttons at the end stay: without them nothing can be done.
_KEPT_AT_THE_END, _MOST_KEPT = {"actions", "context"}, 3
_GIVES_THE_TEXT = ("header", "section", "fields", "context")


@dataclass(frozen=True)
class SlackMessage:
    text: str
    blocks: list[Json] = field(default_factory=list)


class Renderer:
    """`whole` is an address at which everything can be read: where something was cut, a link leads to it."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def message(self, name: str, data: Mapping[str, object], whole: str | None = None) -> SlackMessage:
        shorthand, values = self._shorthand(name, data, {"text", "blocks"})
        filling = Filling(name, values, whole)
        built = _within(filling, blocks(filling, shorthand.get("blocks")), limits.BLOCKS_IN_MESSAGE)
        return SlackMessage(_top_level_text(Filling(name, values, whole), shorthand), built)

    def text(self, name: str, data: Mapping[str, object]) -> str:
        shorthand, values = self._shorthand(name, data, {"text", "blocks"})
        return _top_level_text(Filling(name, values), shorthand)

    def view(self, name: str, data: Mapping[str, object], whole: str | None = None) -> Json:
        shorthand, values = self._shorthand(name, data, {"modal", "home", "blocks"})
        filling = Filling(name, values, whole)
        frame = _frame(filling, shorthand)
        built = blocks(filling, shorthand.get("blocks"))
        if frame["type"] == "modal" and "submit" not in frame and any(block["type"] == "input" for block in built):
            raise filling.wrong("a modal with an input needs a submit")
        room = limits.VIEW_BYTES - _size(frame) - len(', "blocks": []')
        return frame | {"blocks": _within(filling, built, limits.BLOCKS_IN_VIEW, room)}

    def options(self, offered: Mapping[str, str]) -> list[Json]:
        """Value → label, as the answer to somebody who types into an external_select."""
        filling = Filling("options", [])
        return choices(filling, filling.set_aside(offered))[: limits.OPTIONS["static_select"]]

    def _shorthand(
        self, name: str, data: Mapping[str, object], keys: set[str]
    ) -> tuple[dict[str, Any], tuple[object, ...]]:
        skeleton, values = self._words.skeleton(name, data)
        try:
            shorthand = _parsed(skeleton)
        except YAMLError as error:
            raise TemplateError(f"{name}: not YAML once rendered: {_without_tokens(str(error))}") from error
        if not isinstance(shorthand, dict) or not shorthand.keys() <= keys:
            found = list(shorthand) if isinstance(shorthand, dict) else shorthand
            raise TemplateError(f"{name}: has {found!r} at the top, where {', '.join(sorted(keys))} belong")
        return shorthand, values


@lru_cache(maxsize=512)
def _parsed(skeleton: str) -> Any:
    """The same way through a template gives the same skeleton, whatever the values: it is parsed once."""
    return YAML(typ="safe", pure=True).load(skeleton)


def _without_tokens(text: str) -> str:
    return re.sub(f"{TOKEN_START}[0-9]+{TOKEN_END}", "{{…}}", text)


def _top_level_text(filling: Filling, shorthand: Mapping[str, Any]) -> str:
    """What notifications and screen readers say. It must always be there, so it falls back on the first words said."""
    if "text" in shorthand:
        return filling.mrkdwn(shorthand["text"], limits.MESSAGE_TEXT)
    mains = [taken_apart(filling, spec)[:2] for spec in shorthand.get("blocks") or ()]
    first = next((main for kind, main in mains if kind in _GIVES_THE_TEXT and main), None)
    if isinstance(first, list):
        first = next((item for item in first if isinstance(item, str)), None)
    return filling.mrkdwn(first, limits.MESSAGE_TEXT)


def _frame(filling: Filling, shorthand: Mapping[str, Any]) -> Json:
    if ("modal" in shorthand) == ("home" in shorthand):
        raise filling.wrong("a view is either modal: {title, …} or home: true")
    kind = "modal" if "modal" in shorthand else "home"
    given = {} if shorthand[kind] is True else shorthand[kind]
    filling.place = kind
    if not isinstance(given, dict) or (kind == "modal" and "title" not in given):
        raise filling.wrong("modal is written {title, submit, …}, home is true or {callback, metadata, external_id}")
    return {"type": kind} | filled(filling, {**_VIEW, **_MODAL} if kind == "modal" else _VIEW, given, kind)


def _within(filling: Filling, built: list[Json], most: int, room: int | None = None) -> list[Json]:
    """At most so many blocks, in so many bytes; what is left out is counted, and a link leads to it."""
    ending = [_small_print(filling.link_to_whole)] if filling.owes_a_link else []
    if len(built) + len(ending) <= most and (room is None or _size(built + ending) <= room):
        return built + ending
    tail = _kept_at_the_end(built)
    if room is not None and _size(tail) * 2 > room:
        tail = []
    notice = _small_print(f"… and {len(built)} more {filling.link_to_whole}")
    kept = _first_that_fit(
        built[: len(built) - len(tail)], most - len(tail) - 1, room and room - _size([notice, *tail])
    )
    left_out = len(built) - len(kept) - len(tail)
    return [*kept, _small_print(f"… and {left_out} more {filling.link_to_whole}"), *tail]


def _kept_at_the_end(built: list[Json]) -> list[Json]:
    start = len(built)
    while start > len(built) - _MOST_KEPT and built[start - 1]["type"] in _KEPT_AT_THE_END:
        start -= 1
    return built[start:]


def _first_that_fit(built: list[Json], most: int, room: int | None) -> list[Json]:
    if room is None:
        return built[:most]
    sizes = accumulate(_size(block) + len(", ") for block in built[:most])
    return [block for block, size in zip(built, sizes, strict=False) if size <= room]


def _small_print(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text.strip(), "verbatim": True}]}


def _size(value: object) -> int:
    return len(json.dumps(value))
