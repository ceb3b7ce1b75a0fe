"""Who would not be woken by a P1, and why: told before the night it matters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from incidentbot.domain.catalog import Team
from incidentbot.domain.escalation import TargetKind
from incidentbot.domain.notification import unreachable
from incidentbot.domain.oncall_team import schedules_of
from incidentbot.domain.process import Process
from incidentbot.ports import Clock, InForce
from incidentbot.services import speech
from incidentbot.services.recipient import key_of, name_of, recipients_of, slack_of
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

TOLD_ON = 0  # Monday
TOLD_AT = time(9, 0)  # on the team's wall clock


@dataclass(frozen=True)
class Unreachable:
    person: str
    name: str
    slack_id: str | None
    missing: tuple[str, ...]


def asked_of(process: Process, team: Team) -> list[str]:
    """Everybody whom a page for this team may ask: who is in it, on its schedules, or named by its policy."""
    policy = process.escalations.get(team.escalation) if team.escalation else None
    targets = [*(target for step in policy.steps for target in step.targets), *policy.last_resort] if policy else []
    people = [target.key for target in targets if target.kind == TargetKind.PERSON]
    found = [process.schedules[key] for key in schedules_of(process, team) if key in process.schedules]
    on_call = [person for schedule in found for layer in schedule.layers for person in layer.people]
    owner = [team.owner] if team.owner else []
    return list(dict.fromkeys([*owner, *team.members, *on_call, *people]))


def everybody_asked(process: Process) -> list[str]:
    return list(dict.fromkeys(person for team in process.teams.values() for person in asked_of(process, team)))


def unreachable_of(tx: Transaction, process: Process, people: Collection[str]) -> list[Unreachable]:
    recipients = recipients_of(tx, process, people)
    found = {key: tuple(unreachable(recipient)) for key, recipient in recipients.items()}
    return [
        Unreachable(key, name_of(process, key), slack_of(process, key), missing)
        for key, missing in found.items()
        if missing
    ]


def own_gaps(tx: Transaction, process: Process, slack_id: str) -> tuple[str, ...]:
    """Nothing for whom no page asks."""
    key = key_of(process, slack_id)
    if key is None or key not in everybody_asked(process):
        return ()
    return next((one.missing for one in unreachable_of(tx, process, [key])), ())


class Reachability:
    def __init__(self, store: Store, clock: Clock, running: InForce) -> None:
        self._store = store
        self._clock = clock
        self._running = running

    def tell_teams(self) -> int:
        """Each team's channel hears once a week who of it could not be reached at night. How many teams did."""
        now, process = self._clock.now(), self._running.process
        with self._store.begin() as tx:
            return sum(_tell(tx, process, team, now) for team in process.teams.values())


def _tell(tx: Transaction, process: Process, team: Team, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(team.calendar.zone))
    if team.channel is None or local.weekday() != TOLD_ON or local.time() < TOLD_AT:
        return False
    key = f"unreachable:{team.key}:{local.date()}"[:200]
    if tx.is_asked(key) or not (found := unreachable_of(tx, process, asked_of(process, team))):
        return False
    data = {"team": team.label, "people": [of_unreachable(one) for one in found]}
    speech.post(tx, team.channel, now, "me/team", data, slack_of(process, team.owner) if team.owner else None, key)
    return True


def of_unreachable(one: Unreachable) -> dict[str, Any]:
    return {"slack_id": one.slack_id, "name": one.name, "missing": list(one.missing)}
