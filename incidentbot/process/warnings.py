"""What is not wrong but will be missed one night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incidentbot.domain.catalog_labels import LabelMatch
from incidentbot.domain.process import Process
from incidentbot.process.references import Mistake
from incidentbot.process.tree import Where


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
    for key, place in process.environments.items():
        for number, exception in enumerate(place.exceptions):
            if exception.ends <= now:
                yield ("environments", key, "except", number), f"“{exception.name}” is over; take it out"
    yield from _of_patterns(process)


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
