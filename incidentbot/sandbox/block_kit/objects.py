"""Composition objects: text, options, groups of options, confirmations."""

from __future__ import annotations

from typing import Any

from incidentbot.sandbox.block_kit.checks import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    exactly_one,
    items,
    one_of,
    problem,
    string,
)

MOST_OPTIONS = 100
# Slack's guide says 150 for an option's value, its official types say 75: 75 is safe with both.
LONGEST_VALUE = 75


def plain_text(most: int) -> Check:
    return Shape(must={"type": one_of("plain_text"), "text": string(most)}, may={"emoji": boolean})


def any_text(most: int) -> Check:
    plain = plain_text(most)
    mrkdwn = Shape(must={"type": one_of("mrkdwn"), "text": string(most)}, may={"verbatim": boolean})

    def check(value: Any, at: str) -> Problems:
        yield from (mrkdwn if isinstance(value, dict) and value.get("type") == "mrkdwn" else plain)(value, at)

    return check


def option(text: Check) -> Check:
    return Shape(must={"text": text, "value": string(LONGEST_VALUE)}, may={"description": any_text(75)})


PLAIN_OPTION = option(plain_text(75))
RICH_OPTION = option(any_text(75))
OVERFLOW_OPTION = Shape(
    must={"text": plain_text(75), "value": string(LONGEST_VALUE)},
    may={"description": plain_text(75), "url": string(3000)},
)
OPTION_GROUP = Shape(must={"label": plain_text(75), "options": items(PLAIN_OPTION, MOST_OPTIONS)})

CONFIRM = Shape(
    must={"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    may={"style": one_of("primary", "danger")},
)
DISPATCH = Shape(
    may={"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
CONVERSATION_FILTER = Shape(
    may={
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
SLACK_FILE = Shape(may={"url": string(3000), "id": string(255)}, rules=(exactly_one("url", "id"),))
RICH_TEXT_PART = Shape(must={"type": one_of("rich_text"), "elements": anything}, may={"block_id": string(255)})


def initial_is_an_option(value: Any, at: str) -> Problems:
    """What is selected at first has to be one of the options, word for word."""
    options = [*value.get("options", ())]
    for group in value.get("option_groups", ()):
        options += group["options"]
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", ())
    for initial in chosen:
        if initial not in options:
            yield problem(at, f"initial option {initial.get('value')!r} is not among the options")
