"""What is not wrong but will be missed one night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.process import Process
from incidentbot.process.references import Mistake
from incidentbot.process.tree import Where
from incidentbot.process.warnings_oncall import oncall_doubts


def doubts(process: Process, now: datetime) -> Iterator[Mistake]:
    """Where something is missing, and what to write. The tier of a service decides nothing here: each one is asked."""
    for key, service in process.services.items():
        if not service.team:
            yield ("services", key), "has no team, so that its alerts are not ready for on-call; write team: …"
        if not service.runbook:
            yield ("services", key), "has no runbook; write runbook: https://…"
        if not service.customer_path:
            yield ("services", key), "has no customer path; write what customers do with it, like Customers can pay"
    for key, team in process.teams.items():
        if not team.owner:
            yield ("teams", key), "nobody looks after its queue; write owner: … with one of its members"
    asked = dict.fromkeys(key for team in process.teams.values() for key in (*team.members, team.owner) if key)
    # Where nobody has an id in Slack, the file is a sketch, or there is no Slack.
    for key in asked if any(person.slack for person in process.people.values()) else ():
        person = process.people[key]
        if not person.slack:
            told = "only by e-mail" if person.email else "by nobody"
            yield ("people", key), f"can be told {told}, and cannot enter a telephone number; write slack: U…"
    if process.default_environment.at_most:
        cap = f"is at most {process.default_environment.at_most}"
        what = "and is meant by alerts that do not say where; write the environment that is production first"
        yield ("environments", process.default_environment.key), f"{cap}, {what}"
    for key, place in process.environments.items():
        for number, exception in enumerate(place.exceptions):
            if exception.ends <= now:
                yield ("environments", key, "except", number), f"“{exception.name}” is over; take it out"
    yield from _of_rules(process)
    yield from _of_patterns(process)
    yield from oncall_doubts(process, now)


def _of_rules(process: Process) -> Iterator[Mistake]:
    """The first one that fits decides."""
    seen: list[LabelMatch] = []
    for number, rule in enumerate(process.rules):
        if rule.match in seen:
            first = process.rules[seen.index(rule.match)].name
            yield ("routing", number, "match"), f"never decides: rule {first} fits the same labels; take one out"
        seen.append(rule.match)


def _of_patterns(process: Process) -> Iterator[Mistake]:
    """`.*` is how regular expressions say it, and here it is a dot and anything."""
    lines: list[tuple[Where, LabelMatch]] = [
        (("services", key, "match"), service.match) for key, service in process.services.items()
    ]
    lines += [(("environments", key, "match"), place.match) for key, place in process.environments.items()]
    lines += [(("routing", number, "match"), rule.match) for number, rule in enumerate(process.rules)]
    for where, match in lines:
        if any(".*" in pattern for patterns in match.wanted.values() for pattern in patterns):
            yield where, "“.*” asks for a dot and then anything; write * alone if the dot is not meant"
