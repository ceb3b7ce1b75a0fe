"""The swap form: my coming shifts, and whom I ask to take one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incidentbot.errors import InvalidInput
from incidentbot.services.oncall import OwnShift
from incidentbot.slack.forms import Answers

MOST_SHIFTS = 25  # of one menu; the others are far away


def shown(own: Sequence[OwnShift], zone: str, asked_of: str | None, why: str = "") -> dict[str, Any]:
    options = {value(one): _label(one, ZoneInfo(zone)) for one in own[:MOST_SHIFTS]}
    return {
        "shifts": options,
        "shift": next(iter(options), ""),
        "asked_of": asked_of or "",
        "why": why,
        "callback": "swap",
        "metadata": json.dumps({}),
    }


def value(one: OwnShift) -> str:
    """What a menu carries: short enough for Slack, because a schedule's name is at most sixty letters long."""
    return f"{int(one.shift.start.timestamp())} {one.schedule}"


def chosen(answers: Answers) -> tuple[str, datetime]:
    """The schedule, and the beginning of the shift. Raises InvalidInput."""
    start, _, schedule = (answers.choice("shift") or "").partition(" ")
    try:
        return schedule, datetime.fromtimestamp(int(start), ZoneInfo("UTC"))
    except (ValueError, OverflowError, OSError) as wrong:
        raise InvalidInput({"shift": "Choose one of your shifts."}) from wrong


def _label(one: OwnShift, zone: ZoneInfo) -> str:
    start, end = one.shift.start.astimezone(zone), one.shift.end.astimezone(zone)
    return f"{start:%a %d %b %H:%M} – {end:%a %d %b %H:%M} · {one.schedule}"
