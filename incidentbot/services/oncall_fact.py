"""Who is on call, in the form that templates, answers and programs carry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incidentbot.domain.coverage import FOREVER, SINCE_EVER
from incidentbot.domain.oncall import OnCall, Shift
from incidentbot.domain.oncall_team import teams_asking
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import ANYONE, Duty, Why
from incidentbot.services.recipient import name_of, slack_of


def of_key(process: Process, key: str) -> dict[str, Any]:
    return {"key": key, "name": name_of(process, key), "slack_id": slack_of(process, key)}


def of_shift(process: Process, schedule: str, shift: Shift) -> dict[str, Any]:
    """An end that is farther away than anybody asks is none."""
    return {
        "schedule": schedule,
        "person": of_key(process, shift.person),
        "start": _instant(shift.start),
        "end": _instant(shift.end),
        "why": why(process, Duty(shift.person, shift.why, shift.source, shift.instead_of)),
        "reason": shift.why.value,
        "is_shadow": shift.is_shadow,
    }


def of_on_call(process: Process, schedule: str, found: OnCall) -> dict[str, Any]:
    return {
        "schedule": schedule,
        "teams": [{"key": team.key, "label": team.label} for team in teams_asking(process, schedule)],
        "at": found.at,
        "shifts": [of_shift(process, schedule, shift) for shift in found.shifts],
        "until": found.until,
        "next": [
            of_key(process, duty.person) | {"why": why(process, duty)} for duty in found.next if not duty.is_shadow
        ],
        "next_from": found.next_from,
    }


def why(process: Process, duty: Duty) -> str:
    instead = f" for {name_of(process, duty.instead_of)}" if duty.instead_of and duty.instead_of != ANYONE else ""
    return {
        Why.LAYER: f"by turn in {duty.source}",
        Why.OVERRIDE: f"covers{instead}",
        Why.SWAP: f"took the shift{instead}",
        Why.TEMPORARY: "by a temporary schedule",
    }[duty.why]


def _instant(at: datetime) -> datetime | None:
    return None if at in (SINCE_EVER, FOREVER) else at
