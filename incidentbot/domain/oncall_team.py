"""Which schedules are a team's, and which teams are asked by a schedule."""

from __future__ import annotations

from incidentbot.domain.catalog import Team
from incidentbot.domain.escalation import Policy, TargetKind
from incidentbot.domain.process import Process


def schedules_in(policy: Policy) -> list[str]:
    """Those that it asks, in the order of its steps."""
    named = (target for step in policy.steps for target in step.targets if target.kind == TargetKind.SCHEDULE)
    return list(dict.fromkeys(target.key for target in named))


def schedules_of(process: Process, team: Team) -> list[str]:
    """Those that its policy asks; without a policy, those that are called like the team."""
    policy = process.escalations.get(team.escalation) if team.escalation else None
    if policy is not None:
        return schedules_in(policy)
    return [key for key in process.schedules if key == team.key or key.startswith(f"{team.key}-")]


def leading_schedules_of(process: Process, team: Team) -> list[str]:
    """Those that are asked first: at their handoff the team's queue changes hands."""
    policy = process.escalations.get(team.escalation) if team.escalation else None
    if policy is None:
        return schedules_of(process, team)
    asked = (schedules_in(Policy("", (step,))) for step in policy.steps)
    return next((keys for keys in asked if keys), [])


def teams_asking(process: Process, schedule: str) -> list[Team]:
    return [team for team in process.teams.values() if schedule in schedules_of(process, team)]


def schedules_meant(process: Process, word: str) -> list[str] | None:
    """By the name of a schedule, a team or a service, in upper or lower case; None for a word that is none of them."""
    wanted = word.strip().casefold()
    for keys, found in (
        (process.schedules, lambda key: [key]),
        (process.teams, lambda key: schedules_of(process, process.teams[key])),
        (process.services, lambda key: _of_service(process, key)),
    ):
        for key in keys:
            if key.casefold() == wanted:
                return [one for one in found(key) if one in process.schedules]
    named = next((team for team in process.teams.values() if team.label.casefold() == wanted), None)
    return [one for one in schedules_of(process, named) if one in process.schedules] if named else None


def _of_service(process: Process, key: str) -> list[str]:
    return schedules_of(process, process.team(process.services[key].team) or process.triage_team)
