"""Which people a target stands for at this moment, and why these; or why there is nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from incidentbot.domain.escalation import Reached, Target, TargetKind
from incidentbot.domain.oncall import HORIZON, OnCall, who
from incidentbot.domain.oncall_team import schedules_of
from incidentbot.domain.process import Process
from incidentbot.domain.schedule import Schedule, Why
from incidentbot.store.transaction import Transaction

WHY_TOLD = {
    Why.LAYER: "",
    Why.OVERRIDE: ", by an override",
    Why.SWAP: ", by a swap",
    Why.TEMPORARY: ", by a temporary schedule",
}


class Reach:
    """Answers for one moment; what was asked before is not looked up again."""

    def __init__(self, tx: Transaction, process: Process, now: datetime) -> None:
        self._tx = tx
        self._process = process
        self._now = now
        self._known: dict[Target, Reached] = {}
        self._find: dict[TargetKind, Callable[[str], Reached]] = {
            TargetKind.PERSON: self._of_person,
            TargetKind.SCHEDULE: self._of_schedule,
            TargetKind.TEAM: self._of_team,
            TargetKind.CHANNEL: self._of_place,
            TargetKind.USERGROUP: self._of_place,
        }

    def __call__(self, target: Target) -> Reached:
        if target not in self._known:
            self._known[target] = self._find[target.kind](target.key)
        return self._known[target]

    def _of_person(self, key: str) -> Reached:
        if key not in self._process.people and not is_slack_only(key):
            return Reached((), "is nobody whom the process file names")
        return Reached((key,), "named by the policy")

    def _of_schedule(self, key: str) -> Reached:
        schedule = self._process.schedules.get(key)
        if schedule is None:
            return Reached((), "is not in the process file")
        return self._told(schedule, self._on_call(schedule))

    def _on_call(self, schedule: Schedule) -> OnCall:
        until = self._now + HORIZON
        overrides = self._tx.overrides_of([schedule.key], self._now, until)[schedule.key]
        temporary = self._tx.temporary_schedules_of([schedule.key], self._now, until)[schedule.key]
        return who(schedule, self._now, overrides, temporary)

    def _told(self, schedule: Schedule, found: OnCall) -> Reached:
        until = f"{found.until.astimezone(schedule.zone_info):%a %H:%M}" if found.until else ""
        if not found.people:
            return Reached((), f"has nobody until {until}" if until else "has nobody")
        first = next(shift for shift in found.shifts if not shift.is_shadow)
        shadows = tuple(shift.person for shift in found.shifts if shift.is_shadow)
        told = f"on call in {schedule.key}" + (f" until {until}" if until else "") + WHY_TOLD[first.why]
        return Reached(found.people, told, shadows)

    def _of_team(self, key: str) -> Reached:
        """Everybody of it who is on call, else its owner, else its members."""
        team = self._process.team(key)
        if team is None:
            return Reached((), "is not in the process file")
        found = [self._of_schedule(schedule) for schedule in schedules_of(self._process, team)]
        on_call = tuple(dict.fromkeys(person for reached in found for person in reached.people))
        if on_call:
            shadows = tuple(person for reached in found for person in reached.shadows)
            return Reached(on_call, f"on call for {team.label}", shadows)
        if team.owner:
            return Reached((team.owner,), f"owner of {team.label}, where nobody is on call")
        if team.members:
            return Reached(team.members, f"in {team.label}, where nobody is on call")
        return Reached((), "has neither owner nor members")

    def _of_place(self, _key: str) -> Reached:
        return Reached((), "is a place")


def is_slack_only(key: str) -> bool:
    """Somebody whom a person paged by name, and whom the process file does not know: "slack:U07DAVE"."""
    return key.startswith("slack:")
