"""Markdown: a value put into a document is text; it cannot become a heading, list, table, tag, link or picture.

A value is one line unless the template says `|prose`, which keeps its lines and paragraphs (not its formatting) and is
meant for a line of its own. Values do not belong into code spans or fences: there, escapes would show.
"""

import re

from incidentbot.words.text import cleaned, one_line

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Underscores inside a word stand for themselves in Markdown. `:` and `.` only where an address would become a link.
_STRUCTURE = re.compile(r"[\\`*\[\]|~@$]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.|!$", re.IGNORECASE)
_LINE_START = re.compile(r"^(?:(?=[-+=#:.)])|\d+(?=[.)]))")


def inline(text: str) -> str:
    escaped = _STRUCTURE.sub(r"\\\g<0>", one_line(cleaned(text)))
    return _LINE_START.sub(r"\g<0>\\", escaped).translate(_ENTITIES)


def prose(text: str) -> str:
    lines = [inline(line) for line in cleaned(text).strip().split("\n")]
    # Two spaces: the line break that a reader of the raw file does not see.
    return "\n".join(
        f"{line}  " if line and after else line for line, after in zip(lines, [*lines[1:], ""], strict=True)
    )
