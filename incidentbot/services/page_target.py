"""Whom a person means when they page "payments", "checkout" or "@alice": read from their words, in that order."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.domain.escalation import Target, TargetKind
from incidentbot.domain.process import Process
from incidentbot.errors import NotFound
from incidentbot.process.nearest import nearest


@dataclass(frozen=True)
class Wanted:
    """`about`: what was named, where that is not the target itself, such as a service of the team."""

    target: Target
    about: str = ""


def target_named(process: Process, said: str) -> Wanted:
    """A team by key or name, a service (its team is asked), or a person by key or name. Raises NotFound."""
    word = said.strip().lstrip("@#").casefold()
    for team in process.teams.values():
        if word in (team.key.casefold(), team.label.casefold()):
            return Wanted(Target(TargetKind.TEAM, team.key))
    for service in process.services.values():
        if word == service.key.casefold():
            owner = process.team(service.team) or process.triage_team
            return Wanted(Target(TargetKind.TEAM, owner.key), service.key)
    for key, person in process.people.items():
        if word in (key.casefold(), (person.name or key).casefold()):
            return Wanted(Target(TargetKind.PERSON, key))
    like = nearest(word, [*process.teams, *process.services, *process.people])
    raise NotFound(
        f"I know no team, service or person “{said}”{f': {like}' if like else '.'}"
        f" There are the teams {', '.join(process.teams)}"
        + (f" and the services {', '.join(list(process.services)[:20])}." if process.services else ".")
    )


def person_target(process: Process, slack_id: str) -> Target:
    """Also somebody whom the process file does not name: they are asked in Slack."""
    key = next((key for key, person in process.people.items() if person.slack == slack_id), None)
    return Target(TargetKind.PERSON, key or f"slack:{slack_id}")
