"""What a person types, turned into Slack's notation: escaped, with real mentions."""

from __future__ import annotations

import re
from collections.abc import Callable

from incidentbot.sandbox.workspace import Workspace

BROADCASTS = ("here", "channel", "everyone")
# A name after @ or #, not in the middle of a word (an e-mail address is no mention).
NAME = re.compile(r"(?<!\w)([@#])([a-z0-9][a-z0-9._-]*)")
URL = re.compile(r"https?://[^\s<>|]+")
Label = Callable[[str, str], str]


def as_message(workspace: Workspace, typed: str) -> str:
    """As it stands in the channel."""
    return _with_mentions(workspace, typed, lambda id, name: id if id[0] == "U" else f"{id}|{name}")


def as_command_text(workspace: Workspace, typed: str) -> str:
    """As a command with should_escape receives it: every mention with its name."""
    return _with_mentions(workspace, typed, lambda id, name: f"{id}|{name}")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _with_mentions(workspace: Workspace, typed: str, label: Label) -> str:
    """Links are left alone inside: a # in a web address names no channel."""
    pieces, at = [], 0
    for link in URL.finditer(typed):
        pieces.append(_mentions(workspace, typed[at : link.start()], label))
        pieces.append(f"<{escaped(link.group())}>")
        at = link.end()
    pieces.append(_mentions(workspace, typed[at:], label))
    return "".join(pieces)


def _mentions(workspace: Workspace, typed: str, label: Label) -> str:
    def replace(match: re.Match[str]) -> str:
        sign, word = match.groups()
        name = word.rstrip("._-")  # a full stop ends the sentence, not the name
        found = _mention(workspace, sign, word, label) or _mention(workspace, sign, name, label)
        rest = "" if _mention(workspace, sign, word, label) else word[len(name) :]
        return found + rest if found else match.group()

    return NAME.sub(replace, escaped(typed))


def _mention(workspace: Workspace, sign: str, name: str, label: Label) -> str:
    if sign == "#":
        channel = workspace.channel_named(name)
        return f"<#{label(channel.id, channel.name)}>" if channel else ""
    if name in BROADCASTS:
        return f"<!{name}>"
    user = workspace.user_named(name)
    return f"<@{label(user.id, user.name)}>" if user else ""
