"""Addresses of calendars: which ones belong to what somebody asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from incidentbot.domain.oncall_team import schedules_meant, teams_asking
from incidentbot.domain.process import Process
from incidentbot.errors import NotFound
from incidentbot.services.calendar import SCHEDULE, TEAM, Named

MOST = 12  # of one form
ALL = "*"  # what a button carries where no word was said: it cannot be empty


def meant(process: Process, word: str) -> list[Named]:
    """The teams that ask by these schedules, then the schedules. Raises NotFound for a word that means none."""
    schedules = schedules_meant(process, word) if word else list(process.schedules)
    if not schedules:
        raise NotFound("No schedule stands behind that any more. `/incident oncall` shows which there are.")
    teams = dict.fromkeys(team.key for schedule in schedules for team in teams_asking(process, schedule))
    return [*((TEAM, team) for team in teams), *((SCHEDULE, schedule) for schedule in schedules)]


def shown(process: Process, word: str, addresses: Mapping[Named, str], more: int, said: str = "") -> dict[str, Any]:
    return {
        "calendars": [
            {"kind": kind, "key": key, "label": _label(process, kind, key), "address": address}
            for (kind, key), address in addresses.items()
        ],
        "more": more,
        "said": said,
        "metadata": json.dumps({"word": word}),
    }


def _label(process: Process, kind: str, key: str) -> str:
    team = process.team(key) if kind == TEAM else None
    return team.label if team else key
