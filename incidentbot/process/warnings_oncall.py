"""What will be missed one night because nobody is on call, or nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from incidentbot.domain.escalation import Policy, Target, TargetKind
from incidentbot.domain.oncall import Gap, gaps, who
from incidentbot.domain.oncall_team import schedules_of
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Schedule
from incidentbot.process.references import Mistake

LOOKED_AHEAD = timedelta(days=30)


def oncall_doubts(process: Process, now: datetime) -> Iterator[Mistake]:
    used = _used(process)
    for key, schedule in process.schedules.items():
        if found := gaps(schedule, now, now + LOOKED_AHEAD):
            yield ("schedules", key), _of_gaps(schedule, found)
        if key not in used:
            yield ("schedules", key), "asked by nobody; name it in a step of escalations, or call it like its team"
    chosen = {team.escalation for team in process.teams.values()}
    for key, policy in process.escalations.items():
        if key not in chosen:
            yield ("escalations", key), f"no team asks by it; write escalation: {key} at a team"
        if not any(_reaches(process, target, now) for target in _targets(policy)):
            yield ("escalations", key), "reaches nobody, ever; name a person or a schedule with people in it"


def _of_gaps(schedule: Schedule, found: list[Gap]) -> str:
    first = found[0]
    start, end = (moment.astimezone(schedule.zone_info) for moment in (first.start, first.end))
    more = f", and {len(found) - 1} more times in the next {LOOKED_AHEAD.days} days" if len(found) > 1 else ""
    return f"nobody is on call from {start:%a %Y-%m-%d %H:%M} to {end:%a %Y-%m-%d %H:%M}{more}; add a layer for it"


def _used(process: Process) -> set[str]:
    """By a policy or by their name."""
    named = {target.key for policy in process.escalations.values() for target in _targets(policy)}
    return named | {key for team in process.teams.values() for key in schedules_of(process, team)}


def _targets(policy: Policy) -> list[Target]:
    return [*(target for step in policy.steps for target in step.targets), *policy.last_resort]


def _reaches(process: Process, target: Target, now: datetime) -> bool:
    """Whether it ever stands for a person; a channel rings no telephone."""
    if target.kind == TargetKind.SCHEDULE:
        return target.key in process.schedules and _has_somebody(process.schedules[target.key], now)
    return target.kind in (TargetKind.PERSON, TargetKind.TEAM)


def _has_somebody(schedule: Schedule, now: datetime) -> bool:
    found = who(schedule, now)
    return bool(found.people or found.next)
