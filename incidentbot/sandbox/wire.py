"""The words of the wire: JSON as it travels, and what Slack answers when it refuses."""

from __future__ import annotations

import json
import secrets
from typing import Any

Json = dict[str, Any]


# What a person reads where Slack has only a code.
SENTENCES = {
    "already_archived": "This channel is archived already.",
    "already_in_channel": "They are in this channel already.",
    "already_pinned": "This message is pinned already.",
    "already_reacted": "You have reacted with that already.",
    "cant_archive_general": "This channel cannot be archived.",
    "cant_leave_general": "Nobody can leave this channel.",
    "invalid_name_maxlength": "A channel's name has at most 80 characters.",
    "invalid_name_punctuation": "A channel's name needs a letter or a digit.",
    "invalid_name_required": "A channel needs a name.",
    "invalid_name_specials": "A channel's name is made of small letters, digits, hyphens and underscores.",
    "is_archived": "This channel is archived.",
    "message_not_found": "That message is not there any more.",
    "method_not_supported_for_channel_type": "That cannot be done in a direct conversation.",
    "name_taken": "That name is taken.",
    "not_archived": "This channel is not archived.",
    "not_in_channel": "They are not in this channel.",
}


class Refusal(Exception):
    """Slack's `ok: false`: an error code, and whatever else stands in the body. `sentence` is for a person."""

    def __init__(self, code: str, sentence: str = "", **also: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence or SENTENCES.get(code) or code.replace("_", " ")
        self.also = also


def parsed(text: str | bytes) -> Any:
    """JSON that can be written down again: half an emoji (a lone surrogate) becomes a question mark."""
    try:
        found = json.loads(text)
        if "\\ud" in (text if isinstance(text, str) else text.decode()).lower():
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        return found
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem


def opaque(size: int = 12) -> str:
    """A name that nobody can guess and nobody should read anything into."""
    return secrets.token_hex(size)
